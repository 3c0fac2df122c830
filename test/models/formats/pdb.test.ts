// PDB: columns, models, cells, elements of old files.
import { pdb } from "@adatom/models/formats/pdb.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { assertProblemsWellFormed } from "../../conformance/formats.ts";
import { pdbText as text } from "./pdb-sample.ts";

test("atoms by columns, alternatives left out, a frame a model", () => {
  const { frames, problems } = pdb.parse(text);
  assert.equal(problems, []);
  assert.is(frames.length, 2);
  const { structure, atomLines } = frames[0]!;
  assert.equal([...structure.atomicNumbers], [8, 1, 20]);
  assert.equal([...structure.positions], [1, 2, 3, -1.234, 2.5, 3.1, -100, -200, -300]);
  assert.equal([...structure.cell], [10, 0, 0, 0, 11, 0, 0, 0, 12]);
  assert.equal([...atomLines], [3, 4, 6]);
  assert.equal([...frames[1]!.structure.atomicNumbers], [8], "the element of an old file is in the atom's name");
});

test("the cell of 1 angstrom of structures without one is none", () => {
  const { frames } = pdb.parse(text.replace("10.000   11.000   12.000", " 1.000    1.000    1.000"));
  assert.equal(frames[0]!.structure.periodic, [false, false, false]);
});

test("cut off at any character and spoilt, it never throws and says where", () => {
  for (let kept = 0; kept < text.length; kept += 3) {
    const cut = text.slice(0, kept);
    assertProblemsWellFormed(cut, pdb.parse(cut));
  }
  const spoilt = text.replace("   2.000   3.000", "*******   3.000");
  const { problems } = pdb.parse(spoilt);
  assert.ok(problems.some(({ line }) => line === 3));
});

test.run();
