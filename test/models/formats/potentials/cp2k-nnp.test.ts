// What is written for CP2K's METHOD NNP: the same energies, forces and stress by CP2K itself (left out where it is not found), and by
// n2p2's files read as ours.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { CutoffForm, ProductFunction, RadialProfile } from "@adatom/models/descriptors/product-function.ts";
import { writeCp2kPotential } from "@adatom/models/formats/potentials/cp2k-nnp.ts";
import { readN2p2Model } from "@adatom/models/formats/potentials/n2p2-potential.ts";
import type { AtomicNetwork, AtomicNetworkModel } from "@adatom/models/networks/atomic-network/model.ts";
import { createAtomicNetworkPotential } from "@adatom/models/networks/atomic-network/potential.ts";
import type { Activation } from "@adatom/models/networks/behler-parrinello/activation.ts";
import type { Evaluation } from "@adatom/models/potentials/potential.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { diamond, displaced, resheared } from "../../../conformance/structures.ts";
import { absence } from "../../../fixtures/calculators/run.ts";
import { water } from "../../../fixtures/calculators/structures.ts";
import { runCp2k } from "../../../fixtures/cp2k/cp2k.ts";
import { randomModel } from "./random-model.ts";

const test = suite("files for CP2K");

type Gaussian = RadialProfile & { form: "gaussian" };

/** A random model of hydrogen and oxygen with what CP2K has: G2 with shifts and G4, angular functions reaching less far. */
function ourModel(activation: Activation, cutoffForm: CutoffForm = "cosine"): AtomicNetworkModel {
  const change = (f: ProductFunction): ProductFunction => {
    const radial = { ...(f.radial as Gaussian), cutoffForm };
    return f.kind === "radial" ? { ...f, radial } : { ...f, threeDistances: true, radial: { ...radial, cutoff: 4.2 } };
  };
  return { elements: randomModel("n2p2", activation).elements.map((one) => ({ ...one, functions: one.functions.map(change) })) };
}

function evaluate(model: AtomicNetworkModel, structure: Structure): Evaluation {
  const potential = createAtomicNetworkPotential(model, "one", "");
  return potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom));
}

/** Two elements in one cell, every third atom an oxygen. */
function mixed(crystal: Structure): Structure {
  return { ...crystal, atomicNumbers: crystal.atomicNumbers.map((_, i) => (i % 3 === 0 ? 8 : 1)) };
}

/** The network that mlearn has for silicon, trained by n2p2 in bohr and hartree. */
function silicon(): AtomicNetworkModel {
  const text = (name: string): string =>
    readFileSync(fileURLToPath(new URL(`../../../fixtures/mlearn-nnp/Si/${name}`, import.meta.url)), "utf8");
  const files = { inputNn: text("input.nn"), scaling: text("scaling.data"), weights: { 14: text("weights.014.data") } };
  return readN2p2Model(files, "bohr-hartree");
}

const cubic = displaced(diamond(1), 0.2, 5);
// None smaller: CP2K 2023.1 makes room for too few neighbours, and crashes, where a cell has more images within the cutoff.
const trials: readonly (readonly [string, AtomicNetworkModel, Structure])[] = [
  ["a crystal of two elements", ourModel("tanh"), mixed(cubic)],
  ["tanh-cubed cutoffs, sigmoid", ourModel("sigmoid", "tanh-cubed"), mixed(cubic)],
  ["a molecule", ourModel("gaussian"), water],
  ["mlearn's silicon, a cubic cell", silicon(), cubic],
  ["mlearn's silicon, a strongly skewed cell", silicon(), resheared(cubic)],
];

function near(found: readonly number[], expected: ArrayLike<number>, tolerance: number, what: string): void {
  assert.is(found.length, expected.length, what);
  for (const [k, value] of found.entries())
    assert.ok(Math.abs(value - expected[k]!) <= tolerance, `${what} ${k}: ${value} there, ${expected[k]} here`);
}

function checkCp2k(): void {
  for (const [name, model, structure] of trials) {
    const expected = evaluate(model, structure);
    const found = runCp2k(writeCp2kPotential(model), structure);
    // Fifteen decimals of hartree, fourteen of hartree/bohr are printed; sums of up to 2e3 eV in another order.
    near([found.energy], [expected.energy], 1e-10, `${name}: energy`);
    near(found.forces, expected.forces, 1e-11, `${name}: force`);
    // In GPa by constants of an older CODATA than ours: 1.7e-7 of the number apart.
    const size = Math.max(...Array.from(expected.stress ?? [], Math.abs));
    if (found.stress) near(found.stress, expected.stress!, 3e-7 * size, `${name}: stress`);
    assert.is(found.stress !== undefined, structure.periodic[0], name);
  }
}

test("the files, read as n2p2 reads them, give the same", () => {
  for (const [name, model, structure] of trials) {
    const expected = evaluate(model, structure);
    const files = writeCp2kPotential(model);
    assert.match(files.inputNn, /^# .* in bohr, energies in hartree\.\nremove_atom_energies\n/);
    assert.not.match(files.inputNn, /conv_|mean_/);
    const found = evaluate(readN2p2Model(files, "bohr-hartree"), structure);
    // Numbers of 17 digits; sums of up to 2e3 eV in another order.
    near([found.energy], [expected.energy], 1e-10, `${name}: energy`);
    near(Array.from(found.forces), expected.forces, 1e-10, `${name}: force`);
  }
});

test("what CP2K would read wrongly is refused with what to do", () => {
  const model = ourModel("tanh");
  const change = (part: (one: AtomicNetwork) => Partial<AtomicNetwork>): AtomicNetworkModel => ({
    elements: model.elements.map((one) => ({ ...one, ...part(one) })),
  });
  const radial = (part: Partial<Gaussian>): AtomicNetworkModel =>
    change(({ functions }) => ({ functions: functions.map((f) => ({ ...f, radial: { ...(f.radial as Gaussian), ...part } })) }));
  const refused: readonly (readonly [AtomicNetworkModel, RegExp])[] = [
    [randomModel("n2p2"), /no function such as G5.*all three distances.*Train a model with G2 and G4/],
    [randomModel("compact"), /no Gaussian/],
    [randomModel("weighted"), /without alpha/],
    [randomModel("chebyshev"), /no Gaussian/],
    [radial({ inner: 0.1 }), /without alpha/],
    [radial({ cutoffForm: "polynomial-1" }), /cosine and the tanh-cubed cutoff alone/],
    [radial({ shift: 0.5 }), /no shift/],
    [change(() => ({ activation: "relu" })), /network of H: it has no activation "relu"/],
    [ourModel("softplus"), /forces with activation "softplus" are wrong/],
    [change(({ layers }) => ({ layers: layers.map((layer) => ({ ...layer, activation: "tanh" as const })) })), /output is not linear/],
    [change(({ layers }) => ({ layers: layers.slice(-1) })), /no hidden layer/],
  ];
  for (const [wrong, message] of refused) assert.throws(() => writeCp2kPotential(wrong), message);
});

const title = "CP2K's METHOD NNP gives the same energies, forces and stress";
const missing = absence("cp2k");
if (missing === null) test(title, checkCp2k);
else test.skip(`${title} (${missing})`, checkCp2k);

test.run();
