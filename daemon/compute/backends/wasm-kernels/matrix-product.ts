// Matrix products: ours in place of TensorFlow.js 4.22's on WASM, which run on one thread, and 10 to 40 times slower with
// transposed operands. What ours does not do (other activations in the same step, unusual batches) stays with it.
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { _FusedMatMul, BatchMatMul, broadcast_util, type KernelFunc, type TensorInfo, Transpose } from "@tensorflow/tfjs-core";
import { products } from "./products.ts";
import { call, free, ownActivations, ownKernel, view } from "./wasm-tensors.ts";

/** Of an operand, whose copy's memory stays taken: 256 MB. */
const mostNumbers = 2 ** 26;

interface Attributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  /** Of fused products. */
  readonly activation?: string;
}

/** Kernels by name that take the place of the backend's own. Called before those are replaced. */
export function matrixProductKernels(): Record<string, KernelFunc> {
  const transpose = ownKernel(Transpose);
  return {
    [BatchMatMul]: product(ownKernel(BatchMatMul), transpose),
    [_FusedMatMul]: product(ownKernel(_FusedMatMul), transpose),
  };
}

function product(own: KernelFunc, transpose: KernelFunc): KernelFunc {
  return (given) => {
    const backend = given.backend as BackendWasm;
    const attrs = given.attrs as unknown as Attributes;
    const inputs = given.inputs as { a: TensorInfo; b: TensorInfo; bias?: TensorInfo };
    return ours(backend, inputs, attrs) ?? untransposed(own, transpose, backend, inputs, attrs);
  };
}

/** Undefined for products that are left to TensorFlow.js. */
function ours(
  backend: BackendWasm,
  { a, b, bias }: { a: TensorInfo; b: TensorInfo; bias?: TensorInfo },
  { transposeA, transposeB, activation = "linear" }: Attributes,
): TensorInfo | undefined {
  if (!ownActivations.includes(activation) || a.dtype !== "float32" || b.dtype !== "float32") return undefined;
  const [aRows, aColumns] = a.shape.slice(-2) as [number, number];
  const [bRows, bColumns] = b.shape.slice(-2) as [number, number];
  const [rows, depth] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const [innerOfB, columns] = transposeB ? [bColumns, bRows] : [bRows, bColumns];
  if (innerOfB !== depth || rows * columns * depth === 0) return undefined;
  if (Math.max(rows * depth, depth * columns, rows * columns) > mostNumbers) return undefined;
  if (bias && bias.shape.reduce((size, length) => size * length, 1) !== columns) return undefined;
  const outer = [a, b].map(({ shape }) => shape.slice(0, -2));
  const [batchA, batchB] = outer.map((shape) => shape.reduce((size, length) => size * length, 1)) as [number, number];
  const batch = Math.max(batchA, batchB);
  // A batch of one repeats; any other way of repeating is left alone.
  if ((batchA !== batch && batchA !== 1) || (batchB !== batch && batchB !== 1)) return undefined;
  const shape = broadcast_util.assertAndGetBroadcastShape(outer[0]!, outer[1]!);
  if (shape.reduce((size, length) => size * length, 1) !== batch) return undefined;
  const out = backend.makeOutput([...shape, rows, columns], "float32");
  const [x, y, z] = [view(backend, a), view(backend, b), view(backend, out)];
  const part = (values: Float32Array, size: number, index: number): Float32Array => values.subarray(index * size, (index + 1) * size);
  for (let k = 0; k < batch; k++) {
    products(backend).multiply(
      { rows, columns, depth, transposeA, transposeB },
      part(x, rows * depth, batchA === 1 ? 0 : k),
      part(y, depth * columns, batchB === 1 ? 0 : k),
      part(z, rows * columns, k),
      { bias: bias && view(backend, bias), rectify: activation === "relu" },
    );
  }
  return out;
}

/** TensorFlow.js's product, with operands transposed first, which costs a few percent of it. */
function untransposed(
  own: KernelFunc,
  transpose: KernelFunc,
  backend: BackendWasm,
  inputs: { a: TensorInfo; b: TensorInfo },
  attrs: Attributes,
): TensorInfo {
  const made: TensorInfo[] = [];
  const turned = (tensor: TensorInfo): TensorInfo => {
    const rank = tensor.shape.length;
    const perm = [...Array(rank - 2).keys(), rank - 1, rank - 2];
    const result = call(transpose, backend, { x: tensor }, { perm });
    made.push(result);
    return result;
  };
  const given = {
    ...inputs,
    a: attrs.transposeA ? turned(inputs.a) : inputs.a,
    b: attrs.transposeB ? turned(inputs.b) : inputs.b,
  };
  const result = call(own, backend, given, { ...attrs, transposeA: false, transposeB: false });
  free(backend, ...made);
  return result;
}
