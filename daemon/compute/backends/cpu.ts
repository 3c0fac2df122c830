// The fall-back everywhere: TensorFlow.js in plain JavaScript. Slow, and the reference the others are checked against.
import { enableProdMode, ready, setBackend } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import type { LoadedBackend } from "./loaded-backend.ts";

export async function load(): Promise<LoadedBackend> {
  // No advertisements on the console, no debugging checks in every operation.
  enableProdMode();
  if (!(await setBackend("cpu"))) throw new Error("TensorFlow.js could not start its plain JavaScript backend");
  await ready();
  return { name: "cpu", description: "TensorFlow.js in plain JavaScript (slow)" };
}
