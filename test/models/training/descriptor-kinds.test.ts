// Training through every kind of descriptor: forces and errors against the finished model as a potential, the gradient of the
// loss against differences, on two elements.
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import type { DescriptorConfig } from "@adatom/models/descriptors/descriptor-config.ts";
import { modelFromSnapshot, modelToSnapshot } from "@adatom/models/networks/behler-parrinello/model.ts";
import { createBehlerParrinelloPotential } from "@adatom/models/networks/behler-parrinello/potential.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { checkErrors, checkGradient, mixedSilicon, prepare, snapshotOf } from "./prepared.ts";

await selectBackend("wasm");
const structures = mixedSilicon(3);

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
  const prepared = prepare({ descriptors, hidden: [5], energyWeight: 3, forceWeight: 0.7 }, structures);

  test(`${kind}: errors are those of the stored model as a potential`, async () => {
    const snapshot = snapshotOf(prepared);
    assert.equal(modelToSnapshot(modelFromSnapshot(JSON.parse(JSON.stringify(snapshot), revive))), snapshot);
    await checkErrors(prepared, createBehlerParrinelloPotential(snapshot, kind));
  });

  test(`${kind}: gradient of the loss, by differences`, () => checkGradient(prepared, Math.ceil(prepared.parameters.length / 8), kind));
}

/** Float64 arrays out of what JSON makes of them. */
function revive(key: string, value: unknown): unknown {
  return key.startsWith("Z") ? Float64Array.from(Object.values(value as Record<string, number>)) : value;
}

test.run();
