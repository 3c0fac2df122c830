// The compute process's order of work: requests first, in the order they came; jobs one short step at a time, in turn.
// After every piece of work the message loop runs, so that a hover waits for at most one job step; a job that waits for another
// program is left out until that has answered.

export interface JobStepper {
  /** One short step. Resolves to false when the job has no more to do. Must not throw. */
  step(): Promise<boolean>;
  /** While there is nothing to do for it: settles, and never rejects, once there is. */
  waiting?(): Promise<unknown> | null;
}

interface Task {
  readonly id: number;
  run(): Promise<void>;
}

export class WorkQueue {
  private readonly tasks: Task[] = [];
  private readonly jobs: JobStepper[] = [];
  /** Jobs that wait for something else: they cost the others nothing. */
  private readonly parked = new Set<JobStepper>();
  private pumping = false;

  /** Work that goes ahead of all job steps. `run` must not throw. */
  addTask(id: number, run: () => Promise<void>): void {
    this.tasks.push({ id, run });
    this.pump();
  }

  /** Takes a task out that has not begun; false when there is none. */
  removeTask(id: number): boolean {
    const index = this.tasks.findIndex((task) => task.id === id);
    if (index >= 0) this.tasks.splice(index, 1);
    return index >= 0;
  }

  addJob(job: JobStepper): void {
    this.jobs.push(job);
    this.pump();
  }

  removeJob(job: JobStepper): void {
    this.parked.delete(job);
    const index = this.jobs.indexOf(job);
    if (index >= 0) this.jobs.splice(index, 1);
  }

  private pump(): void {
    if (this.pumping) return;
    this.pumping = true;
    setImmediate(() => void this.work());
  }

  private async work(): Promise<void> {
    const task = this.tasks.shift();
    if (task) await task.run();
    else {
      const job = this.jobs.shift();
      if (job) {
        // Back in line before the step, so that a pause during it can take the job out.
        this.jobs.push(job);
        if (!(await job.step())) this.removeJob(job);
        else this.parkWhereItWaits(job);
      }
    }
    this.pumping = false;
    if (this.tasks.length > 0 || this.jobs.length > 0) this.pump();
  }

  private parkWhereItWaits(job: JobStepper): void {
    const waits = job.waiting?.();
    // A pause during the step has taken it out.
    if (!waits || !this.jobs.includes(job)) return;
    this.removeJob(job);
    this.parked.add(job);
    void waits.then(() => {
      if (this.parked.delete(job)) this.addJob(job);
    });
  }
}
