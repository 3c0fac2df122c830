// The step function on the native TensorFlow engine, which every ReLU's adjoint needs: TensorFlow.js 4.22 makes it of half a
// dozen operations with two masks, some five times slower than relu(sign(x)), which is the same for every number, NaN included.
import { getKernel, type KernelFunc, registerKernel, relu, Step, sign, type Tensor, tidy, unregisterKernel } from "@tensorflow/tfjs-core";

const backendName = "tensorflow";

/** Once, after the engine's own kernels. */
export function registerTensorflowStep(): void {
  const own = getKernel(Step, backendName);
  if (!own) throw new Error("the native TensorFlow backend has no step function");
  const kernelFunc: KernelFunc = (given) => {
    // Another value for negative numbers: nobody here asks for it.
    if (given.attrs?.alpha) return own.kernelFunc(given);
    return tidy(() => relu(sign(given.inputs.x as Tensor)));
  };
  unregisterKernel(Step, backendName);
  registerKernel({ ...own, kernelFunc });
}
