// A Behler-Parrinello model as a potential: the conformance suite for one and for two elements, the range check,
// storage, and what is refused.

import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { asSymmetryFunctions } from "@adatom/models/descriptors/create-descriptor.ts";
import { expandDescriptors } from "@adatom/models/descriptors/descriptor-config.ts";
import { asProductFunction } from "@adatom/models/descriptors/symmetry-function.ts";
import { createSymmetryFunctionSet } from "@adatom/models/descriptors/symmetry-function-set.ts";
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import {
  type BehlerParrinelloModel,
  type ElementModel,
  modelFromSnapshot,
  modelToSnapshot,
} from "@adatom/models/networks/behler-parrinello/model.ts";
import { createBehlerParrinelloPotential } from "@adatom/models/networks/behler-parrinello/potential.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { startTraining } from "@adatom/models/training/training-run.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { checkPotential } from "../../../conformance/potential.ts";
import { deformed, diamond, displaced, liquid, primitiveDiamond, resheared } from "../../../conformance/structures.ts";
import { labelledSilicon, smallConfig } from "../../training/silicon.ts";

await selectBackend("wasm");
const train = labelledSilicon(24, 1);
const run = startTraining({ ...smallConfig, epochs: 60 }, { train, validation: labelledSilicon(4, 2) });
while ((await run.advance()).phase !== "finished");
const snapshot = run.bestModel();
const potential = createBehlerParrinelloPotential(snapshot, "sw-learned@1");

const structures = {
  "displaced 64": displaced(diamond(2), 0.15, 1),
  "displaced primitive cell": displaced(primitiveDiamond(), 0.1, 2),
  "skewed and strained": resheared(deformed(displaced(diamond(1), 0.1, 3), [0.02, 0.05, 0, 0.02, -0.02, 0.03, 0, 0.03, 0.02])),
  liquid: liquid(20, 14, 0.045, 2.1, 4),
};
const tolerances = {
  differenceStep: 1e-4,
  // Third derivatives of a network far from its data reach 1e3 eV/A^3 and more: step^2 / 6 times that is 2e-6.
  force: 2e-5,
  stress: 1e-6,
  // Float64 sums of thousands of terms.
  energyPerAtom: 1e-11,
  equalForce: 1e-9,
  // Velocity Verlet at 1 fs keeps silicon to some 1e-5 eV/atom; a short training leaves a somewhat rougher surface.
  drift: 2e-4,
};
checkPotential(potential, {
  structures,
  dynamics: { structure: diamond(1), temperatureKelvin: 300, timestepFs: 1, steps: 600 },
  tolerances,
});

/** Random weights over G2, G4 and G5 of two elements, mild enough to be run. */
function mixedModel(): BehlerParrinelloModel {
  const random = createRandom(7);
  const expanded = expandDescriptors(
    {
      radial: { cutoff: 4.6, eta: [0.5, 3], shift: [2.3] },
      angular: [
        { kind: "G4", cutoff: 4.2, eta: [0.05], zeta: [1, 4] },
        { kind: "G5", cutoff: 3.8, eta: [0.3], shift: [1.5], zeta: [2], lambda: [1] },
      ],
    },
    [8, 14],
  );
  const sets = [8, 14].map((z) => createSymmetryFunctionSet(asSymmetryFunctions(expanded), z));
  const elements = sets.map((set): ElementModel => {
    const sizes = [set.size, 6, 4, 1];
    const layers = sizes.slice(1).map((size, l) => ({
      weights: Float64Array.from({ length: sizes[l]! * size }, () => (0.3 * random.normal()) / Math.sqrt(sizes[l]!)),
      biases: Float64Array.from({ length: size }, () => 0.1 * random.normal()),
    }));
    const fill = (value: number): Float64Array => new Float64Array(set.size).fill(value);
    return {
      atomicNumber: set.centre,
      activation: "softplus",
      energyOffset: -set.centre / 4,
      centre: fill(1),
      scale: fill(0.5),
      minimum: fill(0),
      maximum: fill(3),
      layers,
    };
  });
  return { functions: sets.flatMap((set) => set.functions.map(asProductFunction)), elements };
}
const mixed = createBehlerParrinelloPotential(modelToSnapshot(mixedModel()), "mixed@1");
const withOxygen = (structure: Structure): Structure => ({
  ...structure,
  atomicNumbers: structure.atomicNumbers.map((z, i) => (i % 3 === 0 ? 8 : z)),
});
checkPotential(mixed, {
  structures: Object.fromEntries(
    Object.entries(structures)
      .filter(([name]) => name !== "displaced 64")
      .map(([name, structure]) => [name, withOxygen(structure)]),
  ),
  dynamics: { structure: withOxygen(diamond(1)), temperatureKelvin: 300, timestepFs: 0.5, steps: 300 },
  tolerances,
});

const evaluate = (structure: Structure, own = potential) => own.evaluate(structure, buildNeighbourList(structure, own.cutoffAngstrom));

test("training structures are inside their own ranges; a compressed one is not, and the report says where and what", () => {
  for (const structure of train) assert.equal(evaluate(structure).extrapolations, []);
  const { extrapolations } = evaluate(diamond(1, 4.6));
  assert.ok(extrapolations!.length > 0);
  const [first] = extrapolations!;
  assert.is(first!.atom, 0);
  assert.match(first!.functionName, /^G[25] Si/);
  assert.ok(first!.value < first!.minimum || first!.value > first!.maximum);
  // Only the displaced atom and those that see it leave the range.
  const one = { ...diamond(2), positions: diamond(2).positions.slice() };
  one.positions[0]! += 0.9;
  const atoms = new Set(evaluate(one).extrapolations!.map((found) => found.atom));
  assert.ok(atoms.has(0) && atoms.size < 64, `${atoms.size} atoms`);
});

test("stored and loaded it gives the same numbers, bit for bit", () => {
  const again: Snapshot = { arrays: structuredClone(snapshot.arrays), json: JSON.parse(JSON.stringify(snapshot.json)) };
  assert.equal(modelToSnapshot(modelFromSnapshot(again)), snapshot);
  assert.equal(evaluate(structures.liquid, createBehlerParrinelloPotential(again, "again")), evaluate(structures.liquid));
});

test("a model of the former format, which knew Gaussian functions alone, gives the same numbers", () => {
  const stored = modelToSnapshot(mixedModel());
  const functions = asSymmetryFunctions(mixedModel().functions);
  const former: Snapshot = { ...stored, json: { ...stored.json, format: "adatom-behler-parrinello-1", functions: functions as object[] } };
  const structure = withOxygen(structures.liquid);
  assert.equal(evaluate(structure, createBehlerParrinelloPotential(former, "mixed@1")), evaluate(structure, mixed));
});

test("an element it does not know is an error that names the atom", () => {
  assert.throws(() => evaluate(withOxygen(diamond(1))), /sw-learned@1 covers Si only, but atom 1 is O/);
});

test("broken models are refused with the name of what is wrong", () => {
  const arrays = (change: Record<string, unknown>): Snapshot => ({
    ...snapshot,
    arrays: { ...snapshot.arrays, ...change } as Snapshot["arrays"],
  });
  const json = (change: Record<string, unknown>): Snapshot => ({ ...snapshot, json: { ...snapshot.json, ...change } });
  const [element] = snapshot.json.elements as Record<string, unknown>[];
  const [f] = snapshot.json.functions as Record<string, unknown>[];
  const radial = f!.radial as Record<string, unknown>;
  for (const [broken, message] of [
    [arrays({ "Z14.layer1.biases": new Float64Array(3) }), /Z14\.layer1\.biases has 3 numbers, expected 8/],
    [arrays({ "Z14.scale": undefined }), /Z14\.scale is missing/],
    [arrays({ "Z14.centre": new Float64Array(12).fill(Number.NaN) }), /Z14\.centre holds a number that is not finite/],
    [arrays({ "Z14.centre": new Float32Array(12) }), /Z14\.centre is missing or not float64/],
    [json({ format: "other" }), /format is "other"/],
    [json({ elements: [] }), /elements is empty/],
    [json({ elements: [{ ...element, activation: "softmax" }] }), /activation is "softmax"/],
    [json({ elements: [{ ...element, sizes: [8, 8] }] }), /sizes must end with 1/],
    [json({ elements: [{ ...element, atomicNumber: 8 }] }), /no symmetry function has the element Z = 8/],
    [json({ functions: "none" }), /functions must be a list/],
    [json({ functions: [{ ...f, kind: "G7" }] }), /functions\[0\]\.kind is "G7"/],
    [json({ functions: [{ ...f, radial: { ...radial, cutoff: -1 } }] }), /functions\[0\]\.radial\.cutoff is -1/],
    [json({ functions: [{ ...f, radial: { ...radial, eta: null } }] }), /functions\[0\]\.radial\.eta must be a finite number/],
  ] as const) {
    assert.throws(() => createBehlerParrinelloPotential(broken, "broken"), message);
  }
});

test.run();
