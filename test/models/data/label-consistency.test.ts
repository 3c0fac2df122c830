// Units and signs of labels: silicon under Stillinger-Weber, its labels put into other units and asked about.

import { deform } from "@adatom/models/data/augment.ts";
import { checkLabels, type LabelFinding } from "@adatom/models/data/label-consistency.ts";
import { energyUnits, forceUnits, fromUnits, type LabelUnits, lengthUnits, stressUnits } from "@adatom/models/data/label-units.ts";
import { stillingerWeberSilicon1985 } from "@adatom/models/potentials/stillinger-weber.ts";
import { cellVolume } from "@adatom/models/structure/cell.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { rattledSilicon } from "../../daemon/compute/silicon.ts";

function labelled(structure: Structure): Structure {
  const { energy, forces, stress } = stillingerWeberSilicon1985.evaluate(
    structure,
    buildNeighbourList(structure, stillingerWeberSilicon1985.cutoffAngstrom),
  );
  return { ...structure, reference: { energy, forces, stress: stress! } };
}

// Small displacements beside strains of a percent or two: both kinds of work count.
const ideal = rattledSilicon(99);
const frames = Array.from({ length: 16 }, (_, k) => {
  const [a, b, c] = [1 + 0.002 * (k - 8), 1 - 0.0015 * (k % 5), 0.003 * (k % 3)];
  const displaced = rattledSilicon(k + 1).positions.map((x, p) => ideal.positions[p]! + 0.2 * (x - ideal.positions[p]!));
  return labelled(deform({ ...ideal, positions: displaced }, [a, 0, c, 0, b, 0, 0, 0, a]));
});

/** The opposite of fromUnits: numbers as another program would have written them. */
function writtenIn({ reference, ...structure }: Structure, units: LabelUnits): Structure {
  const { energy, forces, stress } = reference!;
  const length = lengthUnits[units.length ?? "angstrom"];
  const atoms = units.energy === "eV/atom" ? structure.atomicNumbers.length : 1;
  const virial = units.stress === "eV" ? cellVolume(structure.cell) : 1;
  return {
    ...structure,
    positions: structure.positions.map((x) => x / length),
    cell: structure.cell.map((x) => x / length),
    reference: {
      energy: energy! / energyUnits[units.energy ?? "eV"] / atoms,
      forces: forces!.map((x) => ((units.gradients ? -1 : 1) * x) / forceUnits[units.force ?? "eV/angstrom"]),
      stress: stress!.map((x) => ((units.stressUnderCompression ? -1 : 1) * x * virial) / stressUnits[units.stress ?? "eV/angstrom^3"]),
    },
  };
}

const about = (findings: readonly LabelFinding[], what: LabelFinding["about"]) => findings.find((finding) => finding.about === what)!;

test("labels in our units raise no question", () => {
  const findings = checkLabels(frames);
  assert.equal(
    findings.map(({ about: what, question }) => [what, question]),
    [
      ["lengths", null],
      ["forces", null],
      ["stress", null],
    ],
  );
});

const cases: readonly [LabelUnits, LabelFinding["about"], RegExp][] = [
  [{ force: "hartree/bohr" }, "forces", /hartree\/bohr, with energies in eV/],
  [{ energy: "hartree" }, "forces", /energies in hartree, with forces in eV/],
  [{ energy: "rydberg" }, "forces", /energies in rydberg/],
  [{ energy: "eV/atom" }, "forces", /energies in eV\/atom/],
  [{ energy: "hartree", force: "hartree/bohr" }, "forces", /hartree, forces in hartree\/bohr and positions in angstrom/],
  [{ gradients: true }, "forces", /derivatives/],
  [{ stressUnderCompression: true }, "stress", /positive under compression/],
  [{ stress: "GPa" }, "stress", /in GPa/],
  [{ stress: "kbar", stressUnderCompression: true }, "stress", /in kbar\?.*compression/],
  [{ stress: "eV" }, "stress", /virials in eV/],
  [{ length: "bohr" }, "lengths", /bohr/],
];
for (const [units, what, question] of cases) {
  test(`asked about: ${JSON.stringify(units)}`, () => {
    const written = frames.map((frame) => writtenIn(frame, units));
    const finding = about(checkLabels(written), what);
    assert.match(finding.question!, question);
    if (units.length !== undefined) return;
    assert.equal(finding.units, units);
    const back = written.map((frame) => fromUnits(frame, finding.units!));
    // There and back: two roundings.
    for (const [k, { reference }] of back.entries()) {
      assert.ok(Math.abs(reference!.energy! - frames[k]!.reference!.energy!) < 1e-12);
      for (const [c, force] of reference!.forces!.entries()) assert.ok(Math.abs(force - frames[k]!.reference!.forces![c]!) < 1e-13);
      for (const [c, s] of reference!.stress!.entries()) assert.ok(Math.abs(s - frames[k]!.reference!.stress![c]!) < 1e-15);
    }
  });
}

test("too few structures, or forces of another surface: nothing is claimed", () => {
  assert.is(about(checkLabels(frames.slice(0, 2)), "forces").question, null);
  // Every frame has the forces of another one.
  const mixed = frames.map((frame, k) => ({
    ...frame,
    reference: { energy: frame.reference!.energy!, forces: frames[(7 * k + 3) % frames.length]!.reference!.forces! },
  }));
  const finding = about(checkLabels(mixed), "forces");
  assert.is(finding.question, null);
  assert.match(finding.evidence, /near enough|too little/);
});

test("a set without labels is looked at for its lengths alone", () => {
  const bare = frames.map(({ reference: _, ...structure }) => structure);
  assert.equal(
    checkLabels(bare).map(({ about: what, question }) => [what, question]),
    [
      ["lengths", null],
      ["forces", null],
    ],
  );
});

test.run();
