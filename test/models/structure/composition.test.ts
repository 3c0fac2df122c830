// Formulas and densities.
import { density, hillFormula, totalMass } from "@adatom/models/structure/composition.ts";
import * as units from "@adatom/models/structure/units.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("formulas in Hill order", () => {
  const formula = (...z: number[]): string => hillFormula(Uint8Array.from(z));
  assert.is(hillFormula(new Uint8Array(64).fill(14)), "Si64");
  assert.is(formula(22, 8, 8), "O2Ti");
  assert.is(formula(8, 1, 6, 1, 1, 1), "CH4O");
  assert.is(formula(1, 8, 1), "H2O");
  assert.is(formula(), "");
  assert.is(formula(0, 14), "SiX");
});

test("mass and density: diamond silicon is 2.33 g/cm^3", () => {
  const silicon = {
    positions: new Float64Array(24),
    cell: Float64Array.of(5.431, 0, 0, 0, 5.431, 0, 0, 0, 5.431),
    atomicNumbers: new Uint8Array(8).fill(14),
    periodic: [true, true, true] as const,
  };
  assert.is(totalMass(silicon.atomicNumbers), 8 * 28.085);
  // 8 x 28.085 amu / (5.431 angstrom)^3; the handbook says 2.329 at a = 5.4310.
  assert.ok(Math.abs(density(silicon)! - 2.329) < 1e-3);
  assert.is(density({ ...silicon, periodic: [true, true, false] }), undefined);
  assert.is(density({ ...silicon, cell: new Float64Array(9) }), undefined);
});

test("units agree with one another and with CODATA 2018", () => {
  const close = (actual: number, expected: number): void =>
    assert.ok(Math.abs(actual / expected - 1) < 1e-9, `${actual} instead of ${expected}`);
  // e^2 / (4 pi epsilon0) = Hartree x Bohr = 14.399 645 478 eV angstrom.
  close(units.hartreeElectronvolt * units.bohrAngstrom, 14.3996454785);
  assert.is(units.rydbergElectronvolt * 2, units.hartreeElectronvolt);
  // 1 amu in kg, divided by e, in (angstrom/fs)^2: 103.642 696 56 (the constants' own uncertainty is 3e-10).
  close(units.electronvoltPerAmuAngstrom2PerFs2, 103.6426965);
  // R = kB NA in J/(mol K).
  close(units.boltzmannElectronvoltPerKelvin * units.elementaryChargeCoulomb * units.avogadroPerMole, 8.31446261815324);
  close(units.kilobarToElectronvoltPerAngstrom3(1602.176634), 1);
  close(units.electronvoltPerAngstrom3ToGigapascal(units.gigapascalToElectronvoltPerAngstrom3(7)), 7);
  close(units.electronvoltPerKilocaloriePerMole, 0.04336410424);
});

test.run();
