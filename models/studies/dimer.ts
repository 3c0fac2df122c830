// Two atoms of an element in empty space.
import type { Structure } from "../structure/structure.ts";

/** @param energy eV, of both together */
export function dimer(atomicNumber: number, distanceAngstrom: number, energy: number): Structure {
  return {
    positions: Float64Array.of(0, 0, 0, distanceAngstrom, 0, 0),
    cell: new Float64Array(9),
    atomicNumbers: Uint8Array.of(atomicNumber, atomicNumber),
    periodic: [false, false, false],
    reference: { energy },
  };
}

/** angstrom */
export function distanceOfFirstTwo({ positions: r }: Structure): number {
  return Math.hypot(r[3]! - r[0]!, r[4]! - r[1]!, r[5]! - r[2]!);
}
