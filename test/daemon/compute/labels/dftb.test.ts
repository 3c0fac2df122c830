// DFTB+, the real program: forces and stress are derivatives of the energy it says, in crystals of any orientation, sheets and
// molecules; over a socket it says the same; what is wrong with an input is told in its own words. Slater-Koster files are made
// up on the spot, since nobody's are ours to ship.

// time limit: 300 s
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { checkDerivatives } from "../../../fixtures/calculators/derivatives.ts";
import { absence, labelsOf, shippedSpec } from "../../../fixtures/calculators/run.ts";
import { slaterKosterText } from "../../../fixtures/calculators/slater-koster.ts";
import { turnedSilicon, water } from "../../../fixtures/calculators/structures.ts";

const test = suite("DFTB+");
const folder = mkdtempSync(join(tmpdir(), "adatom-dftb-"));
test.after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the check, or says why not. */
function check(name: string, run: () => Promise<void>, other: string | null = null): void {
  const absent = absence("dftb+") ?? other;
  if (absent) test.skip(`${name} (${absent})`, run);
  else test(name, run);
}

function slaterKoster(first: string, second: string): string {
  const path = join(folder, `${first}-${second}.skf`);
  const same = first === second;
  writeFileSync(path, slaterKosterText(same, same ? (first === "H" ? 0.9 : 0.7) : 0.8, first === "H" ? 1 : 4));
  return path;
}

const slaterKosterFiles = [slaterKoster("H", "H"), slaterKoster("H", "He"), slaterKoster("He", "H"), slaterKoster("He", "He")];
const madeUp = (more: Partial<Parameters<typeof shippedSpec>[1]> = {}) => shippedSpec("dftb+", { files: slaterKosterFiles, ...more });

/** Two elements in a skewed cell, turned like the silicon. */
function turnedCrystal(): Structure {
  const { cell, positions } = turnedSilicon();
  return {
    cell: cell.map((x) => 0.8 * x),
    positions: Float64Array.of(...positions.map((x) => 0.8 * x), 0.31, 1.92, -0.24),
    atomicNumbers: Uint8Array.of(1, 2, 1),
    periodic: [true, true, true],
  };
}

check("Slater-Koster files: forces and stress of a turned crystal of two elements, over a grid of k points", async () => {
  await checkDerivatives({
    structure: turnedCrystal(),
    label: (structures) => labelsOf(madeUp({ values: { kspacing: 1.2, tolerance: "1e-10" } }), structures),
    components: [1, 5, 6],
    step: 0.01,
    // Third derivatives are below 100 eV/A^4: 0.01^2 / 6 of them.
    forceTolerance: 2e-3,
    strains: [0, 3, 5],
    // Those of the energy per volume are some eV/A^3: 0.001^2 / 6 of them, and the energy's last digits over the strain.
    stressTolerance: 1e-4,
  });
});

check("GFN1-xTB and GFN2-xTB: forces, and stress of a crystal", async () => {
  const label = (method: string) => (structures: readonly Structure[]) =>
    labelsOf(shippedSpec("dftb+", { values: { xtb: true, method, kspacing: 1.2 } }), structures);
  const crystal = { structure: turnedSilicon(), components: [3], step: 0.004, strains: [0, 4] };
  // Two atoms with few k points are crude, but their own derivative: third derivatives are some 100 eV/A^4.
  await checkDerivatives({ ...crystal, label: label("GFN1-xTB"), forceTolerance: 5e-3, stressTolerance: 2e-3 });
  const molecule = { structure: water, components: [2, 7], step: 0.002 };
  // Some 300 eV/A^4 times step^2 / 6, and the charges' tolerance.
  await checkDerivatives({ ...molecule, label: label("GFN2-xTB"), forceTolerance: 1e-3 });
});

check(
  "GFN2-xTB by DFTB+ is that of xtb",
  async () => {
    const [ours] = await labelsOf(shippedSpec("dftb+", { values: { xtb: true, method: "GFN2-xTB" } }), [water]);
    const [theirs] = await labelsOf(shippedSpec("xtb"), [water]);
    // One method in two implementations (tblite, xtb): some 1e-6 hartree lie between them.
    assert.ok(Math.abs(ours!.energy! - theirs!.energy!) < 1e-4, `${ours!.energy} and ${theirs!.energy}`);
  },
  absence("xtb"),
);

check("a sheet repeats in its plane as the same cell does in three directions; a stress is not told of it", async () => {
  const crystal = turnedCrystal();
  const sheet: Structure = { ...crystal, periodic: [true, true, false] };
  const spec = madeUp({ values: { kspacing: 50 } });
  const [ofSheet, ofCrystal] = await labelsOf(spec, [sheet, crystal]);
  assert.is(ofSheet!.energy, ofCrystal!.energy);
  assert.is(ofSheet!.stress, undefined);
  assert.ok(ofCrystal!.stress);
});

check("a molecule: forces without a cell, and nothing said of stress", async () => {
  const molecule: Structure = { ...turnedCrystal(), cell: new Float64Array(9), periodic: [false, false, false] };
  const label = await checkDerivatives({
    structure: molecule,
    label: (structures) => labelsOf(madeUp({ values: { tolerance: "1e-10" } }), structures),
    components: [0, 4],
    step: 0.01,
    forceTolerance: 2e-3,
  });
  assert.is(label.stress, undefined);
});

check("over a socket it says what it says through files, structure after structure", async () => {
  const structures = [turnedCrystal(), { ...turnedCrystal(), positions: turnedCrystal().positions.map((x, k) => x + 0.03 * Math.sin(k)) }];
  const strained = { ...structures[1]!, cell: structures[1]!.cell.map((x) => 1.02 * x) };
  const values = { kspacing: 1.2, tolerance: "1e-10" };
  const all = [...structures, strained];
  const throughFiles = await labelsOf(madeUp({ values }), all);
  const { reader: _, outputs: __, workers: ___, keepFolders: ____, ...run } = madeUp({ values });
  const overSocket = await labelsOf({ ...run, type: "i-pi", socket: null }, all);
  for (const [k, label] of overSocket.entries()) {
    const expected = throughFiles[k]!;
    // Charges converge to 1e-10 from other beginnings; positions went through another frame.
    assert.ok(Math.abs(label.energy! - expected.energy!) < 1e-6, `energy ${label.energy} instead of ${expected.energy}`);
    for (const what of ["forces", "stress"] as const)
      for (const [c, value] of label[what]!.entries())
        assert.ok(Math.abs(value - expected[what]![c]!) < 1e-5, `${what} ${c} of ${k}: ${value} instead of ${expected[what]![c]}`);
  }
});

/** What the label's failure says. */
async function failure(spec: ReturnType<typeof madeUp>, structure: Structure): Promise<string> {
  return labelsOf(spec, [structure]).then(
    () => assert.unreachable() as never,
    (error: Error) => error.message,
  );
}

check("what is wrong is told in its own words: a pair that the set lacks, charges that do not converge", async () => {
  assert.match(await failure(madeUp({ files: slaterKosterFiles.slice(0, 1) }), turnedCrystal()), /H-He\.skf.*not found/);
  assert.match(await failure(madeUp({ values: { maxSteps: 1, tolerance: "1e-14" } }), turnedCrystal()), /SCC is NOT converged/);
});

test("an element without a default shell, and a cell that cannot be repeated, are told before anything is started", async () => {
  const uranium: Structure = { ...turnedCrystal(), atomicNumbers: Uint8Array.of(92, 1, 1) };
  assert.match(await failure(madeUp(), uranium), /angularMomentum.*for every species/);
  const flat: Structure = { ...turnedCrystal(), cell: Float64Array.of(3, 0, 0, 0, 3, 0, 0, 0, 0), periodic: [true, true, false] };
  assert.match(await failure(madeUp(), flat), /three cell vectors/);
});

test.run();
