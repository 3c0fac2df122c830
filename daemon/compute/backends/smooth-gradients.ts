// Gradients of tanh, sigmoid and exp that can be differentiated again. TensorFlow.js 4.22 writes them in terms of the
// saved output, which it takes for a constant: a second derivative, such as the gradient of a loss on forces, is then
// refused, or silently wrong where the input also enters by another way (x sigmoid(x) is off by a tenth).
import { Exp, exp, mul, registerGradient, Sigmoid, sigmoid, sub, Tanh, type Tensor, tanh } from "@tensorflow/tfjs-core";

const slopes: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  [Exp]: (x) => exp(x),
  [Sigmoid]: (x) => {
    const y = sigmoid(x);
    return mul(y, sub(1, y));
  },
  [Tanh]: (x) => {
    const y = tanh(x);
    return sub(1, mul(y, y));
  },
};

export function registerSmoothGradients(): void {
  for (const [kernelName, slope] of Object.entries(slopes)) {
    registerGradient({
      kernelName,
      inputsToSave: ["x"],
      gradFunc: (adjoint, [x]) => ({ x: () => mul(adjoint as Tensor, slope(x as Tensor)) }),
    });
  }
}
