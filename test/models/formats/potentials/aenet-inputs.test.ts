// aenet's set-ups, inputs and training sets: read as aenet's own examples have them, written and read again, refused where wrong.

import { productFunctionName } from "@adatom/models/descriptors/product-function.ts";
import { aenetFunctions } from "@adatom/models/formats/potentials/aenet-basis.ts";
import { readAenetInput, writeAenetInput } from "@adatom/models/formats/potentials/aenet-inputs.ts";
import { aenetFromModel } from "@adatom/models/formats/potentials/aenet-model.ts";
import { readAenetSetupFile, writeAenetSetupFile } from "@adatom/models/formats/potentials/aenet-setup-file.ts";
import {
  type AenetTrainingSet,
  readAenetTrainingSet,
  writeAenetTrainingSet,
} from "@adatom/models/formats/potentials/aenet-training-set.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { randomModel } from "./random-model.ts";

const chebyshev = `DESCR
 N. Artrith # no comment in here
END DESCR

ATOM Ti

ENV 2   ! species
Ti
O

RMIN 0.55d0

BASIS type=Chebyshev
radial_Rc = 8.0  radial_N = 16 angular_Rc=6.5  angular_N = 4`;
const behler = `ATOM O
ENV 2
Ti
O
RMIN 0.75
FUNCTIONS type=Behler2011
4
G=2 type2=O eta=0.003214 Rs=0.0000 Rc=6.5
G=4 type2=O type3=Ti eta=0.000357 lambda=-1.0 zeta=1.0d0 Rc=6.5000
G=3 type2=Ti kappa=1.5 Rc=6
G=1 type2=Ti Rc=5
`;

test("a Chebyshev set-up", () => {
  const { value, problems } = readAenetSetupFile(chebyshev);
  assert.equal(problems, []);
  assert.is(value!.description, "N. Artrith # no comment in here");
  assert.equal([value!.atomType, ...value!.environmentTypes, value!.minimumDistance, value!.cutoff], ["Ti", "Ti", "O", 0.55, 8]);
  const functions = aenetFunctions(value!, "cosine");
  assert.is(functions.length, 44);
  assert.equal(
    [0, 17, 22, 43].map((k) => productFunctionName(functions[k]!)),
    [
      "Chebyshev radial 0 Ti (one) Rc=8",
      "Chebyshev angular 0 Ti (one) Rc=6.5",
      "Chebyshev radial 0 Ti (spin) Rc=8",
      "Chebyshev angular 4 Ti (spin) Rc=6.5",
    ],
  );
});

test("a Behler2011 set-up, its functions in the order in which aenet evaluates them", () => {
  const { value, problems } = readAenetSetupFile(behler);
  assert.equal(problems, []);
  assert.equal(value!.functions, [2, 4, 3, 1]);
  assert.equal(value!.neighbours, [2, 0, 2, 1, 1, 0, 1, 0]);
  assert.equal(aenetFunctions(value!, "cosine").map(productFunctionName), [
    "G1 O-Ti Rc=5",
    "G3 O-Ti kappa=1.5 Rc=6",
    "G4 O-O-Ti eta=0.000357 Rs=0 zeta=1 lambda=-1 Rc=6.5",
    "G2 O-O eta=0.003214 Rs=0 Rc=6.5",
  ]);
});

test("set-ups written are read again", () => {
  for (const text of [chebyshev, behler]) {
    const { value } = readAenetSetupFile(text);
    assert.equal(readAenetSetupFile(writeAenetSetupFile(value!)).value, value);
  }
});

test("what is wrong with a set-up is said with its line", () => {
  const message = (text: string): string => {
    const { value, problems } = readAenetSetupFile(text);
    assert.ok(value === undefined);
    return `${problems[0]!.line}: ${problems[0]!.message}`;
  };
  assert.match(message(chebyshev.replace("8.0", "8.x")), /^13: radial_Rc needs a number, not "8.x"/);
  assert.match(message(chebyshev.replace("Chebyshev", "SOAP")), /^12: type must be Chebyshev or Behler2011/);
  assert.match(message(chebyshev.replace("ATOM Ti", "ATOM Xx")), /"Xx" is no element/);
  assert.match(message(behler.replace("G=3", "G=7")), /^9: A function needs G=1 to G=5/);
  assert.match(message(behler.replace("type3=Ti", "type3=Si")), /type3 must be a species of ENV \(Ti, O\), not "Si"/);
  assert.match(message(behler.replace("4\n", "9\n")), /ends after 4 of 9 functions/);
  assert.match(message(""), /no ATOM/);
});

test("generate.in, train.in and predict.in", () => {
  const generate = readAenetInput(
    "OUTPUT TiO.train\n\nTYPES\n2\nO   -432.503149303  ! eV\nTi -1604.604515075\n\nSETUPS\nTi  Ti.fingerprint.stp\nO    O.fingerprint.stp\n\nforces\nforcespercent 25\n\nFILES\n2\na.xsf\nb.xsf\n",
  ).value!;
  assert.equal(generate, {
    output: "TiO.train",
    types: [
      { symbol: "O", atomEnergy: -432.503149303 },
      { symbol: "Ti", atomEnergy: -1604.604515075 },
    ],
    setups: { Ti: "Ti.fingerprint.stp", O: "O.fingerprint.stp" },
    forces: true,
    forcesPercent: 25,
    files: ["a.xsf", "b.xsf"],
    others: [],
  });
  const train = readAenetInput(
    "TRAININGSET a.train\nTESTPERCENT 10\nITERATIONS 500\nMAXENERGY -1.5d0\nSAVE_ENERGIES\nTIMING\nMETHOD\nlm batchsize=256 learnrate=0.1d0 iter=3 conv=0.001 adjust=5.0\n\nNETWORKS\n! atom network\n Ti Ti.nn 2 10:tanh 10:tanh\n O O.nn 2 10:tanh 5:twist\n",
  ).value!;
  assert.equal(train.method, { name: "lm", parameters: { batchsize: 256, learnrate: 0.1, iter: 3, conv: 0.001, adjust: 5 } });
  assert.equal(train.networks!.O!.hidden, [
    { nodes: 10, activation: "tanh" },
    { nodes: 5, activation: "twist" },
  ]);
  assert.equal([train.maximumEnergy, train.saveEnergies, train.others], [-1.5, true, ["TIMING"]]);
  const predict = readAenetInput(
    "TYPES\n2\nTi\nO\nNETWORKS\nTi Ti.nn\nO O.nn\nFORCES\nRELAX\nmethod=bfgs F_conv=0.02 E_conv=1e-6 steps=99\nFILES\n1\na.xsf",
  ).value!;
  assert.equal(predict.relax, { method: "bfgs", parameters: { F_conv: 0.02, E_conv: 1e-6, steps: 99 } });
  for (const input of [generate, train, predict]) assert.equal(readAenetInput(writeAenetInput(input)).value, input);
  for (const [text, pattern] of [
    ["FILES\nx\n", /length of the list/],
    ["FILES\n3\na\n", /announces 3 lines, and 1 follow/],
    ["TESTPERCENT ten", /TESTPERCENT needs a number, not "ten"/],
    ["TYPES\n1\nTi\nNETWORKS\nTi Ti.nn 3 10:tanh", /announces 3 hidden layers and lists 1/],
  ] as const)
    assert.match(readAenetInput(text).problems[0]!.message, pattern);
});

test("a training set written is read again to the last bit", () => {
  const [one, two] = aenetFromModel(randomModel("behler"));
  const set: AenetTrainingSet = {
    types: ["H", "O"],
    atomEnergies: Float64Array.of(-13.6, -432.5),
    normalized: false,
    scale: 1,
    shift: 0,
    structures: [
      {
        file: "a b.xsf",
        energy: -3.25,
        types: Int32Array.of(1, 0),
        positions: Float64Array.of(0, 0, 0, 1, 0.5, 0),
        forces: Float64Array.of(1, 2, 3, -1, -2, -3),
        values: [Float64Array.of(0.1, 0.2), Float64Array.of(1 / 3)],
      },
    ],
    energies: [-1.6, -1.7, -1.5],
    setups: [one!, two!].map(({ setup, statistics }) => ({ setup, statistics })),
  };
  const bytes = writeAenetTrainingSet(set);
  assert.equal(readAenetTrainingSet(bytes).value, set);
  for (let size = 0; size < bytes.length; size += 31) assert.ok(readAenetTrainingSet(bytes.subarray(0, size)).value === undefined);
});

test.run();
