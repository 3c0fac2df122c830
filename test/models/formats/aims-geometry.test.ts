// FHI-aims's geometry.in: both kinds of positions, keywords in between, molecules.
import { aimsGeometry } from "@adatom/models/formats/aims-geometry.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { sampleStructures } from "../../conformance/format-samples.ts";
import { assertProblemsWellFormed } from "../../conformance/formats.ts";

test("what is written reads back to the bit", () => {
  for (const structure of sampleStructures()) {
    const { frames, problems } = aimsGeometry.parse(aimsGeometry.write!([structure]));
    assert.equal(problems, []);
    assert.equal(frames[0]!.structure.positions, structure.positions);
    assert.equal(frames[0]!.structure.cell, structure.cell);
    assert.equal(frames[0]!.structure.atomicNumbers, structure.atomicNumbers);
  }
});

test("cut anywhere and spoilt, it never throws and says where", () => {
  const text = aimsGeometry.write!(sampleStructures().slice(0, 1));
  for (let kept = 0; kept < text.length; kept += 3) {
    const cut = text.slice(0, kept);
    assertProblemsWellFormed(cut, aimsGeometry.parse(cut));
  }
  for (const word of ["****", "nan", "1e999"]) {
    const { problems } = aimsGeometry.parse(`atom 0 ${word} 0 H\natom 0 0 0 Qq\n`);
    assert.equal(
      problems.filter(({ severity }) => severity === "error").map(({ line }) => line),
      [0, 1],
    );
  }
});

test("fractions, comments and constraints", () => {
  const text =
    "# cell\nlattice_vector 4 0 0\nlattice_vector 0 4 0\nlattice_vector 0 0 5\natom_frac 0.5 0.25 0.2 O # oxygen\nconstrain_relaxation .true.\natom 1 2 3 Si\n";
  const { frames, problems } = aimsGeometry.parse(text);
  assert.equal(problems, []);
  assert.equal([...frames[0]!.structure.positions], [2, 1, 1, 1, 2, 3]);
  assert.equal([...frames[0]!.structure.atomicNumbers], [8, 14]);
  assert.equal([...frames[0]!.atomLines], [4, 6]);
});

test("a molecule has no cell; two vectors are none", () => {
  assert.equal(aimsGeometry.parse("atom 0 0 0 H\n").frames[0]!.structure.periodic, [false, false, false]);
  const codes = aimsGeometry.parse("lattice_vector 1 0 0\nlattice_vector 0 1 0\natom 0 0 0 H\n").problems.map(({ code }) => code);
  assert.equal(codes, ["bad-lattice"]);
});

test("what it cannot hold is refused", () => {
  const [structure] = sampleStructures();
  assert.throws(() => aimsGeometry.write!([{ ...structure!, periodic: [true, true, false] }]), /all three directions/);
  assert.throws(() => aimsGeometry.write!(sampleStructures()), /one structure/);
});

test.run();
