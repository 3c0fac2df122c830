// g(r): equal to counts made with another program, the shells of crystals, an ideal gas, and averages over frames.
import {
  addToRadialDistribution,
  finishRadialDistribution,
  radialDistribution,
  startRadialDistribution,
} from "@adatom/models/analysis/radial-distribution.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { supercell } from "@adatom/models/structure/supercell.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { diamond, primitiveDiamond } from "../../conformance/structures.ts";
import { disordered, reference, worst } from "./reference.ts";

test("total and parts equal counts over ASE's neighbours, beyond half the cell", () => {
  const { cutoff, bins, g } = reference.radial;
  const found = radialDistribution(disordered, { cutoffAngstrom: cutoff, binWidthAngstrom: cutoff / bins });
  // The same integers over the same volumes: rounding alone.
  assert.ok(worst(found.g, g.all!) < 1e-12);
  assert.equal(
    found.partials.map(({ species }) => species),
    [
      [8, 8],
      [8, 14],
      [14, 14],
    ],
  );
  for (const { species, g: part } of found.partials) assert.ok(worst(part, g[species.join("-")]!) < 1e-12);
});

test("the cell is a matter of description: primitive, conventional and large cells of diamond agree", () => {
  // Bins whose edges no shell of diamond lies on.
  const options = { cutoffAngstrom: 11, binWidthAngstrom: 0.1 };
  const of = (structure: Structure) => radialDistribution(structure, options);
  const [small, cubic, large] = [of(primitiveDiamond()), of(diamond(1)), of(supercell(primitiveDiamond(), [3, 2, 1]))];
  assert.ok(worst(small.g, cubic.g) < 1e-9);
  assert.ok(worst(small.g, large.g) < 1e-9);
  // Coordination sequence by distance: 4, 12, 12, 6 within sqrt(1) a = 5.431 and a little more.
  const running = cubic.runningCoordination;
  assert.equal(
    [2.5, 4.0, 4.6, 5.5].map((r) => Math.round(running[Math.round(r / 0.1) - 1]!)),
    [4, 16, 28, 34],
  );
});

test("an ideal gas has g = 1", () => {
  const random = createRandom(7);
  const state = startRadialDistribution({ cutoffAngstrom: 6, binWidthAngstrom: 0.5 });
  const atoms = 300;
  for (let frame = 0; frame < 20; frame++) {
    const positions = Float64Array.from({ length: 3 * atoms }, () => 12 * random.uniform());
    const atomicNumbers = Uint8Array.from({ length: atoms }, (_, i) => (i < 100 ? 1 : 8));
    addToRadialDistribution(state, {
      positions,
      cell: Float64Array.of(12, 0, 0, 0, 12, 0, 0, 0, 12),
      atomicNumbers,
      periodic: [true, true, true],
    });
  }
  const { g, partials, frames, densityPerAngstrom3 } = finishRadialDistribution(state);
  assert.is(frames, 20);
  assert.ok(Math.abs(densityPerAngstrom3 - atoms / 12 ** 3) < 1e-12);
  for (let k = 3; k < g.length; k++) {
    // Poisson noise: the poorest bin (1.5 to 2 angstrom) holds some 10 000 ordered pairs in all and 1 100 of H-H, 5 sigma of unordered ones; 1/N is less.
    assert.ok(Math.abs(g[k]! - 1) < 0.07, `g = ${g[k]}`);
    for (const { g: part } of partials) assert.ok(Math.abs(part[k]! - 1) < 0.22, `part = ${part[k]}`);
  }
});

test("what has no density is refused", () => {
  assert.throws(() => radialDistribution({ ...diamond(1), periodic: [true, true, false] }, { cutoffAngstrom: 3 }), /periodic in all three/);
  assert.throws(() => radialDistribution(diamond(1), { cutoffAngstrom: 0 }), /cutoff/);
  assert.throws(() => finishRadialDistribution(startRadialDistribution({ cutoffAngstrom: 3 })), /one frame/);
});

test.run();
