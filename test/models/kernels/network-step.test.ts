// The kernel of the network step against the same on tensors of the plain JavaScript backend: many blocks of rows, odd widths, other
// columns than inputs, several steps at a time. (Both against float64 and differences: test/models/training/network-step.test.ts.)
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { createNetworkStepKernel } from "@adatom/models/kernels/network-step.ts";
import { type Activation, activations } from "@adatom/models/networks/behler-parrinello/activation.ts";
import { type NetworkShape, parameterCount } from "@adatom/models/training/network-step.ts";
import { tensorNetworkStep } from "@adatom/models/training/tensor-network-step.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

await selectBackend("cpu");
const random = createRandom(11);
const draw = (size: number, scale = 1): Float64Array => Float64Array.from({ length: size }, () => scale * random.normal());

interface Case {
  readonly shape: NetworkShape;
  readonly parameters: Float64Array;
  readonly inputs: Float32Array;
  readonly e: Float32Array;
  readonly v: Float32Array;
}

function caseOf(hidden: readonly number[], rows: number, more: { activation?: Activation; normaliseNodes?: boolean } = {}): Case {
  const { activation = "tanh", normaliseNodes = false } = more;
  const [inputSize, columns] = [13, 10];
  const shape = { inputSize, columns, hidden, activation, normaliseNodes, transform: draw(columns * inputSize, 0.5) };
  // exp(-x) and x^2 multiply the rounding of an argument of ten by thousands: smaller weights keep arguments small.
  const growing = activation === "exponential" || activation === "harmonic";
  const parameters = draw(parameterCount(shape), normaliseNodes ? 2 : growing ? 0.1 : 0.3);
  const [inputs, e, v] = [rows * inputSize, rows, rows * columns].map((size) => Float32Array.from(draw(size)));
  return { shape, parameters, inputs: inputs!, e: e!, v: v! };
}

/** Float32 sums of some tens of numbers in another order: a few times 1e-7 of the largest of them, with room for layers to multiply it. */
function close(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  assert.is(actual.length, expected.length);
  let largest = 0;
  for (let k = 0; k < expected.length; k++) largest = Math.max(largest, Math.abs(expected[k]!));
  for (let k = 0; k < expected.length; k++)
    assert.ok(Math.abs(actual[k]! - expected[k]!) < 5e-6 * Math.max(1, largest), `${what} ${k}: ${actual[k]} against ${expected[k]}`);
}

const cases: [string, Case][] = [
  ...[1, 5, 47, 48, 49, 131, 400].map((rows): [string, Case] => [`[7, 12], ${rows} rows`, caseOf([7, 12], rows)]),
  ...[[8], [3], [32, 32], [5, 24, 9], [40, 1, 17, 2]].map((hidden): [string, Case] => [`[${hidden}], 70 rows`, caseOf(hidden, 70)]),
  ["[6, 10], 70 rows, normalised nodes", caseOf([6, 10], 70, { normaliseNodes: true })],
  ...activations.map((activation): [string, Case] => [`[9, 6], ${activation}, 70 rows`, caseOf([9, 6], 70, { activation })]),
];

for (const form of ["plain", "relaxed"] as const) {
  const kernel = createNetworkStepKernel(form)!;
  for (const [name, { shape, parameters, inputs, e, v }] of cases) {
    test(`${form}, ${name}: energies, input gradients and weight gradients of the step on tensors`, async () => {
      const [ours, theirs] = [kernel.step(shape, parameters, inputs)!, await tensorNetworkStep(shape, parameters, inputs)];
      close(ours.energies, theirs.energies, "energy");
      close(ours.gradients, theirs.gradients, "input gradient");
      // Factors of the energies alone, of the gradients alone, both; in any order.
      const none = { e: new Float32Array(e.length), v: new Float32Array(v.length) };
      for (const [ofE, ofV] of [
        [e, v],
        [none.e, v],
        [e, none.v],
      ] as const)
        close(await ours.backward(ofE, ofV), await theirs.backward(ofE, ofV), "weight");
      ours.dispose();
      theirs.dispose();
    });
  }
}

test("steps do not disturb one another, and the same one gives the same bits", async () => {
  const kernel = createNetworkStepKernel()!;
  const [a, b] = [caseOf([7, 12], 131), caseOf([20, 5], 90)];
  const alone = kernel.step(a.shape, a.parameters, a.inputs)!;
  const [energies, gradients, weights] = [alone.energies, alone.gradients, await alone.backward(a.e, a.v)];
  alone.dispose();
  const first = kernel.step(a.shape, a.parameters, a.inputs)!;
  const second = kernel.step(b.shape, b.parameters, b.inputs)!;
  // Larger than what the memory has: it grows under both.
  const large = caseOf([64, 64], 6000);
  const third = kernel.step(large.shape, large.parameters, large.inputs)!;
  await second.backward(b.e, b.v);
  await third.backward(large.e, large.v);
  assert.equal([first.energies, first.gradients, await first.backward(a.e, a.v)], [energies, gradients, weights]);
  for (const step of [first, second, third]) step.dispose();
  first.dispose();
  const again = kernel.step(a.shape, a.parameters, a.inputs)!;
  assert.equal(await again.backward(a.e, a.v), weights);
  again.dispose();
});

test("numbers that are none come out as none", () => {
  const kernel = createNetworkStepKernel()!;
  for (const activation of activations) {
    const { shape, parameters, inputs } = caseOf([7, 12], 5, { activation });
    inputs.fill(Number.NaN, 13, 26);
    const step = kernel.step(shape, parameters, inputs)!;
    assert.ok(Number.isNaN(step.energies[1]!), activation);
    assert.ok(Number.isFinite(step.energies[0]!) && Number.isFinite(step.energies[2]!), activation);
    step.dispose();
  }
});

test("what it does not do is left to tensors", () => {
  const kernel = createNetworkStepKernel()!;
  const { shape, parameters, inputs } = caseOf([], 5);
  assert.is(kernel.step(shape, parameters, inputs), undefined);
});

test.run();
