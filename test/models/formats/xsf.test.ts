// XSF: molecules, crystals, animations, aenet's energy line.
import { xsf } from "@adatom/models/formats/xsf.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { sampleStructures } from "../../conformance/format-samples.ts";
import { formatConformance } from "../../conformance/formats.ts";

formatConformance({ format: xsf, keeps: { cell: true, energy: true, forces: true }, tolerance: 0 });

test("aenet's form: energy in a comment, blank line, forces behind positions", () => {
  const text = `# total energy = -19959.48367045 eV

CRYSTAL
PRIMVEC
        7.60600008     0.00000000     0.00000000
        0.00000000     7.60600008     0.00000000
       -1.89786986    -1.89786986     4.85670466
PRIMCOORD
2 1
Ti      3.73401602     6.58736499     1.26536102     0.69842398    -2.35139247     0.12218504
O       3.67305999     4.64201999     0.68688699    -0.26394981    -0.00828487     0.85560663
`;
  const { frames, problems } = xsf.parse(text);
  assert.equal(problems, []);
  const { structure, firstLine, headerLine, lastLine, atomLines } = frames[0]!;
  assert.is(structure.reference!.energy, -19959.48367045);
  assert.is(structure.reference!.forces![4], -0.00828487);
  assert.equal([firstLine, headerLine, lastLine, ...atomLines], [0, 0, 10, 9, 10]);
});

test("animated files: a cell for all steps or for each", () => {
  const fixed = "ANIMSTEPS 2\nCRYSTAL\nPRIMVEC\n4 0 0\n0 4 0\n0 0 4\nPRIMCOORD 1\n1 1\n14 0 0 0\nPRIMCOORD 2\n1 1\n14 1 0 0\n";
  const result = xsf.parse(fixed);
  assert.equal(result.problems, []);
  assert.equal(
    result.frames.map(({ structure }) => [structure.cell[0], structure.positions[0], structure.atomicNumbers[0]]),
    [
      [4, 0, 14],
      [4, 1, 14],
    ],
  );
  assert.is(xsf.parse(fixed.replace("STEPS 2", "STEPS 3")).problems[0]!.code, "frame-count");
});

test("isolated atoms and slabs keep their kind", () => {
  const [structure] = sampleStructures();
  const molecule = { ...structure!, cell: new Float64Array(9), periodic: [false, false, false] as const };
  assert.equal(
    xsf.parse(xsf.write!([molecule])).frames[0]!.structure,
    molecule.reference ? { ...molecule, reference: { energy: molecule.reference.energy, forces: molecule.reference.forces } } : molecule,
  );
  const slab = { ...structure!, periodic: [true, true, false] as const };
  assert.equal(xsf.parse(xsf.write!([slab])).frames[0]!.structure.periodic, slab.periodic);
  assert.throws(() => xsf.write!([{ ...structure!, periodic: [false, true, false] }]), /periodicity FTF/);
});

test("data grids are passed over", () => {
  const text =
    "CRYSTAL\nPRIMVEC\n4 0 0\n0 4 0\n0 0 4\nPRIMCOORD\n1 1\nSi 0 0 0\nBEGIN_BLOCK_DATAGRID_3D\nanything 1 2 3\nEND_BLOCK_DATAGRID_3D\n";
  assert.equal(xsf.parse(text).problems, []);
});

test.run();
