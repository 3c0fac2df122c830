// n2p2 input.data: sections, units, and damaged files.
import { n2p2, parseN2p2 } from "@adatom/models/formats/n2p2.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { formatConformance } from "../../conformance/formats.ts";

formatConformance({ format: n2p2, keeps: { cell: true, energy: true, forces: true }, tolerance: 0 });

const text =
  "begin set=train\ncomment a b  c\nlattice 10 0 0\nlattice 0 10 0\nlattice 0 0 10\natom 1 2 3 Si 0.5 0 0.1 0.2 0.3\nenergy -1\ncharge 2\nend\n";

test("tags, comment and charge are kept, and written again", () => {
  const { frames, problems } = n2p2.parse(text);
  assert.equal(problems, []);
  assert.equal(frames[0]!.structure.info, { set: "train", comment: "a b  c", charge: 2 });
  assert.equal(n2p2.parse(n2p2.write!([frames[0]!.structure])).frames[0]!.structure, frames[0]!.structure);
});

test("units are the caller's to name: Bohr and Hartree (CODATA 2018)", () => {
  const { structure } = parseN2p2(text, { lengthUnit: "bohr", energyUnit: "hartree" }).frames[0]!;
  assert.is(structure.positions[0], 0.529177210903);
  assert.is(structure.reference!.energy, -27.211386245988);
  assert.is(structure.reference!.forces![0], 0.1 * (27.211386245988 / 0.529177210903));
});

test("a missing end, two lattice lines and forces on some atoms only are errors", () => {
  const codes = (broken: string) => n2p2.parse(broken).problems.map((p) => `${p.code} ${p.line}`);
  assert.equal(codes(text.replace("end\n", "") + text), ["missing-end 0"]);
  assert.equal(codes(text.replace("lattice 0 10 0\n", "")), ["bad-lattice 0"]);
  assert.equal(codes(text.replace("energy", "atom 0 0 0 O 0 0\nenergy")), ["missing-column 6"]);
});

test.run();
