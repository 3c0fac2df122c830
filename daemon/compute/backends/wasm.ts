// The embedded default: TensorFlow.js on WebAssembly, one thread (its threads are off in Node).
// Kernels of its that are slow, missing or wrong give way to our own (wasm-kernels/).
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { enableProdMode, ready, setBackend } from "@tensorflow/tfjs-core";
import type { LoadedBackend } from "./loaded-backend.ts";
import { registerWasmKernels } from "./wasm-kernels/register.ts";

/** @throws Error when the engine cannot run the module */
export async function load(): Promise<LoadedBackend> {
  // The package's main file lies in the folder that holds the .wasm files.
  const folder = dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"));
  setWasmPaths(join(folder, sep));
  // No advertisements on the console, no debugging checks in every operation.
  enableProdMode();
  if (!(await setBackend("wasm"))) throw new Error("TensorFlow.js could not start its WebAssembly backend");
  await ready();
  registerWasmKernels();
  return { name: "wasm", description: "TensorFlow.js on WebAssembly SIMD, one thread" };
}
