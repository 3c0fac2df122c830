// How many steps fit into one short turn, so that a hover waits for no more than that.

/** Length of a turn that is aimed at. */
const turnMs = 15;

export class StepPace {
  private msPerStep = turnMs;
  private totalMs = 0;
  private totalSteps: number;

  /** @param stepsBefore and secondsBefore of an earlier life of the run */
  constructor(stepsBefore = 0, secondsBefore = 0) {
    this.totalSteps = stepsBefore;
    this.totalMs = 1000 * secondsBefore;
  }

  /** Steps for the next turn, at least 1 and at most `most`. */
  steps(most: number): number {
    return Math.max(1, Math.min(most, Math.floor(turnMs / this.msPerStep)));
  }

  /** Times a turn of so many steps. */
  time<T>(steps: number, work: () => T): T {
    const start = performance.now();
    const result = work();
    this.add(steps, performance.now() - start);
    return result;
  }

  /** The same for work that is waited for. */
  async timeAwaited<T>(steps: number, work: () => T | Promise<T>): Promise<T> {
    const start = performance.now();
    const result = await work();
    this.add(steps, performance.now() - start);
    return result;
  }

  private add(steps: number, ms: number): void {
    this.totalMs += ms;
    this.totalSteps += steps;
    this.msPerStep = Math.max(1e-4, ms / steps);
  }

  get seconds(): number {
    return this.totalMs / 1000;
  }

  get stepsPerSecond(): number {
    return this.totalMs > 0 ? this.totalSteps / this.seconds : 0;
  }
}
