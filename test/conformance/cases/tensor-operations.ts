// The tensor operations that our networks use, each beside the same in plain float64 loops, over several shapes: values, gradients
// and gradients of gradients.
import * as tf from "@tensorflow/tfjs-core";
import { draw, operationReference, operationResults, type TensorOperation } from "../operation-results.ts";
import { at, combined, mapped, type PlainArray, permuted, plain, product, summed } from "../plain-array.ts";
import type { ConformanceCase } from "../suite/case.ts";
import { convolutions } from "./tensor-convolutions.ts";

const cases: TensorOperation[] = [];
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

interface Elementwise {
  readonly positive?: boolean;
  readonly order?: 0 | 1 | 2;
  readonly vagueOnGpus?: boolean;
}

/** @param name as TensorFlow.js calls it, and more */
function elementwise(
  name: string,
  tensor: (x: tf.Tensor) => tf.Tensor,
  one: (x: number) => number,
  { positive = false, order = 2, vagueOnGpus = false }: Elementwise = {},
): void {
  const operation = name.split(",")[0]!;
  for (const shape of [[7], [3, 5], [2, 3, 4]]) {
    const inputs = [draw(shape, positive)];
    cases.push({ operation, name: `${name} [${shape}]`, inputs, tensor, plain: (x) => mapped(x, one), order, vagueOnGpus });
  }
}
elementwise("tanh", tf.tanh, Math.tanh);
elementwise("sigmoid", tf.sigmoid, sigmoid);
elementwise("softplus", tf.softplus, (x) => Math.log1p(Math.exp(x)));
elementwise("square", tf.square, (x) => x * x);
elementwise("neg", tf.neg, (x) => -x);
elementwise("exp", tf.exp, Math.exp);
elementwise("log", tf.log, Math.log, { positive: true });
elementwise("sqrt", tf.sqrt, Math.sqrt, { positive: true });
elementwise("relu", tf.relu, (x) => Math.max(0, x));
elementwise("cos", tf.cos, Math.cos, { order: 1, vagueOnGpus: true });
elementwise("sin", tf.sin, Math.sin, { order: 1, vagueOnGpus: true });
for (const operation of ["greater, as a number", "cast, of what is greater"])
  elementwise(
    operation,
    (x) => tf.cast(tf.greater(x, 0), "float32"),
    (x) => (x > 0 ? 1 : 0),
    { order: 0 },
  );
elementwise("onesLike", tf.onesLike, () => 1, { order: 0 });
elementwise("zerosLike", tf.zerosLike, () => 0, { order: 0 });
elementwise(
  "sigmoid, times x",
  (x) => tf.mul(x, tf.sigmoid(x)),
  (x) => x * sigmoid(x),
);
elementwise(
  "sub, from a number",
  (x) => tf.sub(1, x),
  (x) => 1 - x,
);
elementwise(
  "mul, by a number",
  (x) => tf.mul(x, 2 / 3),
  (x) => (2 / 3) * x,
);

function pairwise(name: string, tensor: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor, one: (a: number, b: number) => number): void {
  // The second repeats along missing axes and along axes of length 1.
  for (const [a, b] of [
    [[6], [6]],
    [
      [3, 4],
      [3, 4],
    ],
    [[3, 4], [4]],
    [
      [3, 1],
      [1, 4],
    ],
    [
      [2, 3, 4],
      [3, 1],
    ],
    [[3, 4], []],
  ] as const)
    cases.push({
      operation: name,
      name: `${name} [${a}] [${b}]`,
      inputs: [draw(a), draw(b, true)],
      tensor,
      plain: (x, y) => combined(x, y, one),
      order: 2,
    });
}
pairwise("add", tf.add, (a, b) => a + b);
pairwise("sub", tf.sub, (a, b) => a - b);
pairwise("mul", tf.mul, (a, b) => a * b);
pairwise("div", tf.div, (a, b) => a / b);

for (const [rows, depth, columns] of [
  [1, 1, 1],
  [3, 4, 5],
  [1, 9, 1],
  [9, 1, 6],
  [18, 7, 13],
] as const) {
  for (const transposeA of [false, true]) {
    for (const transposeB of [false, true]) {
      const name = `A${transposeA ? "^T" : ""} B${transposeB ? "^T" : ""}`;
      const a = draw(transposeA ? [depth, rows] : [rows, depth]);
      const b = draw(transposeB ? [columns, depth] : [depth, columns]);
      const reference = (x: PlainArray, y: PlainArray): PlainArray => product(x, y, transposeA, transposeB);
      cases.push({
        operation: "matMul",
        name: `${name} ${rows} x ${depth} x ${columns}`,
        inputs: [a, b],
        tensor: (x, y) => tf.matMul(x, y, transposeA, transposeB),
        plain: reference,
        order: depth < 7 ? 2 : 1,
      });
      cases.push({
        operation: "fused.matMul",
        name: `${name} + bias ${rows} x ${depth} x ${columns}`,
        inputs: [a, b, draw([columns])],
        tensor: (x, y, bias) => tf.fused.matMul({ a: x, b: y, transposeA, transposeB, bias }),
        plain: (x, y, bias) => combined(reference(x, y), bias, (p, q) => p + q),
        // TensorFlow.js takes its operands for constants the second time: networks that need it multiply and add apart.
        order: 1,
      });
    }
  }
}
for (const [a, b] of [
  [
    [2, 3, 4],
    [2, 4, 5],
  ],
  [
    [3, 4],
    [2, 4, 5],
  ],
  [
    [1, 3, 4],
    [3, 4, 2],
  ],
] as const)
  cases.push({
    operation: "matMul",
    name: `[${a}] [${b}]`,
    inputs: [draw(a), draw(b)],
    tensor: (x, y) => tf.matMul(x, y),
    plain: (x, y) => product(x, y, false, false),
    // TensorFlow.js refuses the gradient where the batch repeats.
    order: a.length === b.length && a[0] === b[0] ? 2 : 0,
  });

for (const [shape, order] of [
  [
    [4, 7],
    [1, 0],
  ],
  [
    [2, 3, 4],
    [0, 2, 1],
  ],
  [
    [2, 3, 4],
    [2, 0, 1],
  ],
] as const)
  cases.push({
    operation: "transpose",
    name: `[${shape}] by ${order}`,
    inputs: [draw(shape)],
    tensor: (x) => tf.transpose(x, [...order]),
    plain: (x) => permuted(x, order),
    order: 2,
  });
for (const [shape, axis] of [
  [[9], 0],
  [[4, 5], 0],
  [[4, 5], 1],
  [[2, 3, 4], 1],
] as const)
  cases.push({
    operation: "sum",
    name: `[${shape}] over ${axis}`,
    inputs: [draw(shape)],
    tensor: (x) => tf.sum(x, axis),
    plain: (x) => summed(x, axis),
    order: 2,
  });
for (const shape of [[9], [4, 5], [2, 3, 4]])
  cases.push({
    operation: "mean",
    name: `[${shape}] of all`,
    inputs: [draw(shape)],
    tensor: (x) => tf.mean(x),
    plain: (x) => plain([], () => x.values.reduce((sum, v) => sum + v, 0) / x.values.length),
    order: 1,
  });
// Over three dimensions at most: webgpu pads no more.
for (const [shape, margins] of [
  [[5], [[2, 1]]],
  [
    [3, 4],
    [
      [0, 0],
      [1, 2],
    ],
  ],
  [
    [2, 3, 4],
    [
      [0, 0],
      [2, 1],
      [0, 3],
    ],
  ],
] as const)
  cases.push({
    operation: "pad",
    name: `[${shape}] by ${margins.map((ends) => ends.join(" and ")).join(", ")}`,
    inputs: [draw(shape)],
    tensor: (x) =>
      tf.pad(
        x,
        margins.map(([before, after]) => [before, after]),
      ),
    plain: (x) =>
      plain(
        shape.map((size, axis) => size + margins[axis]![0] + margins[axis]![1]),
        (_, index) => {
          const inside = index.map((i, axis) => i - margins[axis]![0]);
          return inside.every((i, axis) => i >= 0 && i < shape[axis]!) ? at(x, inside) : 0;
        },
      ),
    order: 2,
  });
cases.push({
  operation: "step",
  name: "[3,5]",
  inputs: [draw([3, 5])],
  tensor: (x) => tf.step(x),
  plain: (x) => mapped(x, (v) => (v > 0 ? 1 : 0)),
  order: 0,
});
cases.push({
  operation: "reshape",
  name: "[4,6] to [2,12]",
  inputs: [draw([4, 6])],
  tensor: (x) => tf.reshape(x, [2, 12]),
  plain: (x) => plain([2, 12], (k) => x.values[k]!),
  order: 2,
});
cases.push({
  operation: "slice",
  name: "rows 1 and 2 of [4,5]",
  inputs: [draw([4, 5])],
  tensor: (x) => tf.slice(x, [1, 0], [2, 5]),
  plain: (x) => plain([2, 5], (k) => x.values[k + 5]!),
  order: 2,
});
cases.push({
  operation: "concat",
  name: "[3,2] [3,4] along 1",
  inputs: [draw([3, 2]), draw([3, 4])],
  tensor: (a, b) => tf.concat([a, b], 1),
  plain: (a, b) => plain([3, 6], (_, [r, c]) => (c! < 2 ? a.values[r! * 2 + c!]! : b.values[r! * 4 + c! - 2]!)),
  order: 2,
});

/** Batch and sizes, channels, filter's sizes, outputs, form. */
export const tensorOperationCases: readonly ConformanceCase[] = [...cases, ...convolutions].map((one) => ({
  subject: `operation ${one.operation}`,
  name: one.name,
  covers: [`operations/${one.operation}`],
  ...(one.refusedBy && { refusedBy: one.refusedBy }),
  reference: () => operationReference(one),
  onTensors: () => operationResults(one),
}));
