// OUTCAR and vasprun.xml of the same run; ASE 3.26 reads the same numbers from these texts, stresses included.

import type { Format } from "@adatom/models/formats/format.ts";
import { outcar } from "@adatom/models/formats/outcar.ts";
import { vasprun } from "@adatom/models/formats/vasprun.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { assertProblemsWellFormed } from "../../conformance/formats.ts";
import { cell, outcarText, steps, vasprunText } from "./vasp-samples.ts";

const both: readonly [Format, string][] = [
  [outcar, outcarText],
  [vasprun, vasprunText],
];

/** eV/angstrom^3 in a kbar; the sign is that of tension. */
const perKilobar = -0.1 / 160.2176634;

for (const [format, text] of both) {
  test(`${format.name}: cell, atoms, energy, forces and stress of every step`, () => {
    const { frames, problems } = format.parse(text);
    assert.equal(problems, []);
    assert.is(frames.length, 2);
    for (const [k, { structure, atomLines }] of frames.entries()) {
      const step = steps[k]!;
      assert.equal([...structure.atomicNumbers], [14, 14, 8, 1]);
      assert.equal([...structure.cell], cell.flat());
      // Fractions are printed with twelve digits.
      for (const [c, x] of step.positions.flat().entries()) assert.ok(Math.abs(structure.positions[c]! - x) < 1e-10);
      const { energy, forces, stress } = structure.reference!;
      assert.is(energy, step.free, "the free energy, not that of an electronic step and not the one without smearing");
      assert.is(structure.info!.energy_sigma0, step.sigmaZero);
      assert.equal([...forces!], step.forces.flat());
      const [xx, yy, zz, xy, yz, zx] = step.stress as [number, number, number, number, number, number];
      for (const [c, value] of [xx, yy, zz, yz, zx, xy].entries()) assert.ok(Math.abs(stress![c]! - value * perKilobar) < 1e-12);
      const lines = text.split("\n");
      for (const line of atomLines) assert.match(lines[line]!, /\d\.\d{5,}/);
    }
    assert.ok(frames[0]!.lastLine < frames[1]!.firstLine);
  });

  test(`${format.name}: cut off at any line it keeps the steps that ended, and says what is missing`, () => {
    const lines = text.split("\n");
    for (let kept = 0; kept < lines.length; kept++) {
      const cut = lines.slice(0, kept).join("\n");
      const result = format.parse(cut);
      assertProblemsWellFormed(cut, result);
      assert.ok(result.frames.length > 0 || result.problems.length > 0, `${kept} lines`);
      for (const { structure } of result.frames)
        assert.is(structure.reference!.energy, steps[result.frames.length > 0 && structure === result.frames[0]!.structure ? 0 : 1]!.free);
    }
  });

  test(`${format.name}: overflowed and spoilt numbers are problems where they stand`, () => {
    const at = text.indexOf("0.70000", text.search(/TOTAL-FORCE|name="forces"/));
    const spoilt = `${text.slice(0, at)}********${text.slice(at + 8)}`;
    const result = format.parse(spoilt);
    assert.ok(result.problems.some(({ code }) => code === "number-overflow"));
    assertProblemsWellFormed(spoilt, result);
  });

  test(`${format.name}: carriage returns make no difference`, () => {
    const { frames, problems } = format.parse(text.replaceAll("\n", "\r\n"));
    assert.equal(problems, []);
    assert.equal(
      frames.map(({ structure }) => structure.reference),
      format.parse(text).frames.map(({ structure }) => structure.reference),
    );
  });
}

test("positions that are fewer than the atoms of the run are an error", () => {
  const lines = outcarText.split("\n");
  const at = lines.findIndex((line) => line.includes("TOTAL-FORCE")) + 2;
  lines.splice(at, 1);
  const { problems } = outcar.parse(lines.join("\n"));
  assert.is(problems.filter(({ code }) => code === "atom-count").length, 1);
});

test.run();
