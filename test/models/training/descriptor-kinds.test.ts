// Training through every kind of descriptor: forces and errors against the finished model as a potential, the gradient of the
// loss against differences, on two elements.
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import type { DescriptorConfig } from "@adatom/models/descriptors/descriptor-config.ts";
import { modelFromSnapshot, modelToSnapshot } from "@adatom/models/networks/behler-parrinello/model.ts";
import { createBehlerParrinelloPotential } from "@adatom/models/networks/behler-parrinello/potential.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { batchErrors } from "@adatom/models/training/batch-gradient.ts";
import { resolveTraining } from "@adatom/models/training/config.ts";
import { metricsOf } from "@adatom/models/training/error-sums.ts";
import { evaluateModel } from "@adatom/models/training/evaluate-model.ts";
import {
  addInputs,
  createProblem,
  describeStructure,
  firstParameters,
  fitBasis,
  modelOf,
  planTraining,
} from "@adatom/models/training/training-setup.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { labelledSilicon } from "./silicon.ts";

await selectBackend("wasm");
// Labels need not make sense here.
const structures = labelledSilicon(3, 1).map(
  (structure, k): Structure => ({ ...structure, atomicNumbers: structure.atomicNumbers.map((z, i) => ((i + k) % 3 === 0 ? 8 : z)) }),
);

const chebyshev = { radialCutoff: 5, radialOrder: 5, angularCutoff: 4, angularOrder: 3 };
const kinds: Readonly<Record<string, DescriptorConfig>> = {
  "G1 and G3": {
    functions: [
      { type: "G1", cutoff: [3.5, 4.5] },
      { type: "G3", cutoff: 4.5, kappa: [0.7, 1.9] },
    ],
  },
  "G2 and G4, tanh-cubed": {
    radial: { cutoff: 4.5, eta: [1], shift: [2, 3] },
    angular: { cutoff: 4, eta: [0.05], zeta: [1, 4] },
    cutoffFunction: "tanh-cubed",
  },
  "G5, polynomial cutoff that begins inside": {
    functions: [
      { type: "G2", cutoff: 4.5, eta: 0.5, shift: [2, 3] },
      { type: "G5", cutoff: 4.2, eta: [0.02, 0.2], zeta: [1, 4, 12], inner: 0.4 },
    ],
    cutoffFunction: "polynomial-2",
  },
  "weighted by atomic number": {
    functions: [
      { type: "G2", cutoff: 4.5, eta: 1, shift: [2, 2.5, 3], neighbours: "atomic-number" },
      { type: "G4", cutoff: 4, eta: 0.05, zeta: [1, 2], neighbours: "atomic-number" },
    ],
  },
  compact: { preset: { name: "compact", cutoff: 4.8, angularCutoff: 4.2, radial: 5, angular: 2 } },
  "compact, three distances": {
    functions: [{ type: "compact-narrow", left: 0.5, cutoff: [4, 4.8], core: "exponential", asymmetric: true, angles: [[20, 160]] }],
  },
  Chebyshev: { chebyshev },
  "Chebyshev as before aenet 2.0.4": { chebyshev: { ...chebyshev, angularDomain: "pi" } },
  "one set for each element": {
    chebyshev,
    elements: { O: { radial: { cutoff: 3.6, eta: [2], shift: [1.8, 2.4, 3] } } },
  },
};

for (const [kind, descriptors] of Object.entries(kinds)) {
  const config = resolveTraining({ descriptors, hidden: [5], energyWeight: 3, forceWeight: 0.7 }, false);
  const plan = planTraining(config, { train: structures, validation: [] });
  const described = structures.map((structure) => describeStructure(plan, structure));
  const basis = fitBasis(plan, structures, described);
  const problem = createProblem(plan, basis);
  const samples = described.map((sample, k) => addInputs(plan, basis, sample, structures[k]!));
  const parameters = firstParameters(plan, problem, basis);

  test(`${kind}: errors are those of the stored model as a potential`, async () => {
    const snapshot = modelToSnapshot(modelOf(plan, problem, basis, parameters));
    assert.equal(modelToSnapshot(modelFromSnapshot(JSON.parse(JSON.stringify(snapshot), revive))), snapshot);
    const expected = evaluateModel(createBehlerParrinelloPotential(snapshot, kind), structures);
    const found = metricsOf((await batchErrors(problem, parameters, samples, false)).sums);
    // Float32 network and derivatives against float64: 1e-6 relative of energies and forces of a few eV and eV/A.
    for (const [name, value] of Object.entries(expected)) {
      const own = found[name as keyof typeof found]!;
      assert.ok(Math.abs(own - value) < 2e-5 * Math.max(1, Math.abs(value)), `${name}: ${own} against ${value}`);
    }
  });

  test(`${kind}: gradient of the loss, by differences`, async () => {
    const { gradient } = await batchErrors(problem, parameters, samples, true);
    const largest = gradient!.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
    // Float32: the loss is good to some 1e-6 of itself, so a step of 0.01 gives slopes to about 1e-4 times loss / step.
    const step = 0.01;
    for (let k = 0; k < parameters.length; k += Math.ceil(parameters.length / 8)) {
      const at = async (by: number): Promise<number> => {
        const moved = parameters.slice();
        moved[k]! += by;
        return (await batchErrors(problem, moved, samples, false)).sums[7]!;
      };
      // Five points: the step's error is of fourth order.
      const difference = (8 * ((await at(step)) - (await at(-step))) - ((await at(2 * step)) - (await at(-2 * step)))) / (12 * step);
      assert.ok(Math.abs(gradient![k]! - difference) < 2e-3 * largest, `weight ${k}: ${gradient![k]} against ${difference}`);
    }
  });
}

/** Float64 arrays out of what JSON makes of them. */
function revive(key: string, value: unknown): unknown {
  return key.startsWith("Z") ? Float64Array.from(Object.values(value as Record<string, number>)) : value;
}

test.run();
