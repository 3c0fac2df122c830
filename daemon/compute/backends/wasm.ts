// The embedded default: TensorFlow.js on WebAssembly, one thread (its threads are off in Node). Matrix products and
// convolutions give way to our own (wasm-kernels/), which use the process's team of threads.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { presentTeam } from "@adatom/models/kernels/team/team.ts";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { enableProdMode, ready, setBackend } from "@tensorflow/tfjs-core";
import type { LoadedBackend } from "./loaded-backend.ts";
import { registerWasmKernels } from "./wasm-kernels/register.ts";
import { withSharedMemory } from "./wasm-kernels/shared-heap.ts";

const simdModule = "tfjs-backend-wasm-simd.wasm";
const otherModules = ["tfjs-backend-wasm.wasm", "tfjs-backend-wasm-threaded-simd.wasm"];

/** Tells TensorFlow.js where its module is: the package's, with shared memory where that can be had. */
async function placeModules(): Promise<void> {
  // The package's main file lies in the folder that holds the .wasm files.
  const folder = dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"));
  const shared = typeof SharedArrayBuffer === "undefined" ? undefined : withSharedMemory(await readFile(join(folder, simdModule)));
  const address = shared && URL.createObjectURL(new Blob([shared], { type: "application/wasm" }));
  if (!address || !(await canFetch(address))) {
    setWasmPaths(join(folder, sep));
    return;
  }
  // Engines without SIMD, for which the others are, lack what our kernels need as well; in Node its threads are never used.
  setWasmPaths(Object.fromEntries([simdModule, ...otherModules].map((name) => [name, address])), true);
}

/** TensorFlow.js waits for ever where it cannot. */
async function canFetch(address: string): Promise<boolean> {
  try {
    return (await (await fetch(address)).arrayBuffer()).byteLength > 0;
  } catch {
    return false;
  }
}

let placed: Promise<void> | undefined;

/** @throws Error when the engine cannot run the module */
export async function load(): Promise<LoadedBackend> {
  placed ??= placeModules();
  await placed;
  // No advertisements on the console, no debugging checks in every operation.
  enableProdMode();
  if (!(await setBackend("wasm"))) throw new Error("TensorFlow.js could not start its WebAssembly backend");
  await ready();
  registerWasmKernels();
  const { size } = presentTeam();
  const threads = size === 1 ? "one thread" : `products and convolutions on ${size} threads`;
  return { name: "wasm", description: `TensorFlow.js on WebAssembly SIMD, ${threads}` };
}
