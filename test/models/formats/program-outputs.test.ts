// CP2K's and Quantum ESPRESSO's printed output, as the programs wrote it: what is read, and what is said of a run that went wrong.
import { readFileSync } from "node:fs";
import { cp2kOutput } from "@adatom/models/formats/cp2k-output.ts";
import type { Format } from "@adatom/models/formats/format.ts";
import { detectFormat } from "@adatom/models/formats/index.ts";
import { quantumEspressoOutput } from "@adatom/models/formats/quantum-espresso-output.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { assertProblemsWellFormed } from "../../conformance/formats.ts";

const output = (name: string): string => readFileSync(new URL(`../../fixtures/outputs/${name}`, import.meta.url), "utf8");
const cp2k = output("cp2k-silicon.out");
const pw = output("pw-relaxation.out");
/** CODATA 2018, written out: eV of a hartree, angstrom of a bohr. */
const [hartree, bohr] = [27.211386245988, 0.529177210903];

test("CP2K: cell, atoms, energy, forces, stress", () => {
  assert.is(detectFormat(cp2k), cp2kOutput);
  const { frames, problems } = cp2kOutput.parse(cp2k);
  assert.equal(problems, []);
  const [{ structure }] = frames as [(typeof frames)[0]];
  assert.equal([...structure.cell], [5.5, 0.1, 0, 0, 5.43, 0.2, 0, 0, 5.4]);
  assert.equal([...structure.atomicNumbers], Array(8).fill(14));
  assert.equal([...structure.positions.subarray(21)], [1.3575, 4.0725, 4.0725]);
  const { energy, forces, stress } = structure.reference!;
  assert.ok(Math.abs(energy! + 14.500892334144986 * hartree) < 1e-9);
  assert.ok(Math.abs(forces![0]! + 0.02005149 * (hartree / bohr)) < 1e-12);
  // Compressed: CP2K prints a positive tensor, ours is negative. 160.2176634 GPa are 1 eV/angstrom^3.
  assert.ok(Math.abs(stress![0]! + 6.57768432698 / 160.2176634) < 1e-12);
  assert.ok(Math.abs(stress![3]! - 3.01945746263 / 160.2176634) < 1e-12);
});

test("Quantum ESPRESSO: a frame for each step of a relaxation that has an energy", () => {
  assert.is(detectFormat(pw), quantumEspressoOutput);
  const { frames, problems } = quantumEspressoOutput.parse(pw);
  assert.equal(problems, []);
  assert.is(frames.length, 3);
  const energies = frames.map(({ structure }) => structure.reference!.energy!);
  for (const [k, rydberg] of [-15.65847989, -15.65998832, -15.66010799].entries())
    assert.ok(Math.abs(energies[k]! - (rydberg * hartree) / 2) < 1e-8);
  const [first, second] = frames.map(({ structure }) => structure) as [(typeof frames)[0]["structure"], (typeof frames)[0]["structure"]];
  // Printed with six decimals of alat, 3.8 angstrom.
  for (const [k, x] of [0, 2.7, 2.7, 2.7, 0, 2.7, 2.7, 2.7, 0].entries()) assert.ok(Math.abs(first.cell[k]! - x) < 4e-6);
  for (const [k, x] of [0, 0, 0, 1.35, 1.4, 1.35].entries()) assert.ok(Math.abs(first.positions[k]! - x) < 1e-6);
  assert.ok(Math.abs(first.reference!.forces![1]! - 0.03443978 * (hartree / 2 / bohr)) < 1e-7);
  assert.ok(Math.abs(second.reference!.forces![1]!) < Math.abs(first.reference!.forces![1]!));
  // Pressure is positive, stress under compression negative.
  assert.ok(Math.abs(first.reference!.stress![0]! + 0.00035591 * (hartree / 2 / bohr ** 3)) < 1e-7);
});

for (const [format, text] of [
  [cp2kOutput, cp2k],
  [quantumEspressoOutput, pw],
] as [Format, string][]) {
  test(`${format.title}: cut anywhere, problems lie in the text and no energy belongs to half a structure`, () => {
    const lines = text.split("\n");
    const whole = format.parse(text);
    for (let kept = 0; kept < lines.length; kept += 1) {
      const cut = lines.slice(0, kept).join("\n");
      const result = format.parse(cut);
      assertProblemsWellFormed(cut, result);
      assert.ok(result.frames.length <= whole.frames.length);
      for (const [k, { structure }] of result.frames.entries()) {
        const sound = !result.problems.some(({ severity }) => severity === "error");
        if (!sound) continue;
        assert.equal([...structure.positions], [...whole.frames[k]!.structure.positions]);
        assert.is(structure.reference!.energy, whole.frames[k]!.structure.reference!.energy);
      }
    }
  });

  test(`${format.title}: line ends, byte order marks and damage`, () => {
    assert.equal(format.parse(text.replaceAll("\n", "\r\n")).problems, []);
    assert.equal(format.parse(`\ufeff${text}`).frames.length, format.parse(text).frames.length);
    for (const junk of ["", "\n\n", "\0", "hello", text.slice(1000, 4000)]) assertProblemsWellFormed(junk, format.parse(junk));
    const damaged = text.replaceAll(/-?0\.0\d{5,}/g, "********");
    assert.ok(format.parse(damaged).problems.some(({ severity }) => severity === "error"));
    assertProblemsWellFormed(damaged, format.parse(damaged));
  });
}

test("a run that did not converge has no result to use", () => {
  const scf = cp2k.replace("*** SCF run converged in", " *** WARNING in qs_scf.F:598 :: SCF run NOT converged. ***\n");
  assert.ok(cp2kOutput.parse(scf).problems.some(({ code }) => code === "not-converged"));
  const steps = pw.replace("convergence has been achieved in", "convergence NOT achieved after 3 iterations: stopping");
  assert.ok(quantumEspressoOutput.parse(steps).problems.some(({ code }) => code === "not-converged"));
});

test.run();
