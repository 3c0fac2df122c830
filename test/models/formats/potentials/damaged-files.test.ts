// Readers of potentials never throw, whatever a file holds: texts and bytes damaged at random.
import { readFileSync } from "node:fs";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { readAenetInput } from "@adatom/models/formats/potentials/aenet-inputs.ts";
import { aenetFromModel, modelFromAenet } from "@adatom/models/formats/potentials/aenet-model.ts";
import { readAenetNetwork, writeAenetAscii, writeAenetBinary } from "@adatom/models/formats/potentials/aenet-network.ts";
import { readAenetSetupFile, writeAenetSetupFile } from "@adatom/models/formats/potentials/aenet-setup-file.ts";
import { type N2p2Files, readN2p2Potential, writeN2p2Potential } from "@adatom/models/formats/potentials/n2p2-potential.ts";
import { createAtomicNetworkPotential } from "@adatom/models/networks/atomic-network/potential.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { randomModel } from "./random-model.ts";

const random = createRandom(4);
const below = (limit: number): number => Math.floor(random.uniform() * limit);
const scraps = ["", "-1", "0", "nan", "1e999", "Xx", "999999999", "#", "\u00e9\u0000", "\n", "=", "1.5d0", "type=", "begin"];

function damaged(text: string): string {
  const words = text.split(/(\s+)/);
  const count = 1 + below(3);
  for (let k = 0; k < count; k++) {
    const place = below(words.length);
    if (below(3) === 0) words.splice(place, 1 + below(20));
    else words[place] = scraps[below(scraps.length)]!;
  }
  return below(5) === 0 ? words.join("").slice(0, below(text.length)) : words.join("");
}

test("n2p2's files", () => {
  const fixture = (name: string): string => readFileSync(new URL(`../../../fixtures/mlearn-nnp/Si/${name}`, import.meta.url), "utf8");
  const families: N2p2Files[] = [
    { inputNn: fixture("input.nn"), scaling: fixture("scaling.data"), weights: { 14: fixture("weights.014.data") } },
    ...(["n2p2", "compact", "weighted"] as const).map((family) => writeN2p2Potential(randomModel(family))),
  ];
  for (let trial = 0; trial < 400; trial++) {
    const files = families[trial % families.length]!;
    const [z] = Object.keys(files.weights).map(Number) as [number];
    const part = below(3);
    const { value, problems } = readN2p2Potential(
      {
        inputNn: part === 0 ? damaged(files.inputNn) : files.inputNn,
        scaling: part === 1 ? damaged(files.scaling) : files.scaling,
        weights: part === 2 ? { ...files.weights, [z]: damaged(files.weights[z]!) } : files.weights,
      },
      "angstrom-ev",
    );
    if (value) createAtomicNetworkPotential(value, "survivor", "");
    else assert.ok(problems.some(({ severity, message }) => severity === "error" && message.length > 20));
  }
});

test("aenet's files", () => {
  const networks = (["behler", "chebyshev"] as const).flatMap((family) => aenetFromModel(randomModel(family)));
  const input =
    "TYPES\n2\nTi -1.0\nO -2.0\nSETUPS\nTi a.stp\nO b.stp\nNETWORKS\nTi a.nn 2 5:tanh 5:tanh\nO b.nn 1 3:tanh\nMETHOD\nlm iter=3\nFILES\n2\na\nb\n";
  for (let trial = 0; trial < 400; trial++) {
    const network = networks[trial % networks.length]!;
    const bytes = writeAenetBinary(network);
    for (let k = 0; k < 3; k++) bytes[below(bytes.length)] = below(256);
    const contents = [bytes.subarray(0, below(4) === 0 ? below(bytes.length) : bytes.length), damaged(writeAenetAscii(network))];
    for (const content of contents) {
      const { value, problems } = readAenetNetwork(content);
      if (!value) assert.ok(problems[0]!.message.length > 20);
      else {
        const model = modelFromAenet([value]);
        if (model.value) createAtomicNetworkPotential(model.value, "survivor", "");
      }
    }
    readAenetSetupFile(damaged(writeAenetSetupFile(network.setup)));
    readAenetInput(damaged(input));
  }
});

test.run();
