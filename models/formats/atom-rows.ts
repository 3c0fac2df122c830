// The atoms of a frame as a reader finds them, row by row, and the frame made of them.
import type { Reference, Structure } from "../structure/structure.ts";
import type { Frame } from "./format.ts";

/** Files of many small frames spend their time on making arrays: this one is made once. */
const noForces = new Float64Array(0);

/** Growing arrays for the atoms of a frame. Components that are never set stay NaN. */
export class AtomRows {
  count = 0;
  positions: Float64Array;
  forces: Float64Array;
  atomicNumbers: Uint8Array;
  atomLines: Uint32Array;
  hasForces: boolean;

  constructor(capacity: number, hasForces: boolean) {
    this.hasForces = hasForces;
    this.positions = new Float64Array(3 * capacity);
    this.forces = hasForces ? new Float64Array(3 * capacity) : noForces;
    this.atomicNumbers = new Uint8Array(capacity);
    this.atomLines = new Uint32Array(capacity);
  }

  /** Index of a new atom that stands on `line`. */
  add(line: number): number {
    const atom = this.count++;
    if (atom >= this.atomicNumbers.length) this.resize(2 * atom + 2);
    this.atomLines[atom] = line;
    this.positions.fill(Number.NaN, 3 * atom, 3 * atom + 3);
    if (this.hasForces) this.forces.fill(Number.NaN, 3 * atom, 3 * atom + 3);
    return atom;
  }

  /** Arrays for exactly `capacity` atoms, keeping what fits. */
  resize(capacity: number): void {
    if (capacity === this.atomicNumbers.length) return;
    this.positions = copied(this.positions, new Float64Array(3 * capacity));
    if (this.hasForces) this.forces = copied(this.forces, new Float64Array(3 * capacity));
    this.atomicNumbers = copied(this.atomicNumbers, new Uint8Array(capacity));
    this.atomLines = copied(this.atomLines, new Uint32Array(capacity));
  }
}

function copied<T extends Float64Array | Uint8Array | Uint32Array>(from: T, into: T): T {
  into.set(from.length > into.length ? from.subarray(0, into.length) : from);
  return into;
}

/** Everything of a frame but its atoms. */
export interface FrameSurroundings {
  readonly cell: Float64Array;
  readonly periodic: readonly [boolean, boolean, boolean];
  readonly energy?: number | undefined;
  readonly stress?: Float64Array | undefined;
  readonly info?: Readonly<Record<string, string | number | boolean>>;
}

export function buildFrame(
  rows: AtomRows,
  around: FrameSurroundings,
  lines: { readonly firstLine: number; readonly headerLine: number; readonly lastLine: number },
): Frame {
  rows.resize(rows.count);
  const { positions, atomicNumbers, atomLines } = rows;
  const { cell, periodic, energy, stress, info = {} } = around;
  const reference: Reference = {
    ...(energy === undefined ? {} : { energy }),
    ...(rows.hasForces ? { forces: rows.forces } : {}),
    ...(stress === undefined ? {} : { stress }),
  };
  const structure: Structure = {
    positions,
    cell,
    atomicNumbers,
    periodic,
    ...(Object.keys(reference).length > 0 ? { reference } : {}),
    ...(Object.keys(info).length > 0 ? { info } : {}),
  };
  return { structure, ...lines, atomLines };
}
