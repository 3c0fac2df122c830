// Matrix products and convolutions of the tensor backends of this machine, float32. No peer: what a peer's network
// costs is in the rows of the networks.
import { loadGradients } from "@adatom/daemon/compute/backends/gradients.ts";
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import * as tf from "@tensorflow/tfjs-core";
import { presentBackends } from "../../conformance/present-backends.ts";
import type { BenchRow } from "../row.ts";

interface Work {
  readonly name: string;
  /** Floating-point operations of one run. */
  readonly operations: number;
  readonly inputs: readonly (readonly number[])[];
  run(...inputs: tf.Tensor[]): tf.Tensor | tf.Tensor[];
}

const product = (size: number, transposeA: boolean, transposeB: boolean): Work => ({
  name: `matrix product ${transposeA ? "A^T" : "A"} ${transposeB ? "B^T" : "B"}, ${size} square`,
  operations: 2 * size ** 3,
  inputs: [
    [size, size],
    [size, size],
  ],
  run: (a, b) => tf.matMul(a, b, transposeA, transposeB),
});

// The second layer of a 64^3 autoencoder: 32^3 x 16 to 16^3 x 32, filters 4^3, stride 2.
const layer = { x: [1, 32, 32, 32, 16], filter: [4, 4, 4, 16, 32] };
const layerOperations = 2 * 16 ** 3 * 4 ** 3 * 16 * 32;
const convolve = (x: tf.Tensor, filter: tf.Tensor): tf.Tensor => tf.conv3d(x as tf.Tensor5D, filter as tf.Tensor5D, 2, "same");
const works: readonly Work[] = [
  product(1024, false, false),
  product(1024, true, false),
  product(1024, false, true),
  { name: "3-D convolution, forward", operations: layerOperations, inputs: [layer.x, layer.filter], run: convolve },
  {
    name: "3-D convolution, forward and both gradients",
    operations: 3 * layerOperations,
    inputs: [layer.x, layer.filter],
    run: (x, filter) => tf.grads((a, b) => tf.sum(convolve(a, b)))([x, filter]),
  },
];
/** Plain JavaScript and software GPUs would take minutes. */
const slow = ["cpu", "webgpu"];

async function gigaflops(work: Work): Promise<number> {
  const inputs = work.inputs.map((shape) => tf.randomNormal([...shape]));
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 6; round++) {
    const start = performance.now();
    const results = [tf.tidy(() => work.run(...inputs))].flat();
    // On a GPU only the reading waits for the end.
    await Promise.all(results.map((result) => result.data()));
    if (round > 0) best = Math.min(best, performance.now() - start);
    tf.dispose(results);
  }
  tf.dispose(inputs);
  return work.operations / (best * 1e6);
}

await loadGradients();
export const rows: readonly BenchRow[] = (await presentBackends())
  .filter((backend) => !slow.includes(backend) || process.env.ADATOM_BACKEND === backend)
  .flatMap((backend) =>
    works.map((work) => ({
      name: `${backend}: ${work.name}`,
      unit: "GFLOP/s",
      higherIsBetter: true,
      async run() {
        await selectBackend(backend);
        return { ours: await gigaflops(work), peer: null, peerName: "-" };
      },
    })),
  );
