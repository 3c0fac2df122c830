// Gradients of operations, for what is differentiated by TensorFlow.js itself. Its core registers none when Node
// imports it, and the package that does is 140 MB with a copy of everything; here its core's own files are loaded, and
// then ours for what is missing or wrong in them. Training of Behler-Parrinello networks needs none of this.
import { registerHooks } from "node:module";
import { registerConvolutionGradients } from "./convolution-gradients.ts";
import { registerSmoothGradients } from "./smooth-gradients.ts";

let loading: Promise<void> | undefined;

/** Takes some 0.2 s the first time. Call it before tf.grads, tf.variableGrads and the like, whatever the backend. */
export function loadGradients(): Promise<void> {
  loading ??= load();
  return loading;
}

async function load(): Promise<void> {
  // The files are ES modules written for bundlers: imports without extension, in a package that does not say "module".
  const core = "/@tensorflow/tfjs-core/dist/";
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const bare = context.parentURL?.includes(core) && specifier.startsWith(".") && !specifier.endsWith(".js");
      const found = next(bare ? `${specifier}.js` : specifier, context);
      return found.url.includes(core) && !found.url.endsWith(".node.js") ? { ...found, format: "module" } : found;
    },
  });
  try {
    await import("@tensorflow/tfjs-core/dist/register_all_gradients.js");
  } finally {
    hooks.deregister();
  }
  registerSmoothGradients();
  registerConvolutionGradients();
}
