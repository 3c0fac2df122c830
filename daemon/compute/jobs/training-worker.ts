// A worker thread of a training job: loss and gradient of parts of batches, on a tensor engine of its own.
import { parentPort, workerData } from "node:worker_threads";
import { settledIn } from "@adatom/models/kernels/derivative-products.ts";
import { batchErrors, type TrainingProblem, type TrainingSample } from "@adatom/models/training/batch-gradient.ts";
import { memory } from "@tensorflow/tfjs-core";
import { selectBackend } from "../backends/select.ts";
import { capTensors } from "../backends/tensor-cap.ts";
import type { FromTrainingWorker, ToTrainingWorker, TrainingWorkerSettings } from "./training-messages.ts";

const port = parentPort!;
const samples: TrainingSample[] = [];
const homes: WebAssembly.Memory[] = [];
let problem: TrainingProblem | undefined;
const { backend: backendName, tensorBytes } = workerData as TrainingWorkerSettings;
capTensors(tensorBytes);
const backend = selectBackend(backendName);

const answer = (message: FromTrainingWorker): void => port.postMessage(message);

async function errors({ samples: numbers, wantGradient, buffers }: Extract<ToTrainingWorker, { type: "errors" }>): Promise<void> {
  await backend;
  const batch = numbers.map((number) => samples[number]!);
  const { gradient, sums } = await batchErrors(problem!, buffers.parameters.slice(), batch, wantGradient);
  if (gradient) buffers.gradient.set(gradient);
  buffers.sums.set(sums);
}

port.on("message", (message: ToTrainingWorker) => {
  if (message.type === "release") {
    samples.length = 0;
    homes.length = 0;
  } else if (message.type === "home") homes.push(message.memory);
  else if (message.type === "hold") {
    samples[message.number] = message.sample;
    if (message.home !== undefined) settledIn(message.sample, homes[message.home]!);
  } else if (message.type === "problem") problem = message.problem;
  else {
    errors(message).then(
      () => answer({ type: "done", tensors: memory().numTensors }),
      (error: unknown) => answer({ type: "failed", message: error instanceof Error ? error.message : String(error) }),
    );
  }
});
