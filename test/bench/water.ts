// Liquid water for timing: 360 molecules at 0.905 g/cm^3 on a jittered grid, turned at random, and the 27 (H) and 30 (O)
// symmetry functions of T. Morawietz et al., PNAS 113, 8368 (2016). The same size, density and functions as the box that
// n2p2's figures were taken on (1080 atoms, 12 bohr), not the same coordinates.
import type { SymmetryFunction } from "@adatom/models/descriptors/symmetry-function.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { bohrAngstrom } from "@adatom/models/structure/units.ts";

export function waterBox(): Structure {
  const random = createRandom(1);
  const molecules = 360;
  const side = Math.cbrt(33.06 * molecules);
  const [nx, ny, nz] = [8, 9, 5] as const;
  const positions: number[] = [];
  for (let m = 0; m < molecules; m++) {
    const site = [m % nx, Math.floor(m / nx) % ny, Math.floor(m / (nx * ny))];
    const centre = site.map((s, c) => ((s + 0.5) / [nx, ny, nz][c]!) * side + 0.5 * (random.uniform() - 0.5));
    const first = direction(random.uniform(), random.uniform());
    const other = direction(random.uniform(), random.uniform());
    const along = first[0]! * other[0]! + first[1]! * other[1]! + first[2]! * other[2]!;
    const across = other.map((v, c) => v - along * first[c]!);
    const length = Math.hypot(...across);
    // 0.97 angstrom and 105 degrees.
    const [cos, sin] = [Math.cos((105 * Math.PI) / 180), Math.sin((105 * Math.PI) / 180)];
    positions.push(...centre);
    positions.push(...centre.map((x, c) => x + 0.97 * first[c]!));
    positions.push(...centre.map((x, c) => x + 0.97 * (cos * first[c]! + (sin * across[c]!) / length)));
  }
  return {
    positions: Float64Array.from(positions),
    cell: Float64Array.of(side, 0, 0, 0, side, 0, 0, 0, side),
    atomicNumbers: Uint8Array.from(
      positions.filter((_, p) => p % 3 === 0),
      (_, i) => (i % 3 === 0 ? 8 : 1),
    ),
    periodic: [true, true, true],
  };
}

/** A point on the sphere from two deviates. */
function direction(u: number, v: number): number[] {
  const z = 2 * u - 1;
  const r = Math.sqrt(1 - z * z);
  return [r * Math.cos(2 * Math.PI * v), r * Math.sin(2 * Math.PI * v), z];
}

export function waterFunctions(): SymmetryFunction[] {
  const square = bohrAngstrom ** 2;
  const cutoff = 12 * bohrAngstrom;
  const shared = { cutoff, cutoffKind: "tanh-cubed" } as const;
  const all: SymmetryFunction[] = [];
  const radial = (centre: number, neighbour: number, shiftBohr: number): void => {
    for (const eta of [0.001, 0.01, 0.03, 0.06]) all.push({ kind: "G2", centre, neighbour, eta: eta / square, shift: 0, ...shared });
    for (const eta of [0.15, 0.3, 0.6, 1.5])
      all.push({ kind: "G2", centre, neighbour, eta: eta / square, shift: shiftBohr * bohrAngstrom, ...shared });
  };
  const angular = (centre: number, neighbours: readonly [number, number], eta: number, lambda: 1 | -1, zeta: number): void => {
    all.push({ kind: "G4", centre, neighbours, eta: eta / square, shift: 0, lambda, zeta, ...shared });
  };
  radial(1, 1, 1.9);
  radial(1, 8, 0.9);
  radial(8, 1, 0.9);
  radial(8, 8, 4);
  angular(1, [1, 8], 0.2, 1, 1);
  for (const lambda of [1, -1] as const) {
    for (const [centre, pair] of [
      [8, [1, 1]],
      [1, [1, 8]],
    ] as const) {
      angular(centre, pair, 0.07, lambda, 1);
      angular(centre, pair, 0.03, lambda, 1);
      angular(centre, pair, 0.01, lambda, 4);
    }
    for (const [centre, pair] of [
      [8, [1, 8]],
      [8, [8, 8]],
      [1, [8, 8]],
    ] as const) {
      angular(centre, pair, 0.03, lambda, 1);
      angular(centre, pair, 0.001, lambda, 4);
    }
  }
  return all;
}
