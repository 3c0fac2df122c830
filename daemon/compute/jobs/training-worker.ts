// A worker thread of a training job: loss and gradient of parts of batches. Kernels' parts are taken in sections, at once; parts of
// tensors are asked for by messages, and computed on a tensor engine of its own, which is started for the first of them.
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { settledIn } from "@adatom/models/kernels/derivative-products.ts";
import { createNetworkStepKernel } from "@adatom/models/kernels/network-step.ts";
import { Section } from "@adatom/models/kernels/team/section.ts";
import { batchErrors, type TrainingProblem, type TrainingSample } from "@adatom/models/training/batch-gradient.ts";
import { memory } from "@tensorflow/tfjs-core";
import { selectBackend } from "../backends/select.ts";
import { capTensors } from "../backends/tensor-cap.ts";
import { takeParts } from "./batch-parts.ts";
import type { BatchRoom, FromTrainingWorker, ToTrainingWorker, TrainingWorkerSettings } from "./training-messages.ts";

const port = parentPort!;
const samples: TrainingSample[] = [];
const homes: WebAssembly.Memory[] = [];
let problem: TrainingProblem | undefined;
let room: BatchRoom | undefined;
const { backend: backendName, tensorBytes, block, thread } = workerData as TrainingWorkerSettings;
capTensors(tensorBytes);
let backend: ReturnType<typeof selectBackend> | undefined;
const kernel = createNetworkStepKernel();

const answer = (message: FromTrainingWorker): void => port.postMessage(message);

async function errors({ part, wantGradient }: Extract<ToTrainingWorker, { type: "errors" }>): Promise<void> {
  backend ??= selectBackend(backendName);
  await backend;
  const { parameters, gradients, sums, bounds, samples: numbers } = room!;
  const batch = Array.from(numbers.subarray(bounds[part]!, bounds[part + 1]!), (number) => samples[number]!);
  const found = await batchErrors(problem!, parameters.slice(), batch, wantGradient);
  if (found.gradient) gradients[part]!.set(found.gradient);
  sums[part]!.set(found.sums);
}

function hear(message: ToTrainingWorker): void {
  if (message.type === "release") {
    samples.length = 0;
    homes.length = 0;
  } else if (message.type === "home") homes.push(message.memory);
  else if (message.type === "hold") {
    samples[message.number] = message.sample;
    if (message.home !== undefined) settledIn(message.sample, homes[message.home]!);
  } else if (message.type === "problem") problem = message.problem;
  else if (message.type === "room") room = message.room;
  else {
    errors(message).then(
      () => answer({ type: "done", tensors: memory().numTensors }),
      (error: unknown) => answer({ type: "failed", message: error instanceof Error ? error.message : String(error) }),
    );
  }
}

port.on("message", hear);
void new Section(block).attend((_, __, take, [wantGradient]) => {
  // What was said before the section, whether or not the event loop has come to it.
  for (let message = receiveMessageOnPort(port); message; message = receiveMessageOnPort(port)) hear(message.message);
  if (kernel) takeParts(kernel, problem!, room!, (number) => samples[number]!, take, wantGradient === 1, thread);
});
