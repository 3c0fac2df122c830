// Rectifiers of layers and their adjoints, which are read off the outputs: the sums need not be kept.
import { concat, mul, neg, relu, slice, step, sub, type Tensor } from "@tensorflow/tfjs-core";
import type { Rectifier } from "./layer.ts";

/** Channels after the rectifier. */
export function rectifiedWidth(rectifier: Rectifier, channels: number): number {
  return rectifier === "crelu" ? 2 * channels : channels;
}

/** @param sums channels last */
export function rectify(rectifier: Rectifier, sums: Tensor): Tensor {
  if (rectifier === "none") return sums;
  return rectifier === "relu" ? relu(sums) : concat([relu(sums), relu(neg(sums))], -1);
}

/** dL/dsums from the rectifier's output and dL/doutput; zero where the sum is zero. */
export function rectifierAdjoint(rectifier: Rectifier, output: Tensor, adjoint: Tensor): Tensor {
  if (rectifier === "none") return adjoint;
  if (rectifier === "relu") return mul(adjoint, step(output));
  const halves = (tensor: Tensor): [Tensor, Tensor] => {
    const half = tensor.shape.at(-1)! / 2;
    const size = [...tensor.shape.slice(0, -1), half];
    const start = size.map(() => 0);
    return [slice(tensor, start, size), slice(tensor, [...start.slice(0, -1), half], size)];
  };
  const [up, down] = halves(output);
  const [upAdjoint, downAdjoint] = halves(adjoint);
  return sub(mul(upAdjoint, step(up)), mul(downAdjoint, step(down)));
}
