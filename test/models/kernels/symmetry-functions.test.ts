// The kernel of symmetry functions against the plain loops: values, derivatives, contraction, both forms of the module,
// the order of calls, growing surroundings, and the same bits every time.
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
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { deformed, diamond, displaced, liquid, resheared } from "../../conformance/structures.ts";

const gaussians = (config: DescriptorConfig, species: readonly number[]): SymmetryFunction[] =>
  asSymmetryFunctions(expandDescriptors(config, species));

/** Every kind of function, two cutoffs of each kind, groups of one to five members, on three elements. */
function allKinds(): SymmetryFunction[] {
  const all: SymmetryFunction[] = [];
  const elements = [1, 8, 14];
  for (const cutoffKind of ["cosine", "tanh-cubed"] as const) {
    for (const centre of elements) {
      for (const neighbour of elements) {
        all.push({ kind: "G2", centre, neighbour, eta: 0.3, shift: 0, cutoff: 5.5, cutoffKind });
        all.push({ kind: "G2", centre, neighbour, eta: 0, shift: 0, cutoff: 4, cutoffKind });
        if (neighbour !== 1) all.push({ kind: "G2", centre, neighbour, eta: 4, shift: 2.4, cutoff: 5.5, cutoffKind });
      }
      for (const [first, second] of [
        [1, 1],
        [1, 8],
        [8, 14],
        [14, 14],
      ] as const) {
        for (const kind of ["G4", "G5"] as const) {
          for (const [eta, shift, zeta, lambda] of [
            [0.05, 0, 1, 1],
            [0.05, 0, 4, -1],
            [0.05, 0, 7, -1],
            [0.05, 0, 16, -1],
            [0.05, 0, 64, 1],
            [0.4, 1.8, 3, 1],
            [0.4, 1.8, 12, 1],
            [0, 0, 2, -1],
          ] as const) {
            all.push({ kind, centre, neighbours: [first, second], eta, shift, zeta, lambda, cutoff: kind === "G4" ? 5 : 4.3, cutoffKind });
          }
        }
      }
    }
  }
  return all;
}

const sheared = resheared(deformed(displaced(diamond(1), 0.25, 5), [0.05, 0.1, 0, 0.02, -0.04, 0.07, 0, 0.03, 0.02]));
const mixture: Structure = { ...sheared, atomicNumbers: Uint8Array.of(14, 8, 14, 1, 8, 1, 14, 1) };
const silicon = displaced(diamond(2), 0.2, 3);
const sparse: Structure = { ...liquid(12, 14, 0.01, 2.2, 6), periodic: [false, false, false] };
const cases: readonly [string, Structure, readonly SymmetryFunction[]][] = [
  ["every kind on three elements", mixture, allKinds()],
  ["defaults on silicon", silicon, gaussians(defaultDescriptors, [14])],
  ["a few atoms", sparse, gaussians({ radial: { cutoff: 6, eta: [0.1] }, angular: { cutoff: 6, eta: [0.01], zeta: [1, 4] } }, [14])],
  [
    "exponents that are multiples of others",
    mixture,
    gaussians({ angular: { kind: "G4", cutoff: 5, eta: [0.01, 0.03, 0.045, 0.07, 0.2, 0.64], shift: [0, 1], zeta: [1, 4] } }, [1, 8, 14]),
  ],
  ["radial functions alone", silicon, gaussians({ radial: { cutoff: 6, eta: [0.1, 4], shift: [0, 2] } }, [14])],
  ["angular functions alone", silicon, gaussians({ angular: { cutoff: 5, eta: [0.1], zeta: [2], lambda: [1] } }, [14])],
];

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

for (const [name, structure, functions] of cases) {
  const elements = [...new Set(structure.atomicNumbers)];
  const sets = elements.map((z) => createSymmetryFunctionSet(functions, z));
  const list = buildNeighbourList(structure, 5.5);
  for (const form of ["plain", "relaxed"] as const) {
    test(`${name}: the ${form} form equals the plain loops`, () => {
      const environment = createEnvironment();
      for (let atom = 0; atom < structure.atomicNumbers.length; atom++) {
        const set = sets[elements.indexOf(structure.atomicNumbers[atom]!)]!;
        gatherEnvironment(environment, set, structure, list, atom);
        const expected = answers(createPlainCalculator(set), environment);
        const found = answers(createSymmetryFunctionKernel(set, form)!, environment);
        // Sums of up to some thousand positive terms in another order, each right to a few 1e-16; powers of up to 64
        // carry the rounding of the angle 64 times. What is below 1e-3 counts absolutely: it carries the rounding of
        // cutoffs near their end, where the plain loops cancel.
        assert.ok(difference(found.values!, expected.values!, 1e-3) < 1e-12, `values of atom ${atom}`);
        assert.equal(found.again, found.values);
        // Slopes add terms of both signs, up to some tens of 1/angstrom: absolute below 1.
        assert.ok(difference(found.radial!, expected.radial!, 1) < 1e-12, `radial slopes of atom ${atom}`);
        assert.ok(difference(found.angular!, expected.angular!, 1) < 1e-12, `angular derivatives of atom ${atom}`);
        // All functions together, weights of both signs.
        assert.ok(difference(found.gradients!, expected.gradients!, 1) < 1e-11, `contraction of atom ${atom}`);
      }
    });
  }
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
