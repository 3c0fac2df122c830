// Trained symmetry functions against the formulas summed straight over images, for parameters off the beaten track; ranges.
import {
  angularForward,
  boundAngularParameters,
  createAngularWorkspace,
  firstAngularParameters,
} from "@adatom/models/descriptors/trainable/angular-layer.ts";
import { collectPairs } from "@adatom/models/descriptors/trainable/pair-table.ts";
import {
  boundRadialParameters,
  createRadialWorkspace,
  firstRadialParameters,
  radialForward,
} from "@adatom/models/descriptors/trainable/radial-layer.ts";
import { collectTriplets } from "@adatom/models/descriptors/trainable/triplet-table.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { diamond, displaced, liquid, primitiveDiamond, resheared } from "../../../conformance/structures.ts";
import { bruteForceValue } from "../brute-force.ts";

const structures: Record<string, Structure> = {
  "displaced 8": displaced(diamond(1), 0.2, 1),
  "primitive cell": displaced(primitiveDiamond(), 0.1, 2),
  skewed: resheared(displaced(diamond(1), 0.1, 3)),
  liquid: liquid(12, 14, 0.05, 1.8, 4),
};
const n = 6;
const reach = 5;
const angularReach = 4.2;

/** The first parameters, each moved by up to a tenth. */
function moved(parameters: Float64Array, seed: number): Float64Array {
  const random = createRandom(seed);
  return parameters.map((value) => value * (0.9 + 0.15 * random.uniform()));
}

/** sum over images j of term(r) fc(r; cutoff) about an atom. */
function radialSum({ positions, cell }: Structure, atom: number, cutoff: number, term: (r: number) => number): number {
  let sum = 0;
  for (let j = 0; j < positions.length / 3; j++) {
    for (let image = 0; image < 343; image++) {
      const [a, b, c] = [(image % 7) - 3, (Math.floor(image / 7) % 7) - 3, Math.floor(image / 49) - 3] as const;
      const at = [0, 1, 2].map(
        (x) => positions[3 * j + x]! + a * cell[x]! + b * cell[3 + x]! + c * cell[6 + x]! - positions[3 * atom + x]!,
      );
      const r = Math.hypot(...at);
      if (r > 1e-9 && r < cutoff) sum += 0.5 * (Math.cos((Math.PI * r) / cutoff) + 1) * term(r);
    }
  }
  return sum;
}

for (const [label, structure] of Object.entries(structures)) {
  const pairs = collectPairs(structure, buildNeighbourList(structure, reach), reach);
  const atoms = pairs.atoms;

  test(`${label}: G1, G2, G3`, () => {
    const p = moved(firstRadialParameters(n, 4.7), 1);
    const values = new Float64Array(atoms * 3 * n);
    radialForward(createRadialWorkspace(), p, n, pairs, values, 3 * n);
    for (let i = 0; i < Math.min(atoms, 4); i++) {
      for (let k = 0; k < n; k++) {
        const expected = [
          radialSum(structure, i, p[k]!, () => 1),
          radialSum(structure, i, p[3 * n + k]!, (r) => Math.exp(-p[n + k]! * (r - p[2 * n + k]!) ** 2)),
          radialSum(structure, i, p[5 * n + k]!, (r) => Math.cos(p[4 * n + k]! * r)),
        ];
        // The cosine's series is good to 4e-14, for some 30 neighbours.
        for (const [kind, value] of expected.entries())
          assert.ok(Math.abs(values[i * 3 * n + kind * n + k]! - value) < 2e-12, `G${kind + 1} ${k} of atom ${i}`);
      }
    }
  });

  test(`${label}: G4, G5`, () => {
    const p = moved(firstAngularParameters(n, 3.9), 2);
    boundAngularParameters(p, n, angularReach);
    // Images in line: the formula's 1 + lambda cos theta may be rounded below 0, which only whole powers take.
    if (label === "primitive cell") for (let k = 2 * n; k < 4 * n; k++) p[k] = Math.round(p[k]!);
    const triplets = collectTriplets(pairs, angularReach);
    const values = new Float64Array(atoms * 2 * n);
    angularForward(createAngularWorkspace(), p, n, pairs, triplets, values, 2 * n, 0);
    for (let i = 0; i < Math.min(atoms, 3); i++) {
      for (let k = 0; k < 2 * n; k++) {
        const [eta, zeta, cutoff] = [p[k]!, p[2 * n + k]!, p[4 * n + k]!];
        const lambda = k % 2 === 0 ? 1 : -1;
        const shape = { centre: 14, neighbours: [14, 14], eta, zeta, cutoff, lambda, shift: 0, cutoffKind: "cosine" } as const;
        const expected = bruteForceValue({ kind: k < n ? "G4" : "G5", ...shape }, structure, i);
        // Hundreds of triplets of order 0.1, powers by logarithm.
        assert.ok(Math.abs(values[i * 2 * n + k]! - expected) < 1e-11 * Math.max(1, expected), `function ${k} of atom ${i}: ${expected}`);
      }
    }
  });
}

test("parameters carried out of their range come back to its edge, others stay", () => {
  const radial = firstRadialParameters(n, 4.7);
  const same = radial.slice();
  boundRadialParameters(same, n, reach);
  assert.equal(same, radial);
  boundRadialParameters(radial.fill(-3), n, reach);
  assert.equal([...new Set(radial.subarray(0, n))], [1]);
  assert.equal([...new Set(radial.subarray(n, 3 * n))], [0]);
  assert.equal([...new Set(radial.subarray(4 * n, 5 * n))], [-3]);
  boundRadialParameters(radial.fill(99), n, reach);
  assert.is(radial[5 * n], reach);
  const angular = firstAngularParameters(n, 4).fill(0);
  boundAngularParameters(angular, n, angularReach);
  assert.equal([angular[0], angular[2 * n], angular[4 * n]], [0, 1, 1]);
});

test.run();
