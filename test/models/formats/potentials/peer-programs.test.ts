// What is written for n2p2 and aenet, read by their own programs: the same energies and forces. Left out where they are not found.

import { aenetFromModel } from "@adatom/models/formats/potentials/aenet-model.ts";
import type { AtomicNetworkModel } from "@adatom/models/networks/atomic-network/model.ts";
import { createAtomicNetworkPotential } from "@adatom/models/networks/atomic-network/potential.ts";
import type { Evaluation } from "@adatom/models/potentials/potential.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { diamond, displaced } from "../../../conformance/structures.ts";
import { aenetFiles, aenetHint, aenetInput, aenetProgram, aenetStructures } from "../../../fixtures/aenet/aenet.ts";
import { n2p2Data, n2p2Files, n2p2Hint, n2p2Program } from "../../../fixtures/n2p2/n2p2.ts";
import { inPeerFolder } from "../../../fixtures/peers/peer-program.ts";
import { randomModel } from "./random-model.ts";

const test = suite("n2p2's and aenet's programs");

/** Two elements in one cell, every third atom an oxygen. */
const crystal = displaced(diamond(1), 0.2, 5);
const structure: Structure = { ...crystal, atomicNumbers: crystal.atomicNumbers.map((_, i) => (i % 3 === 0 ? 8 : 1)) };

function evaluate(model: AtomicNetworkModel): Evaluation {
  const potential = createAtomicNetworkPotential(model, "one", "");
  return potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom));
}

/** The numbers of a file's rows that are no comment. */
const rowsOf = (text: string): number[][] =>
  text
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => line.trim().split(/\s+/).map(Number));

function near(found: readonly number[], expected: Float64Array, tolerance: number): void {
  assert.is(found.length, expected.length);
  for (const [k, value] of found.entries())
    assert.ok(Math.abs(value - expected[k]!) <= tolerance, `force ${k}: ${value} there, ${expected[k]} here`);
}

function checkN2p2(): void {
  for (const [family, activation] of [
    ["n2p2", "tanh"],
    ["compact", "gaussian"],
    ["weighted", "softplus"],
  ] as const) {
    const model = randomModel(family, activation);
    const { energy, forces } = evaluate(model);
    inPeerFolder({ ...n2p2Files(model), "input.data": n2p2Data([structure]) }, (folder) => {
      folder.run(n2p2Program("nnp-predict")!, "0");
      // It prints 17 digits: what is left is rounding.
      const theirs = rowsOf(folder.text("energy.out"))[0]![3]!;
      assert.ok(Math.abs(theirs - energy) <= 1e-10, `${family}: ${theirs} eV there, ${energy} eV here`);
      near(
        rowsOf(folder.text("nnforces.out")).flatMap((row) => row.slice(5, 8)),
        forces,
        1e-10,
      );
    });
  }
}

function checkAenet(): void {
  for (const [family, activation] of [
    ["behler", "tanh"],
    ["chebyshev", "twisted-tanh"],
  ] as const) {
    const model = randomModel(family, activation);
    const { energy, forces } = evaluate(model);
    const { files, types, networks } = aenetFiles(model);
    const input = aenetInput({
      types: types.map((symbol) => ({ symbol })),
      networks: Object.fromEntries(Object.entries(networks).map(([symbol, file]) => [symbol, { file, hidden: [] }])),
      forces: true,
      files: ["00001.xsf"],
    });
    inPeerFolder({ ...files, ...aenetStructures([structure]), "predict.in": input }, (folder) => {
      folder.run(aenetProgram("predict.x")!, "predict.in");
      const text = folder.text("output.txt");
      // Energies are printed with eight decimals, forces with six.
      const theirs = Number(/Total energy\s*:\s*(\S+)/.exec(text)?.[1]);
      assert.ok(Math.abs(theirs - energy) <= 1e-8, `${family}: ${theirs} eV there, ${energy} eV here`);
      const rows = Array.from(text.matchAll(/^ [A-Z][a-z]?((?: +-?\d+\.\d{6}){6})/gm), (match) =>
        match[1]!.trim().split(/\s+/).map(Number),
      );
      near(
        rows.flatMap((row) => row.slice(3)),
        forces,
        6e-7,
      );
    });
  }
}

test("what is written for aenet says how near atoms come: with 0 its table of neighbours has no end", () => {
  for (const family of ["behler", "chebyshev"] as const) {
    const distances = aenetFromModel(randomModel(family)).map(({ setup }) => setup.minimumDistance);
    assert.equal(distances, [0.55, 0.55]);
  }
});

/** Runs the check, or says why not. */
function withProgram(title: string, program: string | undefined, hint: string, check: () => void): void {
  if (program) test(title, check);
  else test.skip(`${title} (${hint})`, check);
}

withProgram("n2p2's nnp-predict", n2p2Program("nnp-predict"), n2p2Hint, checkN2p2);
withProgram("aenet's predict.x", aenetProgram("predict.x"), aenetHint, checkAenet);

test.run();
