// How members share the tasks of a parallel section, over one small shared block: the leader opens it, whoever is awake joins,
// all take tasks by counting, the leader closes it and waits for those inside. A member that sleeps or is late costs nothing:
// the others do its share. So a busy machine slows a section down by no more than its own load.

/** Places in the block, Int32. */
const sequence = 0;
/** Members inside; `open` is added while more may join. */
const gate = 1;
const next = 2;
const taskCount = 3;
const kernelNumber = 4;
const functionNumber = 5;
const argumentCount = 6;
const failures = 7;
const sleepers = 8;
const open = 1 << 16;

const mostArguments = 24;
const argumentsAt = 64;
const blockBytes = argumentsAt + 8 * mostArguments;

/** Looks at a place before sleeping: some 50 microseconds, longer than the gaps between sections of one MD step. */
const memberLooks = 4000;
const leaderLooks = 2000;
/** Longer, since an event loop takes its time to wake: the gaps between batches of a training. */
const attendantLooks = 12_000;

/** Tasks take milliseconds: a member that is inside for so long has died (out of memory, say). */
const lostAfterMs = 60_000;
const patienceWaits = 60;

const pause = (Atomics as { pause?: () => void }).pause ?? (() => {});

/** Does tasks of one section: kernel and function by number. */
export type SectionWork = (kernel: number, named: number, take: () => number, args: readonly number[]) => void;

export class Section {
  readonly block: SharedArrayBuffer;
  private readonly words: Int32Array<SharedArrayBuffer>;
  private readonly values: Float64Array;
  private readonly patienceMs: number;
  /** A member died inside: from then on the leader does everything alone, so that what is left of it meets no other section. */
  private alone = false;

  constructor(block: SharedArrayBuffer = new SharedArrayBuffer(blockBytes), patienceMs = lostAfterMs) {
    this.block = block;
    this.patienceMs = patienceMs;
    this.words = new Int32Array(block, 0, argumentsAt / 4);
    this.values = new Float64Array(block, argumentsAt, mostArguments);
  }

  /** The leader's part. @throws Error where a task failed, its own reason or that of another member, or a member died */
  lead(kernel: number, named: number, tasks: number, args: readonly number[], work: SectionWork): void {
    const { words } = this;
    words[kernelNumber] = kernel;
    words[functionNumber] = named;
    words[argumentCount] = args.length;
    words[failures] = 0;
    words[taskCount] = tasks;
    this.values.set(args);
    Atomics.store(words, next, 0);
    if (this.alone) {
      work(kernel, named, this.take, args);
      return;
    }
    Atomics.store(words, gate, open);
    Atomics.add(words, sequence, 1);
    if (Atomics.load(words, sleepers) > 0) Atomics.notify(words, sequence);
    try {
      work(kernel, named, this.take, args);
    } catch (error) {
      Atomics.store(words, next, tasks);
      throw error;
    } finally {
      Atomics.sub(words, gate, open);
      this.waitForMembers();
    }
    if (Atomics.load(words, failures) > 0) throw new Error("A thread of a kernel failed in its part of the work.");
  }

  /** A member's whole life: waits for sections and takes part in them. Never returns. */
  follow(work: SectionWork): never {
    const { words } = this;
    for (let seen = 0; ; ) {
      if (!this.lookForSection(seen, memberLooks)) {
        Atomics.add(words, sleepers, 1);
        while (Atomics.load(words, sequence) === seen) Atomics.wait(words, sequence, seen);
        Atomics.sub(words, sleepers, 1);
      }
      seen = this.takePart(work, seen);
    }
  }

  /** The same for a member that does other things, by its event loop, while there is no section for a time. */
  async attend(work: SectionWork): Promise<never> {
    const { words } = this;
    for (let seen = 0; ; ) {
      if (!this.lookForSection(seen, attendantLooks)) {
        Atomics.add(words, sleepers, 1);
        await Atomics.waitAsync(words, sequence, seen).value;
        Atomics.sub(words, sleepers, 1);
      }
      seen = this.takePart(work, seen);
    }
  }

  /** Takes part in the present section, unless it is over. @returns the last section that was seen */
  private takePart(work: SectionWork, seen: number): number {
    const { words } = this;
    const present = Atomics.load(words, sequence);
    if (present === seen || !this.join()) return present;
    // Inside, nothing of the block changes before this member has left.
    const joined = Atomics.load(words, sequence);
    try {
      work(words[kernelNumber]!, words[functionNumber]!, this.take, Array.from(this.values.subarray(0, words[argumentCount]!)));
    } catch {
      Atomics.add(words, failures, 1);
      Atomics.store(words, next, words[taskCount]!);
    }
    if (Atomics.sub(words, gate, 1) === 1) Atomics.notify(words, gate);
    return joined;
  }

  /** Number of the next task, or -1. */
  private readonly take = (): number => {
    const { words } = this;
    const task = Atomics.add(words, next, 1);
    return task < words[taskCount]! ? task : -1;
  };

  private join(): boolean {
    const { words } = this;
    for (;;) {
      const inside = Atomics.load(words, gate);
      if (inside < open) return false;
      if (Atomics.compareExchange(words, gate, inside, inside + 1) === inside) return true;
    }
  }

  /** Whether there is another section than the last that was seen, within so many looks. */
  private lookForSection(seen: number, looks: number): boolean {
    for (let look = 0; look < looks; look++) {
      if (Atomics.load(this.words, sequence) !== seen) return true;
      pause();
    }
    return false;
  }

  private waitForMembers(): void {
    const { words } = this;
    for (let look = 0; look < leaderLooks; look++) {
      if (Atomics.load(words, gate) === 0) return;
      pause();
    }
    // In short waits, each counted once: a process that was stopped meanwhile has waited for one of them only.
    let waits = 0;
    for (let inside = Atomics.load(words, gate); inside !== 0; inside = Atomics.load(words, gate)) {
      if (Atomics.wait(words, gate, inside, this.patienceMs / patienceWaits) !== "timed-out" || ++waits < patienceWaits) continue;
      this.alone = true;
      throw new Error(`A thread of a kernel did not come back from its part of the work within ${this.patienceMs / 1000} s.`);
    }
  }
}
