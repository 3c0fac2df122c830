// Chebyshev functions of all atoms with and without derivatives, and energy with forces through them, one thread: the basis and the
// density that aenet's figures were taken on (TiO2, 44 functions, 200 neighbours, 100 of them near), random weights.
import { chebyshevFunctions } from "@adatom/models/descriptors/chebyshev-basis.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { aenetPeer } from "../aenet-timing.ts";
import { forcesRow, functionsRow } from "../product-functions.ts";
import type { BenchRow } from "../row.ts";

const basis = { radialCutoff: 8, radialOrder: 16, angularCutoff: 6.5, angularOrder: 4 };
// In the order of aenet's example.
const species = [22, 8];
const quoted = "on a like machine";

/** Rutile, 3 x 3 x 5 cells of 6 atoms, displaced by up to 0.1 angstrom. */
function rutile(): Structure {
  const [a, c, u] = [4.594, 2.959, 0.305];
  const [nx, ny, nz] = [3, 3, 5];
  const sites = [
    [22, 0, 0, 0],
    [22, 0.5, 0.5, 0.5],
    [8, u, u, 0],
    [8, 1 - u, 1 - u, 0],
    [8, 0.5 + u, 0.5 - u, 0.5],
    [8, 0.5 - u, 0.5 + u, 0.5],
  ] as const;
  const random = createRandom(1);
  const positions: number[] = [];
  const numbers: number[] = [];
  for (let x = 0; x < nx; x++)
    for (let y = 0; y < ny; y++)
      for (let z = 0; z < nz; z++)
        for (const [number, sx, sy, sz] of sites) {
          numbers.push(number);
          positions.push(...[(x + sx) * a, (y + sy) * a, (z + sz) * c].map((value) => value + 0.2 * (random.uniform() - 0.5)));
        }
  return {
    positions: Float64Array.from(positions),
    cell: Float64Array.of(nx * a, 0, 0, 0, ny * a, 0, 0, 0, nz * c),
    atomicNumbers: Uint8Array.from(numbers),
    periodic: [true, true, true],
  };
}

const workload = { structure: rutile, functions: () => species.flatMap((z) => chebyshevFunctions(z, species, basis)) };

export const rows: readonly BenchRow[] = [
  functionsRow("Chebyshev functions, TiO2", "values", workload, aenetPeer, `aenet predict.x with its network 218-229 ${quoted}`),
  functionsRow("Chebyshev functions with contraction, TiO2", "contraction", workload, null, "without the network"),
  functionsRow("Chebyshev functions with derivatives, TiO2", "derivatives", workload, aenetPeer, `aenet generate.x 640-680 ${quoted}`),
  forcesRow(
    "energy + forces through Chebyshev functions, TiO2, 15-15",
    workload,
    [15, 15],
    "tanh",
    aenetPeer,
    `aenet predict.x 650-701 ${quoted}`,
  ),
];
