// The lowest mode against full diagonalisation of the finite-difference Hessian.
import { diamondNetwork, networkStructure } from "@adatom/models/amorphous/bond-network.ts";
import { lowestMode } from "@adatom/models/dynamics/art/lanczos.ts";
import { Landscape } from "@adatom/models/dynamics/art/landscape.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { dot, norm } from "@adatom/models/linear-algebra/vectors.ts";
import { stillingerWeberSilicon1985 as potential } from "@adatom/models/potentials/stillinger-weber.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { hessianEigen } from "./hessian.ts";

function rattledSilicon(width: number) {
  const structure = networkStructure(diamondNetwork(2, 10.862));
  const random = createRandom(9);
  for (let p = 0; p < structure.positions.length; p++) structure.positions[p]! += width * random.normal();
  return structure;
}

test("value and vector of the lowest mode, far from any minimum", () => {
  const structure = rattledSilicon(0.1);
  const landscape = new Landscape(structure, potential);
  const forces = new Float64Array(structure.positions.length);
  landscape.at(structure.positions, forces);
  const random = createRandom(1);
  const start = forces.map(() => random.normal());
  const mode = lowestMode(landscape, structure.positions, forces, start, { mostVectors: 80, tolerance: 1e-4, central: true });
  const { values, vectors } = hessianEigen(structure, potential);
  assert.ok(values[0]! < -0.1, "the surface curves down somewhere");
  // The error of a Ritz value is the square of its residual over the gap: below the noise of differences, 1e-5.
  assert.ok(Math.abs(mode.value - values[0]!) < 1e-4, `${mode.value} is ${values[0]}`);
  assert.ok(Math.abs(Math.abs(dot(mode.vector, vectors.slice(0, forces.length))) - 1) < 1e-5);
});

test("from the mode found before few products are enough, and forces are left alone", () => {
  const structure = rattledSilicon(0.1);
  const landscape = new Landscape(structure, potential);
  const forces = new Float64Array(structure.positions.length);
  landscape.at(structure.positions, forces);
  const kept = forces.slice();
  const random = createRandom(1);
  const first = lowestMode(
    landscape,
    structure.positions,
    forces,
    forces.map(() => random.normal()),
    { mostVectors: 60, tolerance: 0.01 },
  );
  const begun = landscape.evaluations;
  const second = lowestMode(landscape, structure.positions, forces, first.vector, { mostVectors: 60, tolerance: 0.05 });
  assert.ok(landscape.evaluations - begun <= 8, `${landscape.evaluations - begun}`);
  assert.ok(Math.abs(second.value - first.value) < 0.01);
  assert.ok(Math.abs(norm(second.vector) - 1) < 1e-12);
  assert.equal(forces, kept);
});

test.run();
