// Structure-energy models as potentials: the conformance suite for both networks, with and without angular functions;
// storage, and what is refused.
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { structureEnergyFromSnapshot, structureEnergyToSnapshot } from "@adatom/models/networks/structure-energy/model.ts";
import { createStructureEnergyPotential } from "@adatom/models/networks/structure-energy/potential.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { checkPotential } from "../../../conformance/potential.ts";
import { deformed, diamond, displaced, liquid, primitiveDiamond, resheared } from "../../../conformance/structures.ts";
import { smallArchitecture, untrainedModel } from "./sample-models.ts";

const structures = {
  "displaced 64": displaced(diamond(2), 0.1, 1),
  "displaced primitive cell": displaced(primitiveDiamond(), 0.1, 2),
  "skewed and strained": resheared(deformed(displaced(diamond(1), 0.1, 3), [0.02, 0.05, 0, 0.02, -0.02, 0.03, 0, 0.03, 0.02])),
  liquid: liquid(20, 14, 0.045, 2.1, 4),
};

for (const network of ["mlp", "cnn"] as const) {
  for (const angular of [0, 6]) {
    // Energies of atoms that differ by hundredths of an eV: a landscape mild enough for atoms to stay where they are.
    const model = { ...untrainedModel(smallArchitecture(network, angular), structures["displaced 64"], 3, 0.01), energyOffset: -0.1 };
    checkPotential(createStructureEnergyPotential(structureEnergyToSnapshot(model), `${network}-${angular}@1`), {
      structures,
      dynamics: { structure: displaced(diamond(1), 0.05, 8), temperatureKelvin: 300, timestepFs: 0.5, steps: 400 },
      tolerances: {
        differenceStep: 1e-6,
        // Rounding of 10 eV over the step; third derivatives up to 1e4 eV/A^3 times the step's square are less.
        force: 1e-7,
        // Strain steps are a tenth of that, so rounding is ten times more; over volumes from 40 A^3.
        stress: 1e-6,
        // Float64 sums of thousands of terms, scaled by up to 20.
        energyPerAtom: 1e-11,
        equalForce: 1e-9,
        // Forces of a ReLU network jump where a unit switches, which velocity Verlet answers with errors of first order.
        drift: 5e-4,
      },
    });
  }
}

const model = untrainedModel(smallArchitecture("cnn", 2), structures["displaced 64"], 5);
const snapshot = structureEnergyToSnapshot(model);

test("stored and loaded it is the same, and structures it was fitted to are in its range", () => {
  const again: Snapshot = { arrays: structuredClone(snapshot.arrays), json: JSON.parse(JSON.stringify(snapshot.json)) };
  assert.equal(structureEnergyFromSnapshot(again), model);
  const potential = createStructureEnergyPotential(again, "si@1");
  const evaluate = (structure: typeof structures.liquid) =>
    potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom));
  assert.equal(evaluate(structures["displaced 64"]).extrapolations, []);
  const [first] = evaluate(diamond(1, 4.8)).extrapolations!;
  assert.match(first!.functionName, /^G[1-5] /);
  assert.ok(first!.value < first!.minimum || first!.value > first!.maximum);
});

test("broken models are refused with the name of what is wrong", () => {
  const arrays = (change: Record<string, unknown>): Snapshot => ({
    ...snapshot,
    arrays: { ...snapshot.arrays, ...change } as Snapshot["arrays"],
  });
  const json = (change: Record<string, unknown>): Snapshot => ({ ...snapshot, json: { ...snapshot.json, ...change } });
  const shape = snapshot.json.architecture as Record<string, unknown>;
  for (const [broken, message] of [
    [arrays({ parameters: new Float64Array(3) }), /parameters has 3 numbers, expected/],
    [arrays({ scale: undefined }), /scale is missing/],
    [arrays({ centre: new Float64Array(16).fill(Number.NaN) }), /centre holds a number that is not finite/],
    [json({ format: "other" }), /format is "other"/],
    [json({ energyScale: null }), /energyScale must be a finite number/],
    [json({ architecture: { ...shape, network: "gan" } }), /architecture\.network/],
    [json({ architecture: { ...shape, widths: [] } }), /architecture\.widths/],
    [json({ architecture: { ...shape, widths: [2.5] } }), /architecture\.widths\[0\]/],
    [json({ architecture: { ...shape, reach: 0 } }), /architecture\.reach/],
  ] as const) {
    assert.throws(() => createStructureEnergyPotential(broken, "broken"), message);
  }
});

test.run();
