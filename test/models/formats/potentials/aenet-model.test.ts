// Potentials of aenet: published networks against the energies and forces that aenet printed for them; round trips through
// the binary and the ASCII form; what is wrong with files.
import { readFileSync } from "node:fs";
import { pseudoSpins } from "@adatom/models/descriptors/chebyshev-basis.ts";
import { aenetFromModel, modelFromAenet, potentialFromAenet } from "@adatom/models/formats/potentials/aenet-model.ts";
import { type AenetNetwork, readAenetNetwork, writeAenetAscii, writeAenetBinary } from "@adatom/models/formats/potentials/aenet-network.ts";
import { parseXsf } from "@adatom/models/formats/xsf-reader.ts";
import type { AtomicNetworkModel } from "@adatom/models/networks/atomic-network/model.ts";
import { createAtomicNetworkPotential } from "@adatom/models/networks/atomic-network/potential.ts";
import type { Evaluation, Potential } from "@adatom/models/potentials/potential.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { checkPotential } from "../../../conformance/potential.ts";
import { diamond, displaced } from "../../../conformance/structures.ts";
import { randomModel } from "./random-model.ts";

const folder = new URL("../../../fixtures/aenet-pytorch/", import.meta.url);
const text = (name: string): string => readFileSync(new URL(name, folder), "utf8");
const titania = { "Ti.nn.ascii": text("Ti.nn.ascii"), "O.nn.ascii": text("O.nn.ascii") };
const potential = potentialFromAenet(titania, {}, "titania");
const evaluate = (own: Potential, structure: Structure): Evaluation =>
  own.evaluate(structure, buildNeighbourList(structure, own.cutoffAngstrom));
const structureOf = (file: string): Structure => parseXsf(text(file)).frames[0]!.structure;
const predictions = JSON.parse(text("predictions.json")) as { file: string; energy: number; forces: number[][] }[];

test("energies and forces are those that aenet's predict.x printed", () => {
  assert.is(predictions.length, 3);
  for (const { file, energy, forces } of predictions) {
    const structure = structureOf(file);
    const found = evaluate(potential, structure);
    // Printed to 8 and 6 decimals; positions in the file have as many as aenet read.
    assert.ok(Math.abs(found.energy - energy) <= 6e-8, `${file}: ${found.energy} against ${energy}`);
    for (const [k, force] of forces.flat().entries())
      assert.ok(Math.abs(found.forces[k]! - force) <= 6e-7, `${file} force ${k}: ${found.forces[k]} against ${force}`);
    assert.equal(found.extrapolations, [], `${file} was trained on`);
  }
});

checkPotential(potential, {
  structures: { rutile: structureOf("structure1067.xsf"), large: structureOf("structure0655.xsf") },
  dynamics: { structure: structureOf("structure1067.xsf"), temperatureKelvin: 300, timestepFs: 0.5, steps: 100 },
  tolerances: {
    differenceStep: 1e-4,
    // Energies of -2e4 eV round to 4e-12: over the step 4e-8, and the step's square times the third derivative.
    force: 2e-6,
    stress: 2e-6,
    energyPerAtom: 1e-9,
    equalForce: 1e-9,
    drift: 5e-4,
  },
});

test("the angular domain of old files gives other energies", () => {
  const structure = structureOf("structure1067.xsf");
  const old = potentialFromAenet(titania, { angularDomain: "pi" }, "old");
  assert.match(old.description, /before 2\.0\.4/);
  assert.ok(Math.abs(evaluate(old, structure).energy - evaluate(potential, structure).energy) > 0.1);
});

test("written, binary and ASCII, and read again a network is the same to the last bit", () => {
  const network = readAenetNetwork(titania["Ti.nn.ascii"]).value!;
  for (const content of [writeAenetBinary(network), writeAenetAscii(network)]) assert.equal(readAenetNetwork(content).value, network);
  const extreme: AenetNetwork = {
    ...network,
    weights: network.weights.map((w, k) => (k === 0 ? 1e-300 : k === 1 ? -2.5e-101 : k === 2 ? 1e17 / 3 : w)),
  };
  assert.equal(readAenetNetwork(writeAenetAscii(extreme)).value!.weights, extreme.weights);
  // Fortran leaves out the E of exponents of three digits.
  assert.match(writeAenetAscii(extreme), / 1\.0\d*-300 +-2\.5\d*-101/);
});

test("the places of weights and values are counted as aenet counts them", () => {
  const lines = writeAenetAscii(readAenetNetwork(titania["Ti.nn.ascii"]).value!).split("\n");
  const original = titania["Ti.nn.ascii"].split("\n");
  for (let k = 0; k < 8; k++) assert.is(lines[k]!.trim().replace(/ +/g, " "), original[k]!.trim().replace(/ +/g, " "));
});

test("models of several families are written and read again with the same energies and forces", () => {
  for (const model of [
    randomModel("behler"),
    randomModel("chebyshev"),
    randomModel("behler", "twisted-tanh"),
    randomModel("chebyshev", "sigmoid"),
  ]) {
    const structure = sample(model);
    const expected = evaluate(createAtomicNetworkPotential(model, "one", ""), structure);
    const networks = aenetFromModel(model);
    const binary = networks.map((network) => readAenetNetwork(writeAenetBinary(network)).value!);
    const ascii = networks.map((network) => readAenetNetwork(writeAenetAscii(network)).value!);
    for (const again of [binary, ascii]) {
      const { energy, forces } = evaluate(createAtomicNetworkPotential(modelFromAenet(again).value!, "two", ""), structure);
      // The input's sigma is the root of a difference in these files; the weights make up for it, to rounding.
      assert.ok(Math.abs(energy - expected.energy) <= 1e-10, `${energy} against ${expected.energy}`);
      for (const [k, force] of forces.entries()) assert.ok(Math.abs(force - expected.forces[k]!) <= 1e-10, `force ${k}`);
    }
  }
});

test("an input that is not used stays out", () => {
  const model = randomModel("behler");
  const elements = model.elements.map((element) => ({ ...element, scale: element.scale.map((s, k) => (k === 3 ? 0 : s)) }));
  const structure = sample(model);
  const expected = evaluate(createAtomicNetworkPotential({ elements }, "one", ""), structure);
  const again = modelFromAenet(aenetFromModel({ elements })).value!;
  assert.ok(Math.abs(evaluate(createAtomicNetworkPotential(again, "two", ""), structure).energy - expected.energy) <= 1e-10);
});

test("pseudo-spins", () => {
  assert.equal([1, 2, 3, 4, 5].map(pseudoSpins), [[0], [-1, 1], [-1, 0, 1], [-2, -1, 1, 2], [-2, -1, 0, 1, 2]]);
});

test("what is wrong with a file is said", () => {
  const bytes = writeAenetBinary(readAenetNetwork(titania["Ti.nn.ascii"]).value!);
  const message = (content: Uint8Array | string): string => {
    const { value, problems } = readAenetNetwork(content);
    assert.ok(value === undefined, "a damaged file was read");
    return problems[0]!.message;
  };
  assert.match(message(bytes.subarray(0, 5000)), /cut short|ends before/);
  assert.match(message(new Uint8Array(0)), /ends before the number of layers/);
  assert.match(message(new Uint8Array(100).fill(255)), /no network of aenet/);
  const big = bytes.slice();
  big.set([0, 0, 0, 4], 0);
  assert.match(message(big), /big-endian/);
  assert.match(message(""), /word|ends before/);
  assert.match(message(titania["Ti.nn.ascii"].replace(/^ *56 *$/m, "57x")), /"57x" is no whole number/);
  assert.match(message(titania["Ti.nn.ascii"].split("\n").slice(0, 20).join("\n")), /ends before/);
  // Every truncation is refused, none throws.
  for (let size = 0; size < bytes.length; size += 97) assert.ok(readAenetNetwork(bytes.subarray(0, size)).value === undefined);
  assert.throws(
    () => potentialFromAenet({ "a.nn": titania["Ti.nn.ascii"], "b.nn": titania["Ti.nn.ascii"] }, {}, "x"),
    /two of the networks are for Ti/i,
  );
});

test("what aenet cannot hold is refused with what to do", () => {
  assert.throws(() => aenetFromModel(randomModel("weighted")), /aenet has no function such as/);
  assert.throws(() => aenetFromModel(randomModel("compact")), /aenet has no function such as/);
  assert.throws(() => aenetFromModel(randomModel("behler", "silu")), /no activation "silu"/);
  const part = randomModel("chebyshev");
  const elements = part.elements.map((element) => ({ ...element, functions: element.functions.slice(1) }));
  assert.throws(() => aenetFromModel({ elements }), /all orders from 0 up|basis of orders/);
});

function sample(model: AtomicNetworkModel): Structure {
  const kinds = model.elements.map((element) => element.atomicNumber);
  const structure = displaced(diamond(1), 0.2, 9);
  return { ...structure, atomicNumbers: structure.atomicNumbers.map((_, i) => kinds[i % kinds.length]!) };
}

test.run();
