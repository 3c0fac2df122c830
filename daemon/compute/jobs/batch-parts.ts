// One thread's share of a batch: parts as they are free, with the networks' weights loaded once for all of them.
import type { NetworkStepKernel } from "@adatom/models/kernels/network-step.ts";
import { batchErrorsNow, type TrainingProblem, type TrainingSample } from "@adatom/models/training/batch-gradient.ts";
import { type LoadedNetworks, loadNetworks } from "@adatom/models/training/network-step.ts";
import type { BatchRoom } from "./training-messages.ts";

/**
 * Parts that cannot be done here, for want of memory, are left for whoever opened the section.
 * @param take number of the next part, or -1 @param thread its number
 */
export function takeParts(
  kernel: NetworkStepKernel,
  problem: TrainingProblem,
  { parameters, samples, bounds, gradients, sums, done }: BatchRoom,
  sampleOf: (number: number) => TrainingSample,
  take: () => number,
  wantGradient: boolean,
  thread: number,
): void {
  let networks: LoadedNetworks | undefined;
  try {
    for (let part = take(); part >= 0; part = take()) {
      networks ??= loadNetworks(kernel, problem.shapes, parameters);
      const batch = Array.from(samples.subarray(bounds[part]!, bounds[part + 1]!), sampleOf);
      const found = networks && batchErrorsNow(problem, networks, batch, wantGradient);
      if (!found) continue;
      if (found.gradient) gradients[part]!.set(found.gradient);
      sums[part]!.set(found.sums);
      done[part] = 1 + thread;
    }
  } finally {
    networks?.dispose();
  }
}
