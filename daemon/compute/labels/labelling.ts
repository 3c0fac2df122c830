// Labels a list of structures: as many at a time as the calculator takes, each looked up first and stored when it is there.
import type { Reference, Structure } from "@adatom/models/structure/structure.ts";
import { type Calculator, LabelFailure } from "./calculator.ts";
import type { LabelStore } from "./label-store.ts";

export interface FailedStructure {
  /** Index into the structures. */
  readonly index: number;
  readonly reason: string;
  /** Where input, output and logs are kept. */
  readonly folder: string | null;
}

export class Labelling {
  /** By structure; undefined where there is none (yet). */
  readonly labels: (Reference | undefined)[];
  readonly failures: FailedStructure[] = [];
  /** Labels found in the store. */
  known = 0;
  private readonly structures: readonly Structure[];
  private readonly calculator: Calculator;
  private readonly store: LabelStore;
  private readonly aborter = new AbortController();
  private next = 0;
  private readonly underWay = new Set<Promise<void>>();

  constructor(structures: readonly Structure[], calculator: Calculator, store: LabelStore) {
    this.structures = structures;
    this.calculator = calculator;
    this.store = store;
    this.labels = Array(structures.length).fill(undefined);
  }

  get done(): number {
    return this.next - this.underWay.size;
  }

  get finished(): boolean {
    return this.done === this.structures.length;
  }

  /** Takes up the next structure where there is room; false where there is nothing to take up now. */
  takeUp(): boolean {
    if (!this.hasRoom()) return false;
    const index = this.next++;
    const structure = this.structures[index]!;
    let key: string;
    try {
      key = this.calculator.keyOf(structure);
    } catch (error) {
      this.failures.push({ index, reason: (error as Error).message, folder: null });
      return true;
    }
    const stored = this.store.get(key);
    if (stored) {
      this.labels[index] = stored;
      this.known++;
      return true;
    }
    const labelled = this.label(index, structure, key).finally(() => this.underWay.delete(labelled));
    this.underWay.add(labelled);
    return true;
  }

  /** Settles when there is something to do again: null where there is now. */
  waiting(): Promise<unknown> | null {
    return this.underWay.size > 0 && !this.hasRoom() ? Promise.race(this.underWay) : null;
  }

  private hasRoom(): boolean {
    return this.next < this.structures.length && this.underWay.size < this.calculator.workers;
  }

  private async label(index: number, structure: Structure, key: string): Promise<void> {
    try {
      const label = await this.calculator.label(structure, key, this.aborter.signal);
      this.store.put(key, label);
      this.labels[index] = label;
    } catch (error) {
      // A stopped calculation is no failure: it is done again when the run goes on.
      if (!this.aborter.signal.aborted)
        this.failures.push({ index, reason: (error as Error).message, folder: error instanceof LabelFailure ? error.folder : null });
    }
  }

  /** Ends what is under way, with the processes it started. */
  stop(): void {
    this.aborter.abort(new Error("stopped"));
    this.calculator.dispose();
  }
}
