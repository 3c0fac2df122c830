// POSCAR: scale factors, selective dynamics, coordinates of both kinds, VASP 4 files.
import { poscar } from "@adatom/models/formats/poscar.ts";
import { cellVolume } from "@adatom/models/structure/cell.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { sampleStructures } from "../../conformance/format-samples.ts";
import { formatConformance } from "../../conformance/formats.ts";

formatConformance({ format: poscar, keeps: { cell: true }, tolerance: 0 });

const sample = (scale: string, mode = "Direct"): string => `Si\n${scale}\n2 0 0\n0 2 0\n0 0 2\nSi O\n1 1\n${mode}\n0 0 0\n0.5 0.5 0.25\n`;

test("direct positions, and all three kinds of scale", () => {
  const direct = poscar.parse(sample("2.0"));
  assert.equal(direct.problems, []);
  assert.equal([...direct.frames[0]!.structure.positions], [0, 0, 0, 2, 2, 1]);
  const { structure } = poscar.parse(sample("-27")).frames[0]!;
  // A cube root and a product of three: a few units in the last place of 27.
  assert.ok(Math.abs(cellVolume(structure.cell) - 27) < 1e-13 * 27);
  assert.equal([...poscar.parse(sample("1 2 3", "Cartesian")).frames[0]!.structure.positions.subarray(3)], [0.5, 1, 0.75]);
});

test("selective dynamics, pseudopotential names and velocities do no harm", () => {
  const text =
    "c\n1.0\n4 0 0\n0 4 0\n0 0 4\nSi_pv O/4f2a\n1 1\nSelective dynamics\nDirect\n0 0 0 T T F\n0.5 0.5 0.5 F F F\n\n0.1 0.2 0.3\n0.1 0.2 0.3\n";
  const { frames, problems } = poscar.parse(text);
  assert.equal(problems, []);
  assert.equal([...frames[0]!.structure.atomicNumbers], [14, 8]);
  assert.equal([...frames[0]!.atomLines], [9, 10]);
});

test("VASP 4: elements from a comment that names them, or a clear error", () => {
  const old = (comment: string) => poscar.parse(`${comment}\n1.0\n4 0 0\n0 4 0\n0 0 4\n1 1\nDirect\n0 0 0\n0.5 0.5 0.5\n`);
  assert.equal(
    old("Si O").problems.map((p) => [p.severity, p.code, p.line, p.column, p.endColumn]),
    [["warning", "missing-species", 5, 0, 3]],
  );
  assert.equal([...old("Si O").frames[0]!.structure.atomicNumbers], [14, 8]);
  assert.equal(
    old("my cell").problems.map((p) => [p.severity, p.code]),
    [["error", "missing-species"]],
  );
  assert.equal([...old("my cell").frames[0]!.structure.atomicNumbers], [0, 0]);
});

test("counts that disagree with positions are an error either way", () => {
  const codes = (text: string) => poscar.parse(text).problems.map((p) => [p.severity, p.code, p.line]);
  assert.equal(codes(sample("1").replace("1 1\n", "1 2\n")), [["error", "atom-count", 6]]);
  assert.equal(codes(sample("1").replace("1 1\n", "1 0\n")), [["error", "atom-count", 6]]);
  assert.equal(codes(sample("1").replace("1 1\n", "1 99999999999999\n")), [["error", "atom-count", 6]]);
});

test("what POSCAR cannot hold is refused in writing", () => {
  const [structure] = sampleStructures();
  assert.throws(() => poscar.write!(sampleStructures()), /one structure/);
  assert.throws(() => poscar.write!([{ ...structure!, cell: new Float64Array(9) }]), /needs a cell/);
});

test.run();
