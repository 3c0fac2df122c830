// A small cell of diamond silicon with its atoms moved a little, the same for the same seed; and a log that says nothing.
import type { Structure } from "@adatom/models/structure/structure.ts";
import type { Log } from "../../../daemon/features/feature.ts";

export const quietLog: Log = { info() {}, warn() {}, error() {} };

const latticeAngstrom = 5.431;
const sites = [0, 0, 0, 0, 0.5, 0.5, 0.5, 0, 0.5, 0.5, 0.5, 0, 0.25, 0.25, 0.25, 0.25, 0.75, 0.75, 0.75, 0.25, 0.75, 0.75, 0.75, 0.25];

/** 8 atoms times `repeat` cubed; displacements up to 0.1 angstrom by a linear congruential generator. */
export function rattledSilicon(seed: number, repeat = 1): Structure {
  let state = seed >>> 0;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  random();
  const positions: number[] = [];
  for (let a = 0; a < repeat; a++)
    for (let b = 0; b < repeat; b++)
      for (let c = 0; c < repeat; c++)
        for (let s = 0; s < sites.length; s += 3)
          for (const [k, cell] of [a, b, c].entries()) positions.push((sites[s + k]! + cell) * latticeAngstrom + 0.2 * random());
  const edge = latticeAngstrom * repeat;
  return {
    positions: Float64Array.from(positions),
    cell: Float64Array.of(edge, 0, 0, 0, edge, 0, 0, 0, edge),
    atomicNumbers: new Uint8Array(positions.length / 3).fill(14),
    periodic: [true, true, true],
  };
}
