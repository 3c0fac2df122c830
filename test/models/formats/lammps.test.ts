// LAMMPS data and dump files: round trips, turned cells, styles, elements by label and mass.
import { lammpsData } from "@adatom/models/formats/lammps-data.ts";
import { lammpsDump, parseLammpsDump } from "@adatom/models/formats/lammps-dump.ts";
import { potentialByName } from "@adatom/models/potentials/index.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { fromUpperFrame, toUpperFrame } from "@adatom/models/structure/upper-frame.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { sampleStructures } from "../../conformance/format-samples.ts";
import { assertProblemsWellFormed, formatConformance } from "../../conformance/formats.ts";

// Bounds are sums and differences of the cell's numbers: a unit in the last place of 6 angstrom, or two. Stress is no part of a dump.
formatConformance({ format: lammpsDump, keeps: { cell: true, forces: true }, tolerance: 2e-15 });

test("data: what is written reads back, to the bit", () => {
  const [structure] = sampleStructures();
  const { frames, problems } = lammpsData.parse(lammpsData.write!([structure!]));
  assert.equal(problems, []);
  const [{ structure: read }] = frames as [(typeof frames)[0]];
  assert.equal([...read.positions], [...structure!.positions]);
  assert.equal([...read.cell], [...structure!.cell]);
  assert.equal([...read.atomicNumbers], [...structure!.atomicNumbers]);
});

const head = "title\n\n2 atoms\n2 atom types\n\n-1 3 xlo xhi\n0 4 ylo yhi\n0 5 zlo zhi\n\n";

test("data: styles by hint and by columns, any order, images, other sections", () => {
  const masses = "Masses\n\n1 28.0855\n2 15.9994 # oxygen\n\n";
  const texts = [
    `${head}${masses}Atoms\n\n2 2 1.5 2 3 0 0 -1\n1 1 0.5 0 0 0 0 0\n\nVelocities\n\n1 0 0 0\n2 0 0 0\n`,
    `${head}${masses}Atoms # charge\n\n1 1 0.5 0.5 0 0\n2 2 -0.5 1.5 2 3\n`,
    `${head}${masses}Atoms # full\n\n1 1 1 0.5 0.5 0 0\n2 1 2 -0.5 1.5 2 3\n`,
    `${head}${masses}Atoms\n\n1 7 1 0.5 0 0\n2 7 2 1.5 2 3\n`,
    `${head}${masses}Atoms\n\n1 1 0.25 0.5 0 0\n2 2 0.25 1.5 2 3\n`,
  ];
  for (const text of texts) {
    const { frames, problems } = lammpsData.parse(text);
    assert.equal(problems, [], text);
    assert.equal([...frames[0]!.structure.atomicNumbers], [14, 8]);
    // Relative to the corner of the box, at -1 0 0.
    assert.equal([...frames[0]!.structure.positions], [1.5, 0, 0, 2.5, 2, 3]);
    assert.equal([...frames[0]!.structure.cell], [4, 0, 0, 0, 4, 0, 0, 0, 5]);
  }
});

test("data: what is wrong is said where it stands", () => {
  const codes = (text: string): string[] => {
    const result = lammpsData.parse(text);
    assertProblemsWellFormed(text, result);
    return result.problems.map(({ code, line }) => `${code} ${line}`);
  };
  assert.equal(codes(`${head}Masses\n\n1 28.0855\n2 3.7\n\nAtoms\n\n1 1 0 0 0\n2 1 1 1 1\n`), ["unknown-element 12"]);
  assert.equal(codes(`${head}Masses\n\n1 28.0855\n\nAtoms\n\n1 1 0 0 0\n`), ["atom-count 2"]);
  assert.equal(codes(`${head}Masses\n\n1 28.0855\n\nAtoms\n\n1 1 0 0 0\n2 1 x 1 1\n`), ["bad-number 16"]);
  assert.equal(codes("title\n\n"), ["no-structure 0"]);
});

test("a turned or left-handed structure keeps its physics in LAMMPS's frame, and forces and stress come back", () => {
  const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
  const turn = (rows: number[]): Float64Array =>
    Float64Array.from(rows, (_, k) => {
      const [x, y, z] = rows.slice(k - (k % 3), k - (k % 3) + 3) as [number, number, number];
      return [c * x - s * z, y, s * x + c * z][k % 3]!;
    });
  const base = {
    atomicNumbers: Uint8Array.of(14, 14),
    periodic: [true, true, true] as const,
    positions: turn([0.1, 0, 0, 1.3, 1.4, 1.35]),
  };
  const cells = [
    [0, 2.7, 2.75, 2.72, 0.1, 2.68, 2.7, 2.74, 0],
    [2.72, 0.1, 2.68, 0, 2.7, 2.75, 2.7, 2.74, 0],
  ];
  const potential = potentialByName("sw-si-1985")!;
  const evaluate = (structure: Structure) => potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom));
  for (const cell of cells) {
    const structure: Structure = { ...base, cell: turn(cell) };
    const upper = toUpperFrame(structure);
    assert.equal([upper.structure.cell[1], upper.structure.cell[2], upper.structure.cell[5]], [0, 0, 0]);
    assert.ok(upper.structure.cell[0]! > 0 && upper.structure.cell[4]! > 0 && upper.structure.cell[8]! > 0);
    const [expected, found] = [evaluate(structure), evaluate(upper.structure)];
    // Rounding of a rotation: energies near 8 eV, forces of a few eV/angstrom.
    assert.ok(Math.abs(found.energy - expected.energy) < 1e-12);
    const back = fromUpperFrame(found, upper.axes);
    for (const [k, force] of back.forces!.entries()) assert.ok(Math.abs(force - expected.forces[k]!) < 1e-12);
    for (const [k, one] of back.stress!.entries()) assert.ok(Math.abs(one - expected.stress[k]!) < 1e-13);
    const dumped = lammpsDump.parse(lammpsDump.write!([{ ...structure, reference: { forces: expected.forces } }])).frames[0]!.structure;
    for (const [k, force] of dumped.reference!.forces!.entries()) assert.ok(Math.abs(force - found.forces[k]!) < 1e-12);
  }
});

test("dump: scaled positions, types named by the caller, atoms in the order of their numbers", () => {
  const text =
    "ITEM: TIMESTEP\n5\nITEM: NUMBER OF ATOMS\n2\nITEM: BOX BOUNDS pp pp ff\n0 4\n1 5\n0 10\nITEM: ATOMS id type xs ys zs fx fy fz\n2 2 0.5 0.5 0.1 1 2 3\n1 1 0 0.25 0.5 -1 -2 -3\n";
  const { frames, problems } = parseLammpsDump(text, { types: [14, 8] });
  assert.equal(problems, []);
  const { structure } = frames[0]!;
  assert.equal([...structure.atomicNumbers], [14, 8]);
  assert.equal([...structure.positions], [0, 1, 5, 2, 2, 1]);
  assert.equal([...structure.reference!.forces!], [-1, -2, -3, 1, 2, 3]);
  assert.equal(structure.periodic, [true, true, false]);
  assert.is(structure.info?.step, 5);
  assert.ok(lammpsDump.parse(text).problems.some(({ code }) => code === "unknown-element"));
});

test("a dump with two of three coordinates has none", () => {
  const text =
    "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n1\nITEM: BOX BOUNDS pp pp pp\n0 4\n0 4\n0 4\nITEM: ATOMS id element x yz\n1 Si 0 1 2\n";
  const { problems } = lammpsDump.parse(text);
  assert.equal(
    problems.map(({ severity, code, line }) => [severity, code, line]),
    [["error", "missing-column", 8]],
  );
});

test.run();
