// Long work under way in pieces of some milliseconds, one piece a request, so that hovers go in between.
import type { Stepwise } from "@adatom/models/analysis/stepwise.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import { piece } from "./turns.ts";

export class StepwiseRuns<T> {
  private readonly noun: string;
  private readonly runs = new Map<number, Stepwise<T>>();
  private nextId = 1;

  /** @param noun what messages call the work */
  constructor(noun: string) {
    this.noun = noun;
  }

  start(steps: Stepwise<T>): number {
    const id = this.nextId++;
    this.runs.set(id, steps);
    return id;
  }

  /** The result once there is one, else null. */
  step(id: number): T | null {
    const run = this.runs.get(id);
    if (!run) throw new Failure("DeviceLost", `The compute process was restarted in the middle of the ${this.noun}. Ask again.`);
    const end = piece(run);
    if (!end) return null;
    this.runs.delete(id);
    return end.result;
  }

  drop(id: number): void {
    this.runs.delete(id);
  }
}
