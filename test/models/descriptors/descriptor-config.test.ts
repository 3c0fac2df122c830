// From a user's grids to a list of functions: counts, order, names, and errors that name the field.
import { asSymmetryFunctions } from "@adatom/models/descriptors/create-descriptor.ts";
import { defaultDescriptors, expandDescriptors } from "@adatom/models/descriptors/descriptor-config.ts";
import { createSymmetryFunctionSet } from "@adatom/models/descriptors/symmetry-function-set.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

const config = { radial: { cutoff: 6, eta: [0.05, 4], shift: [0, 2] }, angular: { cutoff: 5, eta: [0.01], zeta: [1, 4], lambda: [-1, 1] } };

test("one radial function a neighbour element, one angular a pair of them", () => {
  const all = expandDescriptors(config, [14, 8]);
  // Per centre: 2 neighbours x 4, and 3 pairs x 4.
  assert.is(all.length, 2 * (8 + 12));
  assert.is(createSymmetryFunctionSet(asSymmetryFunctions(all), 14).size, 20);
  assert.is(createSymmetryFunctionSet(asSymmetryFunctions(all), 14).radialSize, 8);
});

test("names are readable", () => {
  const { names } = createSymmetryFunctionSet(asSymmetryFunctions(expandDescriptors(config, [14])), 14);
  assert.is(names[0], "G2 Si-Si eta=0.05 Rs=0 Rc=6");
  assert.is(names[4], "G4 Si-Si-Si eta=0.01 Rs=0 zeta=1 lambda=-1 Rc=5");
  assert.is(new Set(names).size, names.length);
});

test("grouping a grouped list keeps its order", () => {
  const set = createSymmetryFunctionSet(asSymmetryFunctions(expandDescriptors(defaultDescriptors, [8, 14])), 14);
  assert.equal(createSymmetryFunctionSet(set.functions, 14).names, set.names);
});

test("errors name the field", () => {
  const { radial, angular } = config;
  const wrong =
    (part: object): (() => void) =>
    () =>
      expandDescriptors({ radial, angular, ...part }, [14]);
  assert.throws(wrong({ radial: { ...radial, cutoff: 0 } }), /descriptors\.radial\[0\]\.cutoff: 0/);
  assert.throws(wrong({ radial: [radial, { ...radial, eta: [] }] }), /descriptors\.radial\[1\]\.eta/);
  assert.throws(wrong({ angular: { ...angular, zeta: [0.5] } }), /descriptors\.angular\[0\]\.zeta: 0\.5/);
  assert.throws(wrong({ angular: { ...angular, lambda: [2] } }), /lambda: 2/);
  assert.throws(() => expandDescriptors({}, [14]), /no symmetry function/);
});

test.run();
