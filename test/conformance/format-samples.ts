// The structures that format tests write and read back.
import type { Structure } from "@adatom/models/structure/structure.ts";

/** Two small structures in skewed right-handed cells with a along x and b in the xy plane, so that formats without orientation keep them. */
export function sampleStructures(): Structure[] {
  const first: Structure = {
    positions: Float64Array.of(0.1, 0.2, 0.3, 1.4000000000000001, 1 / 3, 2.7, 3.1e-3, 2.2, Math.PI, 4.05, 0.7, 1.25),
    cell: Float64Array.of(5.431, 0, 0, 0.7, 5.1, 0, -0.4, 0.9, 6.2),
    atomicNumbers: Uint8Array.of(14, 14, 8, 1),
    periodic: [true, true, true],
    reference: {
      energy: -19.54367123456789,
      forces: Float64Array.of(0.1, -0.2, 1e-7, 0, 0.3, -1 / 7, 12.5, -3, 0.25, -0.5, 1e-12, 2),
      stress: Float64Array.of(0.01, -0.02, 1 / 300, 0.004, -0.005, 0.006),
    },
  };
  const second: Structure = {
    positions: Float64Array.of(1, 2, 3, 2.3, 1.7, 0.9),
    cell: Float64Array.of(4, 0, 0, 0, 4.5, 0, 1, 1, 5),
    atomicNumbers: Uint8Array.of(79, 22),
    periodic: [true, true, true],
    reference: { energy: 1e-3, forces: Float64Array.of(0.5, 0, -0.5, -0.5, 0, 0.5), stress: new Float64Array(6).fill(1e-4) },
  };
  return [first, second];
}
