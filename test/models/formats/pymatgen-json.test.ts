// The mlearn set's JSON: structures, energies, forces, and the sign and unit of its stress.
import { pymatgenJson } from "@adatom/models/formats/pymatgen-json.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { sampleStructures } from "../../conformance/format-samples.ts";
import { formatConformance } from "../../conformance/formats.ts";

/** kbar of 1 eV/angstrom^3: 10 times 160.2176634 GPa. */
const kilobar = 1602.176634;

/** The sample structures as mlearn writes them, one site a line. */
function sampleText(): string {
  const rows = (values: Float64Array): number[][] =>
    Array.from({ length: values.length / 3 }, (_, i) => [...values.subarray(3 * i, 3 * i + 3)]);
  const symbols: Record<number, string> = { 1: "H", 8: "O", 14: "Si", 22: "Ti", 79: "Au" };
  const entries = sampleStructures().map(({ positions, cell, atomicNumbers, reference }) => {
    const sites = rows(positions).map(
      (xyz, i) => `  ${JSON.stringify({ species: [{ element: symbols[atomicNumbers[i]!], occu: 1 }], xyz })}`,
    );
    const [xx, yy, zz, yz, xz, xy] = [...reference!.stress!].map((value) => -value * kilobar);
    const outputs = JSON.stringify({
      energy: reference!.energy,
      forces: rows(reference!.forces!),
      virial_stress: [xx, yy, zz, xy, yz, xz],
    });
    return `{ "structure": { "lattice": { "matrix": ${JSON.stringify(rows(cell))} }, "sites": [\n${sites.join(",\n")}\n] },\n"outputs": ${outputs},\n"num_atoms": ${atomicNumbers.length}, "group": "g" }`;
  });
  return `[\n${entries.join(",\n")}\n]\n`;
}

// Stress goes to kbar and back: a relative rounding of 1e-16 of numbers below 0.1. Everything else is to the bit.
formatConformance({
  format: pymatgenJson,
  keeps: { cell: true, energy: true, forces: true, stress: true },
  tolerance: 1e-16,
  sample: sampleText(),
});

test("what is written reads back; stress to a rounding in kbar", () => {
  const structures = sampleStructures();
  const { frames, problems } = pymatgenJson.parse(pymatgenJson.write!(structures));
  assert.equal(problems, []);
  for (const [k, { structure }] of frames.entries()) {
    const expected = structures[k]!;
    assert.equal(structure.positions, expected.positions);
    assert.equal(structure.cell, expected.cell);
    assert.equal(structure.atomicNumbers, expected.atomicNumbers);
    assert.is(structure.reference!.energy, expected.reference!.energy);
    assert.equal(structure.reference!.forces, expected.reference!.forces);
    for (const [c, value] of expected.reference!.stress!.entries()) assert.ok(Math.abs(structure.reference!.stress![c]! - value) <= 1e-16);
  }
  assert.throws(() => pymatgenJson.write!([{ ...structures[0]!, periodic: [true, true, false] }]), /all three directions/);
});

test("VASP's sign and order: compression is positive there and negative here", () => {
  const entry = {
    structure: {
      lattice: {
        matrix: [
          [4, 0, 0],
          [0, 4, 0],
          [0, 0, 4],
        ],
      },
      sites: [{ species: [{ element: "Si", occu: 1 }], abc: [0.5, 0, 0] }],
    },
    outputs: { virial_stress: [1, 2, 3, 4, 5, 6] },
  };
  const { frames, problems } = pymatgenJson.parse(JSON.stringify(entry));
  assert.equal(problems, []);
  const stress = [...frames[0]!.structure.reference!.stress!].map((value) => Math.round(value * kilobar * 1e9) / 1e9);
  assert.equal(stress, [-1, -2, -3, -5, -6, -4]);
  assert.is(frames[0]!.structure.positions[0], 2);
});

test("counts that disagree, shared sites and broken JSON are errors with a place", () => {
  const text = sampleText();
  const codes = (broken: string) => pymatgenJson.parse(broken).problems.map((p) => p.code);
  assert.equal(codes(text.replace('"num_atoms": 4', '"num_atoms": 5')), ["atom-count"]);
  assert.equal(codes(text.replace('"occu":1', '"occu":0.5')), ["partial-occupancy"]);
  assert.equal(codes(text.replace('"energy":', '"energy" ')), ["bad-json"]);
  assert.equal(codes("[".repeat(100000)), ["bad-json"]);
});

test.run();
