// Copper sulfide with functions of a polynomial cutoff, as n2p2's example of it has them: G2, G4 and G5 of both elements, 179
// functions, 6 angstrom, softplus networks. The number and kind of functions and the density are those that n2p2's figures were
// taken on (144 atoms, 59 neighbours), not the coordinates or widths.
import type { ProductFunction } from "@adatom/models/descriptors/product-function.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { n2p2Peer } from "../n2p2-timing.ts";
import { forcesRow, functionsRow } from "../product-functions.ts";
import type { BenchRow } from "../row.ts";

const [sulfur, copper] = [16, 29] as const;

/** Antifluorite, 3 x 2 x 2 cells of 12 atoms, displaced by up to 0.2 angstrom. */
function sulfide(): Structure {
  const side = 5.645;
  const random = createRandom(1);
  const corners = [
    [0, 0, 0],
    [0, 0.5, 0.5],
    [0.5, 0, 0.5],
    [0.5, 0.5, 0],
  ] as const;
  const quarters = [0.25, 0.75];
  const holes = quarters.flatMap((x) => quarters.flatMap((y) => quarters.map((z) => [x, y, z] as const)));
  const sites = [...corners.map((at) => ({ z: sulfur, at })), ...holes.map((at) => ({ z: copper, at }))];
  const cells = [3, 2, 2] as const;
  const positions: number[] = [];
  const numbers: number[] = [];
  for (let x = 0; x < cells[0]; x++)
    for (let y = 0; y < cells[1]; y++)
      for (let z = 0; z < cells[2]; z++)
        for (const site of sites) {
          numbers.push(site.z);
          positions.push(...[x, y, z].map((n, c) => (n + site.at[c]!) * side + 0.4 * (random.uniform() - 0.5)));
        }
  return {
    positions: Float64Array.from(positions),
    cell: Float64Array.of(cells[0] * side, 0, 0, 0, cells[1] * side, 0, 0, 0, cells[2] * side),
    atomicNumbers: Uint8Array.from(numbers),
    periodic: [true, true, true],
  };
}

/** 18 radial functions of sulfur, 17 of copper, and 36 G4 and 36 G5 of each. */
function functions(): readonly ProductFunction[] {
  const ends = { cutoff: 6, cutoffForm: "polynomial-2", inner: 0 } as const;
  return [sulfur, copper].flatMap((centre): ProductFunction[] => [
    ...[sulfur, copper].flatMap((neighbour) =>
      Array.from({ length: centre === copper && neighbour === copper ? 8 : 9 }, (_, k): ProductFunction => {
        return { kind: "radial", centre, neighbour, radial: { form: "gaussian", eta: 2, shift: 1.5 + 0.5 * k, ...ends } };
      }),
    ),
    ...[true, false].flatMap((threeDistances) =>
      (
        [
          [sulfur, sulfur],
          [sulfur, copper],
          [copper, copper],
        ] as const
      ).flatMap((neighbours) =>
        [0.2, 0.04, 0.015].flatMap((eta) =>
          [1, 6].flatMap((zeta) =>
            [-1, 1].map((lambda): ProductFunction => {
              const radial = { form: "gaussian", eta, shift: 0, ...ends } as const;
              return { kind: "angular", centre, neighbours, radial, angular: { form: "power", zeta, lambda }, threeDistances };
            }),
          ),
        ),
      ),
    ),
  ]);
}

export const workload = { structure: sulfide, functions };
const quoted = "on a like machine";

export const rows: readonly BenchRow[] = [
  functionsRow("functions of a polynomial cutoff, Cu2S", "values", workload, n2p2Peer, `n2p2 119 ${quoted}`),
  functionsRow("functions of a polynomial cutoff with derivatives, Cu2S", "derivatives", workload, n2p2Peer, `n2p2 213 ${quoted}`),
  functionsRow("functions of a polynomial cutoff with contraction, Cu2S", "contraction", workload, null, "without the network"),
  forcesRow("energy + forces, Cu2S, 15-15 softplus", workload, [15, 15], "softplus", n2p2Peer, `n2p2 254 ${quoted}`),
];
