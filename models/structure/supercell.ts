// A structure repeated along its cell vectors.
import type { Structure } from "./structure.ts";

/**
 * `repeats` copies along each cell vector, copy by copy with the third vector running fastest; reference results and
 * info do not hold for the larger structure and are left out.
 * @throws RangeError for repeats that are not whole numbers from 1, or along a vector that there is not
 */
export function supercell(structure: Structure, repeats: readonly [number, number, number]): Structure {
  const { positions, cell, atomicNumbers, periodic } = structure;
  for (const [k, count] of repeats.entries()) {
    if (!Number.isInteger(count) || count < 1)
      throw new RangeError(`Repeats along vector ${k + 1} must be a whole number from 1, not ${count}.`);
    const missing = cell[3 * k] === 0 && cell[3 * k + 1] === 0 && cell[3 * k + 2] === 0;
    if (count > 1 && missing) throw new RangeError(`The structure has no cell vector ${k + 1} to be repeated along.`);
  }
  const [na, nb, nc] = repeats;
  const copies = na * nb * nc;
  const repeated = new Float64Array(positions.length * copies);
  const numbers = new Uint8Array(atomicNumbers.length * copies);
  let copy = 0;
  for (let a = 0; a < na; a++)
    for (let b = 0; b < nb; b++)
      for (let c = 0; c < nc; c++, copy++) {
        numbers.set(atomicNumbers, copy * atomicNumbers.length);
        const offset = copy * positions.length;
        for (let p = 0; p < positions.length; p++) {
          const k = p % 3;
          repeated[offset + p] = positions[p]! + a * cell[k]! + b * cell[3 + k]! + c * cell[6 + k]!;
        }
      }
  return { positions: repeated, cell: cell.map((value, k) => value * repeats[Math.floor(k / 3)]!), atomicNumbers: numbers, periodic };
}
