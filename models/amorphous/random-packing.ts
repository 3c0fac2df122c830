// Atoms thrown into a box at random, none nearer to another than a least distance: the start without any order.
import type { Random } from "../dynamics/random.ts";
import type { Structure } from "../structure/structure.ts";

const mostThrows = 100_000;

/**
 * `atoms` atoms of one element in a cubic periodic box. O(atoms^2) throws: meant for thousands.
 * @throws RangeError where the box is too full for the distance
 */
export function randomPacking(
  atoms: number,
  edgeAngstrom: number,
  leastDistanceAngstrom: number,
  random: Random,
  atomicNumber = 14,
): Structure {
  const positions = new Float64Array(3 * atoms);
  const least = leastDistanceAngstrom ** 2;
  const isFree = (count: number): boolean => {
    for (let i = 0; i < count; i++) {
      let square = 0;
      for (let a = 0; a < 3; a++) {
        const d = positions[3 * i + a]! - positions[3 * count + a]!;
        square += (d - edgeAngstrom * Math.round(d / edgeAngstrom)) ** 2;
      }
      if (square < least) return false;
    }
    return true;
  };
  for (let count = 0, thrown = 0; count < atoms; thrown++) {
    if (thrown > mostThrows + 100 * atoms)
      throw new RangeError(
        `No room for ${atoms} atoms ${leastDistanceAngstrom} angstrom apart in a box of ${edgeAngstrom} angstrom: choose a shorter distance.`,
      );
    for (let a = 0; a < 3; a++) positions[3 * count + a] = edgeAngstrom * random.uniform();
    if (isFree(count)) count++;
  }
  return {
    positions,
    cell: Float64Array.of(edgeAngstrom, 0, 0, 0, edgeAngstrom, 0, 0, 0, edgeAngstrom),
    atomicNumbers: new Uint8Array(atoms).fill(atomicNumber),
    periodic: [true, true, true],
  };
}
