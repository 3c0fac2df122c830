// The training of the thesis: L-BFGS over the whole batch on energies, two hidden layers of ten, tanh.
import type { TrainingConfig } from "../training/config.ts";
import type { StudyOptions } from "./study.ts";
import { thesisDescriptors } from "./thesis-descriptors.ts";

export function thesisTraining({ seed, epochs, hidden, forceWeight }: StudyOptions, change: TrainingConfig = {}): TrainingConfig {
  return {
    descriptors: thesisDescriptors(),
    hidden,
    activation: "tanh",
    optimiser: { type: "l-bfgs" },
    seed,
    epochs,
    forceWeight,
    // Every case gets all of its epochs: what is compared is where they lead.
    patience: epochs,
    // A tenth of what is learned from is few structures, which an early epoch may please by chance; but a few epochs of
    // Levenberg-Marquardt are all that it takes, and more only fit the noise.
    keepFrom: change.optimiser?.type === "levenberg-marquardt" ? 0 : Math.ceil(epochs / 3),
    // How many are worked on at once: no effect on the result, and small structures are quicker together.
    batchStructures: 32,
    ...change,
  };
}
