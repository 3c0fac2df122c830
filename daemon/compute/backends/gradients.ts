// Gradients of operations. TensorFlow.js's core registers none when Node imports it; its umbrella package does.
import "@tensorflow/tfjs";
import { registerTransposedConvolutionGradient } from "./transposed-convolution-gradient.ts";

/** Importing the package registered its own; this adds what it leaves out. Called as each backend starts. */
export function registerGradients(): void {
  registerTransposedConvolutionGradient();
}
