// Which piece of work comes when: starts and rounds of all walks in one fixed order, done by threads in any order, handed over in
// the fixed one. So the set does not depend on how many threads there are or how fast each is.
import type { Round } from "@adatom/models/amorphous/silicon-recipe.ts";
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import type { DataSetThreads } from "./dataset-threads.ts";

/** Piece n is walk n mod walks: its start where n < walks, its round n div walks after that. */
export interface Piece {
  readonly number: number;
  readonly walk: number;
  readonly round: number;
  /** A start has no frames. */
  readonly result: Round;
}

export class DataSetRounds {
  private readonly threads: DataSetThreads;
  private readonly walks: number;
  private next: number;
  /** The walks as they were after the pieces handed over, and after those done. */
  private readonly handedOver: (Snapshot | null)[];
  private readonly newest: (Snapshot | null)[];
  private readonly finished = new Map<number, Piece>();
  private readonly underWay = new Map<number, number>();
  private failure: Error | null = null;

  /** @param next the first piece to hand over; `states` the walks after all before it */
  constructor(threads: DataSetThreads, walks: number, next = 0, states: readonly (Snapshot | null)[] = Array(walks).fill(null)) {
    this.threads = threads;
    this.walks = walks;
    this.next = next;
    this.handedOver = [...states];
    this.newest = [...states];
  }

  /** Number of the next piece to be handed over, and the walks before it: what a checkpoint keeps. */
  state(): { readonly next: number; readonly states: readonly (Snapshot | null)[] } {
    return { next: this.next, states: this.handedOver };
  }

  /** Work of the pieces under way and done but not handed over, in pieces. */
  ahead(): number {
    let sum = this.finished.size;
    for (const share of this.underWay.values()) sum += share;
    return sum;
  }

  /** Keeps the threads busy. @throws Error where a piece failed */
  fill(): void {
    if (this.failure) throw this.failure;
    while (this.threads.idle > 0) {
      const number = this.choose();
      if (number === null) return;
      this.begin(number);
    }
  }

  /** The next piece if it is done, without taking it. */
  peek(): Piece | null {
    return this.finished.get(this.next) ?? null;
  }

  /** The piece that `peek` showed is dealt with: the state moves behind it. */
  take(): void {
    const piece = this.finished.get(this.next)!;
    this.finished.delete(this.next++);
    this.handedOver[piece.walk] = piece.result.walk;
  }

  /** The first piece that nobody works on and whose walk stands where it begins; not far ahead of what is handed over. */
  private choose(): number | null {
    for (let number = this.next; number < this.next + 2 * this.walks; number++) {
      if (this.finished.has(number) || this.underWay.has(number)) continue;
      const before = number - this.walks;
      if (before < this.next || this.finished.has(before)) return number;
    }
    return null;
  }

  private begin(number: number): void {
    const walk = number % this.walks;
    const round = Math.floor(number / this.walks);
    this.underWay.set(number, 0);
    const report = (share: number) => void this.underWay.set(number, share);
    const done = (result: Round): void => {
      this.underWay.delete(number);
      this.newest[walk] = result.walk;
      this.finished.set(number, { number, walk, round, result });
    };
    const work =
      round === 0
        ? this.threads.run("start", { walk }, report).then((state) => done({ walk: state, frames: [], events: [] }))
        : this.threads.run("round", { walk, round, before: this.newest[walk]! }, report).then(done);
    work.catch((error: Error) => {
      this.failure = error;
    });
  }
}
