// Elastic constants: silicon's published ones, symmetry, second derivatives of the energy, and the equation of state.
import { elasticConstants, strained } from "@adatom/models/analysis/elastic.ts";
import { equationOfStateEnergy, fitEquationOfState } from "@adatom/models/analysis/equation-of-state.ts";
import { lennardJonesArgon } from "@adatom/models/potentials/lennard-jones.ts";
import { stillingerWeberSilicon1985 as silicon } from "@adatom/models/potentials/stillinger-weber.ts";
import { cellVolume } from "@adatom/models/structure/cell.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { gigapascalPerElectronvoltPerAngstrom3 } from "@adatom/models/structure/units.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { argon, diamond, primitiveDiamond } from "../../conformance/structures.ts";
import { worst } from "./reference.ts";

/** Where SW silicon is free of stress. */
const lattice = 5.43095;
const energy = (structure: Structure) => silicon.evaluate(structure, buildNeighbourList(structure, silicon.cutoffAngstrom)).energy;

test("Stillinger-Weber silicon: C11, C12 and relaxed C44 as published", () => {
  const { constants, asymmetry, stress, voigt, reuss } = elasticConstants(primitiveDiamond(lattice), silicon);
  // H. Balamane, T. Halicioglu and W. A. Tiller, Phys. Rev. B 46, 2250 (1992): 151.4, 76.4, 56.4, B 101.4; to their digits.
  assert.ok(worst([constants[0]!, constants[1]!, constants[21]!], [151.4, 76.4, 56.4]) < 0.1);
  assert.ok(Math.abs(voigt.bulk - 101.4) < 0.1);
  // In a cubic crystal both bounds of the bulk modulus are one; Reuss's shear is the lower.
  assert.ok(Math.abs(voigt.bulk - reuss!.bulk) < 1e-6);
  assert.ok(reuss!.shear < voigt.shear);
  const cubic = Float64Array.from({ length: 36 }, (_, k) => {
    const [i, j] = [Math.floor(k / 6), k % 6];
    return i === j ? constants[i < 3 ? 0 : 21]! : i < 3 && j < 3 ? constants[1]! : 0;
  });
  // Third order of the strain 5e-4.
  assert.ok(worst(constants, cubic) < 1e-3);
  assert.ok(asymmetry < 1e-3 && Math.abs(stress[0]!) < 1e-3);
});

test("the choice of the cell and the strain does not matter", () => {
  const small = elasticConstants(primitiveDiamond(lattice), silicon).constants;
  const cubic = elasticConstants(diamond(1, lattice), silicon, { strain: 1e-3 }).constants;
  // Third order: (1e-3)^2 times constants of some 1000 GPa.
  assert.ok(worst(small, cubic) < 2e-3, `${worst(small, cubic)}`);
});

test("clamped constants are second derivatives of the energy", () => {
  const structure = diamond(1, lattice);
  const { constants } = elasticConstants(structure, silicon, { relaxed: false });
  const volume = cellVolume(structure.cell);
  for (const voigt of [0, 3, 5]) {
    const h = 1e-3;
    const second =
      (energy(strained(structure, voigt, h)) - 2 * energy(structure) + energy(strained(structure, voigt, -h))) / (h * h * volume);
    // Fourth derivatives times h^2 / 12: some 1e-6 of 1e4 GPa.
    assert.ok(Math.abs(second * gigapascalPerElectronvoltPerAngstrom3 - constants[7 * voigt]!) < 0.02, `${voigt}`);
  }
  // Inner displacement softens C44 and nothing else.
  assert.ok(constants[21]! > 100);
});

test("pairs alone obey Cauchy's relation C12 = C44 where there is no stress", () => {
  // Of argon in its own minimum, found by bisection of the pressure.
  let [low, high] = [5.0, 5.6];
  for (let step = 0; step < 40; step++) {
    const middle = 0.5 * (low + high);
    const structure = argon(1, middle);
    const { stress } = lennardJonesArgon.evaluate(structure, buildNeighbourList(structure, lennardJonesArgon.cutoffAngstrom));
    if (stress[0]! < 0) low = middle;
    else high = middle;
  }
  const { constants, stress } = elasticConstants(argon(1, low), lennardJonesArgon);
  assert.ok(Math.abs(stress[0]!) < 1e-6);
  assert.ok(Math.abs(constants[1]! - constants[21]!) < 1e-3 * constants[1]!, `${constants[1]} ${constants[21]}`);
});

test("the bulk modulus is that of the equation of state", () => {
  const scales = [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((k) => 1 + 0.002 * k);
  const cells = scales.map((scale) => primitiveDiamond(lattice * scale));
  const fit = fitEquationOfState(
    cells.map(({ cell }) => cellVolume(cell)),
    cells.map(energy),
    "birch-murnaghan",
  );
  assert.ok(Math.abs(fit.bulkModulus - 101.423) < 0.05, `${fit.bulkModulus}`);
  assert.ok(Math.abs(Math.cbrt(4 * fit.volume) - lattice) < 1e-4);
  assert.ok(Math.abs(equationOfStateEnergy(fit, fit.volume) - 2 * -4.3366) < 1e-4);
  assert.throws(() => elasticConstants({ ...diamond(1), periodic: [true, true, false] }, silicon), /periodic in all three/);
});

test.run();
