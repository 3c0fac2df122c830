// Our kernels' way to the WASM backend: tensors in its heap, and its own kernels called by name.
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { getKernel, type KernelFunc, type NamedAttrMap, type NamedTensorInfoMap, type TensorInfo } from "@tensorflow/tfjs-core";

/** What our kernels can do to their sums; fused operations with others are left to TensorFlow.js. */
export const ownActivations: readonly string[] = ["linear", "relu"];

/** The backend's own kernel. @throws Error when this release of TensorFlow.js has none of that name */
export function ownKernel(name: string): KernelFunc {
  const found = getKernel(name, "wasm");
  if (!found) throw new Error(`the WASM backend has no kernel "${name}"`);
  return found.kernelFunc;
}

export function call(kernel: KernelFunc, backend: BackendWasm, inputs: NamedTensorInfoMap, attrs: NamedAttrMap): TensorInfo {
  return kernel({ inputs, backend, attrs }) as TensorInfo;
}

/** A view of the heap: stale as soon as another tensor is made, which may move it. Fetch it again after that. */
export function view(backend: BackendWasm, tensor: TensorInfo): Float32Array {
  return backend.typedArrayFromHeap(tensor) as Float32Array;
}

export function free(backend: BackendWasm, ...tensors: readonly TensorInfo[]): void {
  for (const { dataId } of tensors) backend.disposeData(dataId);
}
