// The kernel of symmetry functions: the order of calls, growing surroundings, and what it leaves to the plain loops. (Its numbers
// against theirs, for every kind: test/conformance/cases/symmetry-functions.ts.)
import { asSymmetryFunctions } from "@adatom/models/descriptors/create-descriptor.ts";
import { type DescriptorConfig, defaultDescriptors, expandDescriptors } from "@adatom/models/descriptors/descriptor-config.ts";
import { createEnvironment, type Environment, gatherEnvironment } from "@adatom/models/descriptors/environment.ts";
import { createPlainCalculator } from "@adatom/models/descriptors/plain-calculator.ts";
import type { SymmetryFunction } from "@adatom/models/descriptors/symmetry-function.ts";
import {
  createSymmetryFunctionCalculator,
  type SymmetryFunctionCalculator,
} from "@adatom/models/descriptors/symmetry-function-calculator.ts";
import { createSymmetryFunctionSet } from "@adatom/models/descriptors/symmetry-function-set.ts";
import { createSymmetryFunctionKernel } from "@adatom/models/kernels/symmetry-functions.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { diamond, displaced } from "../../conformance/structures.ts";

const gaussians = (config: DescriptorConfig, species: readonly number[]): SymmetryFunction[] =>
  asSymmetryFunctions(expandDescriptors(config, species));

const silicon = displaced(diamond(2), 0.2, 3);
/** All answers for one atom. */
function answers(calculator: SymmetryFunctionCalculator, environment: Environment): Record<string, Float64Array> {
  const { set, radialWidth, angularSize } = calculator;
  const { count, angularCount } = environment;
  const values = new Float64Array(set.size);
  const again = new Float64Array(set.size);
  const radial = new Float64Array(count * radialWidth).fill(Number.NaN);
  const angular = new Float64Array(3 * angularCount * angularSize).fill(Number.NaN);
  const gradients = new Float64Array(3 * count).fill(Number.NaN);
  calculator.values(environment, values);
  calculator.contract(environment, weightsOf(set.size), gradients);
  calculator.derivatives(environment, again, radial, angular);
  return { values, again, radial, angular, gradients };
}

function weightsOf(size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, k) => Math.sin(k + 1));
}

/** Largest difference, as a share of the larger of the expected number and `scale`. */
function difference(found: Float64Array, expected: Float64Array, scale: number): number {
  assert.is(found.length, expected.length);
  let worst = 0;
  for (let k = 0; k < found.length; k++) {
    const share = Math.abs(found[k]! - expected[k]!) / Math.max(scale, Math.abs(expected[k]!));
    // Not a number must not pass.
    worst = Math.max(worst, share);
  }
  return worst;
}

test("the contraction needs no call of values before it, nor the same calculator", () => {
  const environment = createEnvironment();
  const other = createEnvironment();
  const set = createSymmetryFunctionSet(gaussians(defaultDescriptors, [14]), 14);
  const [first, second] = [createSymmetryFunctionKernel(set)!, createSymmetryFunctionKernel(set)!];
  const list = buildNeighbourList(silicon, 6);
  gatherEnvironment(environment, set, silicon, list, 0);
  gatherEnvironment(other, set, silicon, list, 1);
  const weights = weightsOf(set.size);
  const values = new Float64Array(set.size);
  const gradientsAfter = (before: () => void): Float64Array => {
    before();
    const gradients = new Float64Array(3 * environment.count);
    first.contract(environment, weights, gradients);
    return gradients;
  };
  const expected = gradientsAfter(() => first.values(environment, values));
  assert.equal(
    gradientsAfter(() => second.values(environment, values)),
    expected,
  );
  assert.equal(
    gradientsAfter(() => first.values(other, values)),
    expected,
  );
  assert.equal(
    gradientsAfter(() => first.derivatives(environment, values, new Float64Array(1e4), new Float64Array(1e5))),
    expected,
  );
  assert.equal(
    gradientsAfter(() => {
      first.values(environment, values);
      gatherEnvironment(environment, set, silicon, list, 5);
      gatherEnvironment(environment, set, silicon, list, 0);
    }),
    expected,
  );
});

test("surroundings that outgrow the memory, and small ones after them", () => {
  const set = createSymmetryFunctionSet(gaussians({ angular: { cutoff: 9, eta: [0.02], zeta: [1, 4] } }, [14]), 14);
  const list = buildNeighbourList(silicon, 9);
  const kernel = createSymmetryFunctionKernel(set)!;
  const environment = createEnvironment();
  const near = createSymmetryFunctionSet(gaussians(defaultDescriptors, [14]), 14);
  const small = createSymmetryFunctionKernel(near)!;
  gatherEnvironment(environment, near, silicon, list, 3);
  const before = answers(small, environment);
  gatherEnvironment(environment, set, silicon, list, 3);
  assert.ok(environment.angularCount > 140, "150 neighbours make 11 000 triplets");
  const found = answers(kernel, environment);
  const expected = answers(createPlainCalculator(set), environment);
  // Ten times the triplets of the other cases.
  for (const key of Object.keys(expected)) assert.ok(difference(found[key]!, expected[key]!, 1) < 1e-11, key);
  gatherEnvironment(environment, near, silicon, list, 3);
  assert.equal(answers(small, environment), before);
});

test("the product's calculator is the kernel, and plain loops for exponents that are no whole numbers", () => {
  const config = { radial: { cutoff: 5, eta: [1] }, angular: { cutoff: 5, eta: [0.1], zeta: [2.5] } };
  const set = createSymmetryFunctionSet(gaussians(config, [14]), 14);
  assert.is(createSymmetryFunctionKernel(set), undefined);
  const environment = createEnvironment();
  gatherEnvironment(environment, set, silicon, buildNeighbourList(silicon, 5), 0);
  assert.equal(answers(createSymmetryFunctionCalculator(set), environment), answers(createPlainCalculator(set), environment));
  const whole = createSymmetryFunctionSet(gaussians(defaultDescriptors, [14]), 14);
  gatherEnvironment(environment, whole, silicon, buildNeighbourList(silicon, 6), 0);
  assert.equal(answers(createSymmetryFunctionCalculator(whole), environment), answers(createSymmetryFunctionKernel(whole)!, environment));
});

test.run();
