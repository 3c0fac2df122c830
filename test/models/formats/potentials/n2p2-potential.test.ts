// Potentials of n2p2: one that its authors published, with the errors they reach; round trips; what is wrong with files.
import { readFileSync } from "node:fs";
import type { ProductFunction } from "@adatom/models/descriptors/product-function.ts";
import { parseXyz } from "@adatom/models/formats/extxyz.ts";
import {
  type N2p2Files,
  potentialFromN2p2,
  readN2p2Potential,
  writeN2p2Potential,
} from "@adatom/models/formats/potentials/n2p2-potential.ts";
import {
  type AtomicNetwork,
  type AtomicNetworkModel,
  fromBehlerParrinello,
  toBehlerParrinello,
} from "@adatom/models/networks/atomic-network/model.ts";
import { createAtomicNetworkPotential } from "@adatom/models/networks/atomic-network/potential.ts";
import { modelFromSnapshot, modelToSnapshot } from "@adatom/models/networks/behler-parrinello/model.ts";
import { createBehlerParrinelloPotential } from "@adatom/models/networks/behler-parrinello/potential.ts";
import type { Evaluation, Potential } from "@adatom/models/potentials/potential.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { checkPotential } from "../../../conformance/potential.ts";
import { diamond, displaced } from "../../../conformance/structures.ts";
import { randomModel } from "./random-model.ts";

const folder = new URL("../../../fixtures/mlearn-nnp/Si/", import.meta.url);
const text = (name: string): string => readFileSync(new URL(name, folder), "utf8");
const silicon: N2p2Files = { inputNn: text("input.nn"), scaling: text("scaling.data"), weights: { 14: text("weights.014.data") } };
const potential = potentialFromN2p2(silicon, "bohr-hartree", "mlearn-si");
const evaluate = (own: Potential, structure: Structure): Evaluation =>
  own.evaluate(structure, buildNeighbourList(structure, own.cutoffAngstrom));
const testSet = parseXyz(readFileSync(new URL("../../../../examples/silicon/data/test.xyz", import.meta.url), "utf8")).frames.map(
  ({ structure }) => structure,
);

test("the published network reaches its published errors on its own test set", () => {
  let energyError = 0;
  let forceError = 0;
  let components = 0;
  for (const structure of testSet) {
    const { energy, forces } = evaluate(potential, structure);
    energyError += Math.abs(energy - structure.reference!.energy!) / structure.atomicNumbers.length / testSet.length;
    for (const [k, force] of forces.entries()) forceError += Math.abs(force - structure.reference!.forces![k]!);
    components += forces.length;
  }
  // n2p2 itself: 5.63 meV/atom and 0.1086 eV/angstrom; half a unit of the last digit.
  assert.ok(Math.abs(1000 * energyError - 5.63) <= 0.005, `${1000 * energyError} meV/atom`);
  assert.ok(Math.abs(forceError / components - 0.1086) <= 0.00005, `${forceError / components} eV/angstrom`);
});

checkPotential(potential, {
  structures: { displaced: displaced(diamond(1), 0.1, 3) },
  dynamics: { structure: displaced(diamond(2), 0.02, 7), temperatureKelvin: 300, timestepFs: 1, steps: 100 },
  tolerances: {
    differenceStep: 1e-4,
    // Energies of -1e4 eV: rounding of 2e-12 over a step of 1e-4, plus the step's square times the third derivative.
    force: 2e-6,
    stress: 2e-6,
    energyPerAtom: 1e-10,
    equalForce: 1e-10,
    drift: 2e-4,
  },
});

test("written and read again a potential gives the same energies and forces", () => {
  const read = readN2p2Potential(silicon, "bohr-hartree").value!;
  for (const model of [read, randomModel("n2p2"), randomModel("compact"), randomModel("weighted")]) {
    const structure = sample(model);
    const again = potentialFromN2p2(writeN2p2Potential(model), "angstrom-ev", "again");
    sameNumbers(evaluate(createAtomicNetworkPotential(model, "one", ""), structure), evaluate(again, structure));
  }
});

/** What n2p2's nnp-predict (commit 61daa0d) printed for the files written of these models, for `sample`: eV, and eV/angstrom of the first atom. */
const printedByN2p2 = [
  {
    family: "n2p2",
    activation: "tanh",
    energy: -1798.503251697442,
    force: [-0.0861390057809517, 0.13190171148967406, -0.12226000973584365],
  },
  {
    family: "compact",
    activation: "softplus",
    energy: -1831.0130153122245,
    force: [-1.507852006502389, 11.759542755132703, 2.8331002252102606],
  },
  {
    family: "weighted",
    activation: "gaussian",
    energy: -1783.1987938238733,
    force: [0.007482465217520258, -0.0013997626020582038, 0.005523593371805931],
  },
  {
    family: "n2p2",
    activation: "reversed-sigmoid",
    energy: -1781.5528715390424,
    force: [-0.0022140006696676528, 0.015665107608615485, -0.0005921236920914769],
  },
] as const;

test("n2p2 itself gives the same energies and forces from the files written", () => {
  for (const { family, activation, energy, force } of printedByN2p2) {
    const model = randomModel(family, activation);
    const found = evaluate(potentialFromN2p2(writeN2p2Potential(model), "angstrom-ev", family), sample(model));
    // Seventeen digits printed; sums in another order.
    assert.ok(Math.abs(found.energy - energy) <= 1e-11, `${family}: ${found.energy} against ${energy}`);
    for (const [c, one] of force.entries())
      assert.ok(Math.abs(found.forces[c]! - one) <= 1e-12, `${family}: ${found.forces[c]} against ${one}`);
  }
});

test("written in another order of functions, elements or units it is the same potential", () => {
  const model = randomModel("n2p2");
  const written = writeN2p2Potential(model);
  const lines = written.inputNn.split("\n");
  const mixed = [...lines].reverse().join("\n").replace("elements H O", "elements O H");
  const structure = sample(model);
  const expected = evaluate(potentialFromN2p2(written, "angstrom-ev", "one"), structure);
  sameNumbers(expected, evaluate(potentialFromN2p2({ ...written, inputNn: mixed }, "angstrom-ev", "two"), structure));
});

test("a model of our own is written and read, and one that is read can become our own", () => {
  const model = randomModel("n2p2");
  const own = modelFromSnapshot(modelToSnapshot(toBehlerParrinello(model)));
  const structure = sample(model);
  const expected = evaluate(createAtomicNetworkPotential(model, "one", ""), structure);
  const ours = createBehlerParrinelloPotential(modelToSnapshot(own), "ours");
  sameNumbers(expected, evaluate(ours, structure));
  const files = writeN2p2Potential(fromBehlerParrinello(own));
  sameNumbers(expected, evaluate(potentialFromN2p2(files, "angstrom-ev", "again"), structure));
  // Compact functions too are functions of our own.
  const compact = randomModel("compact");
  const again = modelFromSnapshot(modelToSnapshot(toBehlerParrinello(compact)));
  sameNumbers(
    evaluate(createAtomicNetworkPotential(compact, "compact", ""), sample(compact)),
    evaluate(createAtomicNetworkPotential(fromBehlerParrinello(again), "compact again", ""), sample(compact)),
  );
});

test("the five ways of scaling, and normalised nodes", () => {
  const rows = (scaling: readonly string[]): N2p2Files => ({
    ...silicon,
    inputNn: `${text("input.nn").replace("scale_symmetry_functions\n", "")}\n${scaling.join("\n")}\n`,
  });
  const inputs = (scaling: readonly string[], g: number): number => {
    const { centre, scale } = readN2p2Potential(rows(scaling), "bohr-hartree").value!.elements[0]!;
    return (g - centre[0]!) * scale[0]!;
  };
  // First row of scaling.data.
  const [low, high, mean, sigma] = [2.9512669347591731, 7.2912733542623638, 5.5831851180384415, 4.0098359229658564e-1];
  const bounds = ["scale_min_short -1", "scale_max_short 3"];
  const near = (actual: number, expected: number, what: string): void =>
    assert.ok(Math.abs(actual - expected) < 1e-12, `${what}: ${actual} against ${expected}`);
  const own = (keywords: string[]): string[] => [...keywords, ...bounds];
  const plain = text("input.nn").replace("scale_symmetry_functions\n", "");
  assert.not.match(plain, /\nscale_symmetry/);
  near(inputs([], 4), 4, "none");
  near(inputs(["center_symmetry_functions"], 4), 4 - mean, "center");
  near(inputs(["scale_symmetry_functions_sigma"], 4), (4 - mean) / sigma, "sigma");
  near(inputs(["scale_symmetry_functions"], 4), (4 - low) / (high - low), "scale");
  near(inputs(["scale_symmetry_functions", "center_symmetry_functions"], 4), (4 - mean) / (high - low), "scale and center");
  const shifted = readN2p2Potential(
    {
      ...silicon,
      inputNn: text("input.nn")
        .replace("scale_min_short                 0.0", own([])[0]!)
        .replace("scale_max_short                 1.0", own([])[1]!),
    },
    "bohr-hartree",
  ).value!.elements[0]!;
  near((4 - shifted.centre[0]!) * shifted.scale[0]!, -1 + (4 * (4 - low)) / (high - low), "scale to [-1, 3]");
  const nodes = readN2p2Potential({ ...silicon, inputNn: `${silicon.inputNn}\nnormalize_nodes\n` }, "bohr-hartree").value!.elements[0]!;
  const before = readN2p2Potential(silicon, "bohr-hartree").value!.elements[0]!;
  near(nodes.layers[1]!.weights[5]!, before.layers[1]!.weights[5]! / 24, "weight");
  near(nodes.layers[0]!.biases[5]!, before.layers[0]!.biases[5]! / 27, "bias");
});

test("what is wrong with the files is said with its place", () => {
  const problemsOf = (change: Partial<N2p2Files>): string => {
    const { value, problems } = readN2p2Potential({ ...silicon, ...change }, "bohr-hartree");
    assert.is(value, undefined);
    return problems.map(({ line, message }) => `${line}: ${message}`).join("\n");
  };
  const input = silicon.inputNn;
  const line = input.split("\n").findIndex((row) => row.startsWith("symfunction_short"));
  assert.match(
    problemsOf({ inputNn: input.replace("Si  2 Si    0.0100000", "Si  7 Si    0.0100000") }),
    new RegExp(`^${line}: .*no symmetry function of type 7`),
  );
  assert.match(problemsOf({ inputNn: input.replace("Si  2 Si    0.0100000", "Si  2 Ge    0.0100000") }), /"Ge" is not among/);
  assert.match(problemsOf({ inputNn: input.replace("Si  2 Si    0.0100000", "Si  2 Si    0.01x") }), /"0.01x" is not a number/);
  assert.match(problemsOf({ inputNn: input.replace("cutoff_type                     1", "cutoff_type 9") }), /from 0 to 8/);
  assert.match(problemsOf({ inputNn: input.replace("t t l", "t q l") }), /letters of l t s p/);
  assert.match(problemsOf({ inputNn: `${input}\nnnp_type 4G-HDNNP\n` }), /charges/);
  assert.match(problemsOf({ inputNn: "" }), /no line "elements"/);
  assert.match(problemsOf({ scaling: silicon.scaling.split("\n").slice(0, 9).join("\n") }), /function 10 of element 1 is missing/);
  assert.match(problemsOf({ weights: {} }), /no weights.014.data/);
  assert.match(problemsOf({ weights: { 14: silicon.weights[14]!.slice(0, 4000) } }), /cut short|no row/);
  assert.match(
    problemsOf({
      weights: { 14: silicon.weights[14]!.replace("a         1     0     1     1     1", "a         1     0     1     9     1") },
    }),
    /layer 9 is beyond/,
  );
});

test("what n2p2 cannot hold is refused with what to do", () => {
  const model = randomModel("n2p2");
  const change = (part: Partial<AtomicNetwork>): AtomicNetworkModel => ({
    elements: model.elements.map((element) => ({ ...element, ...part })),
  });
  assert.throws(
    () => writeN2p2Potential(change({ layers: model.elements[0]!.layers.map((layer) => ({ ...layer, activation: "silu" as const })) })),
    /no activation "silu"/,
  );
  const wave: ProductFunction = {
    kind: "radial",
    centre: 1,
    neighbour: 1,
    radial: { form: "wave", kappa: 1, cutoff: 5, cutoffForm: "cosine", inner: 0 },
  };
  assert.throws(
    () => writeN2p2Potential(change({ functions: model.elements[0]!.functions.map(() => wave) })),
    /n2p2 has no function such as G3/,
  );
  assert.throws(() => writeN2p2Potential(randomModel("chebyshev")), /Write the model for aenet/);
});

function sample(model: AtomicNetworkModel): Structure {
  const kinds = model.elements.map((element) => element.atomicNumber);
  const structure = displaced(diamond(1), 0.2, 9);
  return { ...structure, atomicNumbers: structure.atomicNumbers.map((_, i) => kinds[i % kinds.length]!) };
}

function sameNumbers(a: Evaluation, b: Evaluation): void {
  // Numbers are written with 17 digits; what differs is 1 / (1 / scale), a factor folded into weights, and the order of sums.
  assert.ok(Math.abs(a.energy - b.energy) <= 1e-11 * Math.max(1, Math.abs(a.energy)), `${a.energy} against ${b.energy}`);
  for (const [k, force] of a.forces.entries())
    assert.ok(Math.abs(force - b.forces[k]!) <= 1e-10, `force ${k}: ${force} against ${b.forces[k]}`);
  assert.is(a.extrapolations!.length, b.extrapolations!.length);
}

test.run();
