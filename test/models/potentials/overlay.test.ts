// Overlays: the conformance suite for a mixture, and sums that cancel.

import { potentialByName } from "@adatom/models/potentials/index.ts";
import { lennardJones } from "@adatom/models/potentials/lennard-jones.ts";
import { mixtureTerms } from "@adatom/models/potentials/mixture-name.ts";
import { overlay } from "@adatom/models/potentials/overlay.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";
import { stillingerWeberSilicon1985 } from "@adatom/models/potentials/stillinger-weber.ts";
import { tersoffSilicon1988, tersoffSiliconCarbide1989 } from "@adatom/models/potentials/tersoff-parameters.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { checkPotential } from "../../conformance/potential.ts";
import { diamond, displaced, primitiveDiamond } from "../../conformance/structures.ts";

const mixture = overlay("mixture", "made up for tests", [
  { potential: stillingerWeberSilicon1985, weight: 0.7 },
  { potential: tersoffSiliconCarbide1989, weight: 0.3 },
]);

checkPotential(mixture, {
  structures: { displaced: displaced(diamond(1), 0.25, 1), "displaced primitive cell": displaced(primitiveDiamond(), 0.2, 2) },
  dynamics: { structure: diamond(2), temperatureKelvin: 600, timestepFs: 1, steps: 200 },
  // As its parts.
  tolerances: { differenceStep: 1e-5, force: 1e-6, stress: 1e-6, energyPerAtom: 1e-12, equalForce: 1e-10, drift: 5e-5 },
});

test("species are those of all parts, the cutoff is the farthest", () => {
  assert.equal(mixture.species, [14]);
  assert.is(mixture.cutoffAngstrom, stillingerWeberSilicon1985.cutoffAngstrom);
  const argon = lennardJones("lj", "", [{ atomicNumber: 18, epsilon: 0.01, sigma: 3.4 }], { cutoffAngstrom: 8 });
  assert.throws(() => overlay("none", "", []), /no parts/);
  assert.throws(() => overlay("strangers", "", [{ potential: argon }, { potential: mixture }]), /no element in common/);
  assert.throws(() => overlay("nan", "", [{ potential: argon, weight: Number.NaN }]), /weight of lj/);
});

test("sums of shipped potentials have names", () => {
  assert.equal(mixtureTerms("0.7*sw-si-1985 + 0.3 * tersoff-si-1988"), [
    { name: "sw-si-1985", weight: 0.7 },
    { name: "tersoff-si-1988", weight: 0.3 },
  ]);
  assert.equal(mixtureTerms("emt+-1*morse-cu-1959"), [
    { name: "emt", weight: 1 },
    { name: "morse-cu-1959", weight: -1 },
  ]);
  assert.equal(mixtureTerms("2*emt"), [{ name: "emt", weight: 2 }]);
  for (const none of ["emt", "", "emt +", "a*emt + emt", "file.sw + emt", "emt emt"]) assert.is(mixtureTerms(none), undefined, none);
  const crystal = displaced(diamond(2), 0.3, 3);
  const list = buildNeighbourList(crystal, 4);
  const named = potentialByName("0.7*sw-si-1985 + 0.3*tersoff-sic-1989")!;
  assert.equal(named.evaluate(crystal, list).forces, mixture.evaluate(crystal, list).forces);
  assert.is(potentialByName("0.7*sw-si-1985 + 0.3*tersoff-sic-1989"), named);
  assert.is(potentialByName("sw-si-1985 + nothing"), undefined);
  assert.throws(() => potentialByName("sw-si-1985 + lj-ar"), /no element in common/);
});

test("a potential less itself is nothing, and twice itself is double; extrapolations pass through", () => {
  const crystal = displaced(diamond(2), 0.3, 3);
  const list = buildNeighbourList(crystal, 4);
  const nothing = overlay("nothing", "", [{ potential: tersoffSilicon1988 }, { potential: tersoffSilicon1988, weight: -1 }]);
  const zero = nothing.evaluate(crystal, list);
  assert.ok(zero.energy === 0 && zero.forces.every((f) => f === 0) && zero.stress.every((s) => s === 0));
  assert.is("extrapolations" in zero, false);
  const found = { atom: 3, functionIndex: 1, functionName: "G2", value: 2, minimum: 0, maximum: 1 };
  const learned: Potential = {
    ...tersoffSilicon1988,
    evaluate: (...given) => ({ ...tersoffSilicon1988.evaluate(...given), extrapolations: [found] }),
  };
  const double = overlay("double", "", [{ potential: tersoffSilicon1988 }, { potential: learned }]).evaluate(crystal, list);
  const single = tersoffSilicon1988.evaluate(crystal, list);
  assert.equal(double.extrapolations, [found]);
  assert.ok(double.forces.every((f, p) => f === 2 * single.forces[p]!));
  assert.ok(double.stress.every((s, p) => s === 2 * single.stress[p]!));
  assert.ok(Math.abs(double.energy - 2 * single.energy) < 1e-11);
});

test.run();
