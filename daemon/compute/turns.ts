// Long answers in pieces of some milliseconds: what is asked in between goes first, and jobs take turns with them.
import type { Stepwise } from "@adatom/models/analysis/stepwise.ts";
import type { WorkQueue } from "./queue.ts";
import { usable } from "./structures.ts";

/** Work goes on so long before others have their turn. */
const pieceMilliseconds = 15;

/** A piece of the work: its result where it has come to its end, else null. @throws what the work throws, RangeErrors as BadStructure */
export function piece<T>(steps: Stepwise<T>): { readonly result: T } | null {
  const until = performance.now() + pieceMilliseconds;
  do {
    const { done, value } = usable(() => steps.next());
    if (done) return { result: value };
  } while (performance.now() < until);
  return null;
}

/** Carries work out: at once where it is short, else in turns, and then as a promise. */
export type Turns = <T>(steps: Stepwise<T>) => T | Promise<T>;

export function turnsIn(queue: WorkQueue): Turns {
  return <T>(steps: Stepwise<T>): T | Promise<T> => {
    const first = piece(steps);
    if (first) return first.result;
    return new Promise<T>((resolve, reject) => {
      queue.addJob({
        async step() {
          try {
            const end = piece(steps);
            if (end) resolve(end.result);
            return end === null;
          } catch (error) {
            reject(error);
            return false;
          }
        },
      });
    });
  };
}
