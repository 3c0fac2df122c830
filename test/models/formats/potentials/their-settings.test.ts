// Settings of aenet and n2p2 as a model of ours: exactly the same functions, layers, and what of the training is known here.
import { readFileSync } from "node:fs";
import { expandDescriptors } from "@adatom/models/descriptors/descriptor-config.ts";
import { productFunctionName } from "@adatom/models/descriptors/product-function.ts";
import { readAenetInput } from "@adatom/models/formats/potentials/aenet-inputs.ts";
import { readAenetModel } from "@adatom/models/formats/potentials/aenet-model.ts";
import { type AenetSetup, readAenetNetwork } from "@adatom/models/formats/potentials/aenet-network.ts";
import { readAenetSetupFile, writeAenetSetupFile } from "@adatom/models/formats/potentials/aenet-setup-file.ts";
import { readN2p2Model } from "@adatom/models/formats/potentials/n2p2-potential.ts";
import { settingsFromAenet, settingsFromN2p2, type TheirSettings } from "@adatom/models/formats/potentials/their-settings.ts";
import type { AtomicNetworkModel } from "@adatom/models/networks/atomic-network/model.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

const text = (path: string): string => readFileSync(new URL(`../../../fixtures/${path}`, import.meta.url), "utf8");
const inputNn = text("mlearn-nnp/Si/input.nn");

/** The functions that a configuration stands for, against those of a model that was trained with the same files. */
function checkFunctions({ descriptors, functions }: TheirSettings, { elements }: AtomicNetworkModel): void {
  const found = expandDescriptors(
    descriptors,
    elements.map(({ atomicNumber }) => atomicNumber),
  );
  const wanted = elements.flatMap((element) => element.functions);
  assert.equal(found.map(productFunctionName).sort(), wanted.map(productFunctionName).sort());
  assert.equal(Object.values(functions).sort(), elements.map((element) => element.functions.length).sort());
}

test("n2p2's input.nn: its functions in angstrom, layers, optimiser, energies of free atoms in eV", () => {
  const { value } = settingsFromN2p2(inputNn, "bohr-hartree");
  const files = { inputNn, scaling: text("mlearn-nnp/Si/scaling.data"), weights: { 14: text("mlearn-nnp/Si/weights.014.data") } };
  checkFunctions(value!, readN2p2Model(files, "bohr-hartree"));
  assert.equal([value!.hidden, value!.activation], [[24, 24], "tanh"]);
  const { optimiser, epochs, atomicEnergies } = value!.training;
  assert.equal([optimiser, epochs], [{ type: "kalman" }, 24]);
  assert.ok(Math.abs(atomicEnergies!.Si! - -0.79 * 27.211386) < 1e-4);
  const bare = settingsFromN2p2(inputNn.replace(/^use_short_forces.*$/m, "").replace(/^epochs.*$/m, "normalize_nodes"), "angstrom-ev")
    .value!;
  assert.equal([bare.training.forceWeight, bare.training.epochs, bare.training.normaliseNodes], [0, undefined, true]);
  assert.is(settingsFromN2p2("symfunction_short Si 2 Si 0 0 6", "angstrom-ev").value, undefined);
});

const titania = ["Ti", "O"].map((name) => text(`aenet-pytorch/${name}.nn.ascii`));
const setups = titania.map((network) => readAenetNetwork(network).value!.setup);
const trainIn = (networks: string, more = ""): string =>
  `TRAININGSET a.train\nTESTPERCENT 10\nITERATIONS 50\nTYPES\n2\nO -432.5\nTi -1604.6\nMETHOD\nlm batchsize=10\nNETWORKS\n${networks}\n${more}`;
const inputOf = (own: string) => readAenetInput(own).value!;

test("aenet's set-ups and train.in: the basis once for all species that share it", () => {
  const read = setups.map((setup) => readAenetSetupFile(writeAenetSetupFile(setup)).value!);
  const value = settingsFromAenet(read, inputOf(trainIn("O O.nn 2 10:tanh 10:tanh\nTi Ti.nn 2 10:tanh 12:tanh")));
  checkFunctions(value, readAenetModel(Object.fromEntries(titania.map((own, k) => [`${k}`, own])), {}));
  assert.ok(value.descriptors.chebyshev && !value.descriptors.elements);
  assert.equal([value.hidden, value.activation], [{ O: [10, 10], Ti: [10, 12] }, "tanh"]);
  assert.equal(value.training, {
    optimiser: { type: "levenberg-marquardt" },
    epochs: 50,
    atomicEnergies: { O: -432.5, Ti: -1604.6 },
    forceWeight: 0,
  });
  assert.match(value.notes.join(" "), /testFraction 0.1/);
  assert.is(settingsFromAenet(read, inputOf(trainIn("O O.nn 1 10:tanh\nTi Ti.nn 1 10:tanh", "FORCES\n"))).training.forceWeight, undefined);
  assert.is(settingsFromAenet(read, undefined, "pi").descriptors.chebyshev?.angularDomain, "pi");
});

test("Behler's functions come as grids around each element", () => {
  const behler = (atom: string): AenetSetup =>
    readAenetSetupFile(
      `ATOM ${atom}\nENV 2\nSi\nO\nRMIN 0.5\nFUNCTIONS type=Behler2011\n6\nG=2 type2=Si eta=0.5 Rs=1 Rc=6\nG=2 type2=Si eta=0.5 Rs=2 Rc=6\nG=2 type2=O eta=0.5 Rs=1 Rc=6\nG=4 type2=Si type3=O eta=0.01 lambda=1 zeta=2 Rc=5\nG=4 type2=Si type3=O eta=0.01 lambda=-1 zeta=2 Rc=5\nG=1 type2=O Rc=4\n`,
    ).value!;
  const { descriptors, functions } = settingsFromAenet([behler("Si"), behler("O")], undefined);
  assert.equal(functions, { O: 6, Si: 6 });
  assert.equal(Object.keys(descriptors.elements!).sort(), ["O", "Si"]);
});

test("what has no like here is said", () => {
  const mixed = settingsFromAenet(setups, inputOf(trainIn("O O.nn 2 10:tanh 10:twist\nTi Ti.nn 1 10:tanh", "REGULARIZATION 1\n")));
  assert.is(mixed.activation, undefined);
  assert.match(mixed.notes.join(" "), /differ in activation there \(tanh, twisted-tanh\)/);
  assert.match(mixed.notes.join(" "), /Not taken: REGULARIZATION 1/);
  assert.throws(() => settingsFromAenet(setups.slice(0, 1), undefined), /name one file for each species/);
  assert.throws(() => settingsFromAenet([setups[0]!, setups[0]!], undefined), /two set-ups are of one species/);
  assert.throws(() => settingsFromAenet(setups, inputOf(trainIn("O O.nn 1 10:swish\nTi Ti.nn 1 10:tanh"))), /"swish" is no activation/);
});

test.run();
