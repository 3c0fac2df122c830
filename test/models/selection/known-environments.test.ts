// What a model keeps of its training set: the structure that an atom is from is found again, through the bytes of a model's file.
import { decodeSnapshot, encodeSnapshot } from "@adatom/daemon/store/snapshot-file.ts";
import { createDescriptor } from "@adatom/models/descriptors/create-descriptor.ts";
import { createEnvironment, gatherEnvironment } from "@adatom/models/descriptors/environment.ts";
import type { ProductFunction } from "@adatom/models/descriptors/product-function.ts";
import {
  type DescribedElement,
  EnvironmentSampler,
  knownEnvironmentsOf,
  nearestStructures,
  withKnownEnvironments,
} from "@adatom/models/selection/known-environments.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { diamond, displaced } from "../../conformance/structures.ts";

const functions = [0.05, 0.5, 2, 8].map(
  (eta): ProductFunction => ({
    kind: "radial",
    centre: 14,
    neighbour: 14,
    radial: { form: "gaussian", eta, shift: 2.3, cutoff: 5, cutoffForm: "cosine", inner: 0 },
  }),
);
const descriptor = createDescriptor(functions);

function valuesOf(structure: Structure): Float64Array[] {
  const list = buildNeighbourList(structure, descriptor.cutoff);
  const environment = createEnvironment();
  return Array.from(structure.atomicNumbers, (_, atom) => {
    const values = new Float64Array(descriptor.size);
    gatherEnvironment(environment, descriptor, structure, list, atom);
    descriptor.values(environment, values);
    return values;
  });
}

const structures = [0.05, 0.1, 0.2, 0.3].map((amplitude, seed) => displaced(diamond(1), amplitude, seed + 1));
const all = structures.flatMap(valuesOf);
const element: DescribedElement = {
  atomicNumber: 14,
  functions,
  minimum: Float64Array.from(functions, (_, k) => Math.min(...all.map((values) => values[k]!))),
  maximum: Float64Array.from(functions, (_, k) => Math.max(...all.map((values) => values[k]!))),
};

test("an atom of a training structure has that structure nearest, at no distance; an outlier the roughest one", () => {
  const sampler = new EnvironmentSampler([element], structures.length);
  for (const [k, structure] of structures.entries()) sampler.add(structure, `set.xyz, structure ${k + 1}`);
  const known = sampler.finish();
  for (const [k, structure] of structures.entries()) {
    const [first, second] = nearestStructures(known, element, valuesOf(structure)[3]!, 2);
    assert.is(first!.label, `set.xyz, structure ${k + 1}`);
    assert.is(first!.atom, 3);
    // Kept in float32.
    assert.ok(first!.distance < 1e-6 && second!.distance > 1e-3, `${first!.distance} ${second!.distance}`);
  }
  const rough = valuesOf(displaced(diamond(1), 0.6, 9))[0]!;
  assert.ok(nearestStructures(known, element, rough, 1)[0]!.distance > 0.1);
  assert.equal(nearestStructures(known, { ...element, atomicNumber: 8 }, rough, 1), []);
});

test("kept beside a model, read back from its bytes; a model without, or a torn one, has none", () => {
  const sampler = new EnvironmentSampler([element], 1);
  sampler.add(structures[0]!, "a.xyz, structure 1");
  const model = { arrays: { weights: Float64Array.of(1, 2) }, json: { format: "any" } };
  const stored = decodeSnapshot(encodeSnapshot(withKnownEnvironments(model, sampler.finish())));
  assert.equal(knownEnvironmentsOf(stored), sampler.finish());
  assert.equal(stored.arrays.weights, model.arrays.weights);
  assert.is(knownEnvironmentsOf(model), null);
  const { "known.Z14.atoms": _, ...torn } = stored.arrays;
  assert.is(knownEnvironmentsOf({ ...stored, arrays: torn }), null);
});

test("a large set is kept small: the atoms farthest from the middle of the ranges stay", () => {
  const sampler = new EnvironmentSampler([element], 500_000);
  sampler.add(structures[3]!, "one");
  const known = sampler.finish().elements.get(14)!;
  assert.is(known.atoms.length, 1);
});

test.run();
