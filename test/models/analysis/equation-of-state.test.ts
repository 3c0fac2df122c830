// Equations of state: exact where the data lie on the curve, ASE's fits where they do not.
import { equationOfStateEnergy, fitEquationOfState } from "@adatom/models/analysis/equation-of-state.ts";
import { gigapascalPerElectronvoltPerAngstrom3 } from "@adatom/models/structure/units.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { reference, worst } from "./reference.ts";

const volumes = [34, 36, 38, 40, 42, 44, 46];

for (const form of ["birch-murnaghan", "vinet"] as const) {
  test(`${form}: parameters come back from its own curve`, () => {
    const truth = { form, volume: 40.7, energy: -8.5, bulkModulus: 98, bulkModulusDerivative: 4.6, residual: 0 };
    const fit = fitEquationOfState(
      volumes,
      volumes.map((v) => equationOfStateEnergy(truth, v)),
      form,
    );
    // B0' is a third derivative: rounding of 1e-15 of 8.5 eV grows by some 1e6.
    assert.ok(worst([fit.volume, fit.energy, fit.bulkModulus, fit.bulkModulusDerivative], [40.7, -8.5, 98, 4.6]) < 1e-7);
    assert.ok(fit.residual < 1e-10);
  });

  test(`${form}: the minimum is one, with the curvature B0 / V0 and the slope of B it names`, () => {
    const fit = { form, volume: 40, energy: 1, bulkModulus: 100, bulkModulusDerivative: 4.3, residual: 0 };
    const e = (v: number) => equationOfStateEnergy(fit, v);
    const bulk = (v: number, h = 0.02) => ((v * (e(v + h) - 2 * e(v) + e(v - h))) / h ** 2) * gigapascalPerElectronvoltPerAngstrom3;
    const pressure = (v: number, h = 1e-3) => (-(e(v + h) - e(v - h)) / (2 * h)) * gigapascalPerElectronvoltPerAngstrom3;
    assert.ok(Math.abs(pressure(40)) < 1e-5);
    // Fourth derivatives: h^2 of 1e-3 relative.
    assert.ok(Math.abs(bulk(40) - 100) < 1e-2);
    assert.ok(Math.abs((bulk(39.5) - bulk(40.5)) / (pressure(39.5) - pressure(40.5)) - 4.3) < 0.01);
  });
}

test("noisy data: the fits of ASE", () => {
  const { volumes: v, energies, fits } = reference.equationsOfState;
  for (const [form, name] of [
    ["birch-murnaghan", "birchmurnaghan"],
    ["vinet", "vinet"],
  ] as const) {
    const fit = fitEquationOfState(v, energies, form);
    const [e0, b0, b1, v0] = fits[name] as [number, number, number, number];
    // ASE's search stops at a relative 1e-8 of the sum of squares.
    assert.ok(worst([fit.volume, fit.energy, fit.bulkModulusDerivative], [v0, e0, b1]) < 1e-4, `${JSON.stringify(fit)} ${fits[name]}`);
    assert.ok(Math.abs(fit.bulkModulus - b0 * gigapascalPerElectronvoltPerAngstrom3) < 1e-3);
  }
});

test("data without a minimum are refused", () => {
  assert.throws(() => fitEquationOfState([1, 2, 3, 4], [1, 0, 1, 2], "vinet"), /five points/);
  assert.throws(
    () =>
      fitEquationOfState(
        volumes,
        volumes.map((v) => -0.1 * v),
        "vinet",
      ),
    /no minimum/,
  );
  assert.throws(() => fitEquationOfState([1, 1, 1, 1, 1], [0, 0, 0, 0, 0], "vinet"), /different/);
});

test.run();
