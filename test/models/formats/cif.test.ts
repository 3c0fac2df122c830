// CIF: cells, symmetry operations, labels, occupancies, and what is refused.
import { cif } from "@adatom/models/formats/cif.ts";
import { readSymmetryOperation } from "@adatom/models/formats/symmetry-operation.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { formatConformance } from "../../conformance/formats.ts";

// Lengths, angles and fractional coordinates are computed from vectors and back: some units in the last place of numbers below 10.
formatConformance({ format: cif, keeps: { cell: true }, tolerance: 1e-13 });

const cell = (a: string): string =>
  `_cell_length_a ${a}\n_cell_length_b ${a}\n_cell_length_c ${a}\n_cell_angle_alpha 90\n_cell_angle_beta 90\n_cell_angle_gamma 90\n`;
const sites = (rows: string): string =>
  `loop_\n_atom_site_label\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n_atom_site_occupancy\n${rows}`;

/** Fd-3m about the first origin made of its generators: the face centring, and enough of the point group for an atom at the origin. */
const diamondOperations = ["x,y,z", "x,y+1/2,z+1/2", "x+1/2,y,z+1/2", "x+1/2,y+1/2,z"].flatMap((text) => {
  const second = text.split(",").map((part) => `-${part.replace("+", "-")}+1/4`);
  return [text, second.join(",")];
});

test("listed operations make the eight atoms of diamond out of one, each once", () => {
  // The inversion-like operation of the diamond structure maps 000 to 1/4 1/4 1/4; twice listed operations must not double atoms.
  const loop = [...diamondOperations, ...diamondOperations].map((text) => `'${text}'`).join("\n");
  const { frames, problems } = cif.parse(
    `data_Si\n${cell("5.431(2)")}loop_\n_symmetry_equiv_pos_as_xyz\n${loop}\n${sites("Si1 0 0 0 1.0\n")}`,
  );
  assert.equal(problems, []);
  const { structure, atomLines } = frames[0]!;
  assert.is(structure.atomicNumbers.length, 8);
  assert.is(structure.cell[0], 5.431);
  assert.is(new Set(atomLines).size, 1);
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 1; i < 8; i++) {
    const d = [0, 1, 2].map((k) => structure.positions[3 * i + k]! - structure.positions[k]!).map((x) => x - 5.431 * Math.round(x / 5.431));
    nearest = Math.min(nearest, Math.hypot(...d));
  }
  // sqrt(3)/4 a, the bond of diamond; rounding of positions below 10 only.
  assert.ok(Math.abs(nearest - (Math.sqrt(3) / 4) * 5.431) < 1e-12);
});

test("operations are read as numbers; what is none is an error", () => {
  const operation = readSymmetryOperation("-y+2/3, x-y, 0.5+Z")!;
  assert.equal([...operation.rotation], [0, -1, 0, 1, -1, 0, 0, 0, 1]);
  assert.equal([...operation.translation], [2 / 3, 0, 0.5]);
  for (const bad of ["x,y", "x,y,process", "x,y,z;", "x,,z", "x,y,1/0", "xx,y,z", "x,y,z,"])
    assert.is(readSymmetryOperation(bad), undefined, bad);
  const { frames, problems } = cif.parse(`data_a\n${cell("4")}loop_\n_symmetry_equiv_pos_as_xyz\n'x,y,q'\n${sites("Si 0 0 0 1\n")}`);
  assert.equal([frames.length, problems[0]!.code, problems[0]!.line], [0, "bad-symmetry", 9]);
});

test("partial occupancy, unlisted symmetry and a missing cell are refused with a clear word", () => {
  const codes = (text: string) => cif.parse(text).problems.map((p) => [p.severity, p.code, p.line]);
  assert.equal(codes(`data_a\n${cell("4")}${sites("Si 0 0 0 0.5\n")}`), [["error", "partial-occupancy", 13]]);
  assert.equal(codes(`data_a\n${cell("4")}_symmetry_space_group_name_H-M 'F d -3 m'\n${sites("Si 0 0 0 1\n")}`), [
    ["error", "missing-symmetry", 7],
  ]);
  assert.equal(codes(`data_a\n${sites("Si 0 0 0 1\n")}`), [["error", "missing-cell", 0]]);
});

test("quotes, text fields, comments, charges and unknown values", () => {
  const text = `# a comment\ndata_x\n_publ 'it''s a dog's life'\n_text\n;\nloop_ inside\n;\n${cell("4.0(1)")}${sites("Si4+ 0 0 0 ? # here\nO2- .5 0.5(1) 0.25 .\n")}`;
  const { frames, problems } = cif.parse(text);
  assert.equal(problems, []);
  assert.equal([...frames[0]!.structure.atomicNumbers], [14, 8]);
  assert.equal([...frames[0]!.structure.positions.subarray(3)], [2, 2, 1]);
});

test("two listed sites that symmetry makes one are merged with a warning, two elements on one site are an error", () => {
  const file = (rows: string) => cif.parse(`data_a\n${cell("4")}loop_\n_symmetry_equiv_pos_as_xyz\nx,y,z\n-x,-y,-z\n${sites(rows)}`);
  const same = file("Si .1 0 0 1\nSi .9 0 0 1\n");
  assert.equal([same.frames[0]!.atomLines.length, same.problems.map((p) => p.code)], [2, ["merged-sites"]]);
  assert.equal(
    file("Si .1 0 0 1\nO .9 0 0 1\n").problems.map((p) => [p.severity, p.code]),
    [["error", "overlapping-sites"]],
  );
});

test.run();
