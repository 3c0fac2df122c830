// Activations: values against their formulas, slopes against differences, and the tensor forms against the float64 ones.
import { type Activation, activateInPlace, activations } from "@adatom/models/networks/behler-parrinello/activation.ts";
import { createNetworkEvaluator } from "@adatom/models/networks/behler-parrinello/network.ts";
import { activateTensor } from "@adatom/models/training/tensor-activation.ts";
import { setBackend, tensor2d, tidy } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { test } from "uvu";
import * as assert from "uvu/assert";

const formulas: Record<Activation, (x: number) => number> = {
  tanh: Math.tanh,
  linear: (x) => x,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  softplus: (x) => Math.log(1 + Math.exp(x)),
  "scaled-tanh": (x) => 1.7159 * Math.tanh((2 * x) / 3),
  "twisted-tanh": (x) => 1.7159 * Math.tanh((2 * x) / 3) + 0.1 * x,
  silu: (x) => x / (1 + Math.exp(-x)),
  gaussian: (x) => Math.exp((-x * x) / 2),
  relu: (x) => Math.max(x, 0),
  cosine: Math.cos,
  "reversed-sigmoid": (x) => 1 - 1 / (1 + Math.exp(-x)),
  exponential: (x) => Math.exp(-x),
  harmonic: (x) => x * x,
};
const points = [-3.1, -0.7, -0.01, 0.02, 0.9, 2.6];

test("values and slopes", () => {
  for (const kind of activations) {
    const x = Float64Array.from(points);
    const slope = new Float64Array(points.length);
    activateInPlace(kind, x, slope, points.length);
    for (const [k, point] of points.entries()) {
      const f = formulas[kind];
      assert.ok(Math.abs(x[k]! - f(point)) <= 1e-14 * Math.max(1, Math.abs(x[k]!)), `${kind}(${point})`);
      const difference = (f(point + 1e-5) - f(point - 1e-5)) / 2e-5;
      // Rounding 1e-16 / 1e-5, and the step's square times the third derivative (22 of exp at -3.1).
      assert.ok(Math.abs(slope[k]! - difference) <= 1e-8, `slope of ${kind} at ${point}: ${slope[k]} against ${difference}`);
    }
  }
});

test("tensor forms: value, slope and curvature", async () => {
  await setBackend("cpu");
  for (const kind of activations) {
    const x = Float64Array.from(points);
    const slope = new Float64Array(points.length);
    activateInPlace(kind, x, slope, points.length);
    const slopesAt = (shift: number): Float64Array => {
      const own = new Float64Array(points.length);
      activateInPlace(
        kind,
        Float64Array.from(points, (point) => point + shift),
        own,
        points.length,
      );
      return own;
    };
    const [up, down] = [slopesAt(1e-5), slopesAt(-1e-5)];
    const [value, first, second] = tidy(() => {
      const activated = activateTensor(kind, tensor2d([points]));
      return [activated.value.dataSync(), activated.slope.dataSync(), activated.curvature().dataSync()] as const;
    });
    for (let k = 0; k < points.length; k++) {
      const curvature = (up[k]! - down[k]!) / 2e-5;
      // float32: seven digits, of numbers up to 22.
      for (const [got, expected, what] of [
        [value[k]!, x[k]!, "value"],
        [first[k]!, slope[k]!, "slope"],
        [second[k]!, curvature, "curvature"],
      ] as const)
        assert.ok(
          Math.abs(got - expected) <= 2e-6 * Math.max(1, Math.abs(expected)),
          `${what} of ${kind} at ${points[k]}: ${got} against ${expected}`,
        );
    }
  }
});

test("layers may differ in activation, the output in scale", () => {
  const layer = (weights: number[], biases: number[], activation?: Activation) => ({
    weights: Float64Array.from(weights),
    biases: Float64Array.from(biases),
    ...(activation && { activation }),
  });
  const network = {
    activation: "tanh" as const,
    centre: Float64Array.of(0.3),
    scale: Float64Array.of(2),
    layers: [layer([0.5, -1.2], [0.1, 0.2], "gaussian"), layer([0.7, 0.4], [-0.3], "cosine")],
    outputScale: 3,
    energyOffset: 5,
  };
  const expected = (g: number): number => {
    const x = (g - 0.3) * 2;
    return 3 * Math.cos(0.7 * Math.exp(-((0.5 * x + 0.1) ** 2) / 2) + 0.4 * Math.exp(-((-1.2 * x + 0.2) ** 2) / 2) - 0.3) + 5;
  };
  const gradient = new Float64Array(1);
  const energy = createNetworkEvaluator(network)(Float64Array.of(0.9), gradient);
  assert.ok(Math.abs(energy - expected(0.9)) < 1e-14);
  assert.ok(Math.abs(gradient[0]! - (expected(0.9 + 1e-6) - expected(0.9 - 1e-6)) / 2e-6) < 1e-8);
});

test.run();
