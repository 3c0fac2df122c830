// What the relaxation asks of a minimiser: one move at a time, and everything to make the next one.
import type { Snapshot } from "./dynamics.ts";

export interface Minimiser {
  /** One move; coordinates and forces of its landscape agree before and after. */
  step(): void;
  snapshot(): Snapshot;
}

/** No atom moves farther in a step, angstrom. */
export const longestMove = 0.2;
