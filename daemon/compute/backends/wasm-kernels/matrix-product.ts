// Matrix products with transposed operands: TensorFlow.js 4.22 on WASM runs them 10 to 40 times slower than plain
// ones, so the operand is transposed first, which costs a few percent of the product.
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { _FusedMatMul, BatchMatMul, type KernelFunc, type TensorInfo, Transpose } from "@tensorflow/tfjs-core";
import { call, free, ownKernel } from "./wasm-tensors.ts";

/** Kernels by name that take the place of the backend's own. Called before those are replaced. */
export function matrixProductKernels(): Record<string, KernelFunc> {
  const transpose = ownKernel(Transpose);
  return {
    [BatchMatMul]: untransposed(ownKernel(BatchMatMul), transpose),
    [_FusedMatMul]: untransposed(ownKernel(_FusedMatMul), transpose),
  };
}

function untransposed(product: KernelFunc, transpose: KernelFunc): KernelFunc {
  return ({ inputs, backend, attrs }) => {
    const wasm = backend as BackendWasm;
    const made: TensorInfo[] = [];
    const turned = (tensor: TensorInfo): TensorInfo => {
      const rank = tensor.shape.length;
      const perm = [...Array(rank - 2).keys(), rank - 1, rank - 2];
      const result = call(transpose, wasm, { x: tensor }, { perm });
      made.push(result);
      return result;
    };
    const { a, b } = inputs as { a: TensorInfo; b: TensorInfo };
    const given = {
      ...inputs,
      a: attrs?.transposeA ? turned(a) : a,
      b: attrs?.transposeB ? turned(b) : b,
    };
    const result = call(product, wasm, given, { ...attrs, transposeA: false, transposeB: false });
    free(wasm, ...made);
    return result;
  };
}
