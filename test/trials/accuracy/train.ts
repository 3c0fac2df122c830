// Trains one potential as the daemon does, and says how its errors fall. It never sees test structures.
import { splitStructures } from "@adatom/daemon/compute/jobs/data-split.ts";
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import type { TrainingConfig } from "@adatom/models/training/config.ts";
import type { EpochReport } from "@adatom/models/training/training.ts";
import { startTraining } from "@adatom/models/training/training-run.ts";

export interface Recipe {
  readonly config: TrainingConfig;
  readonly validationFraction: number;
  /** Of the split into training and validation structures. */
  readonly splitSeed: number;
}

export interface Trained {
  readonly model: Snapshot;
  readonly epochs: number;
  /** The epoch whose weights were kept. */
  readonly best: EpochReport | undefined;
  readonly seconds: number;
  readonly processorSeconds: number;
}

const show = ({ energyMaeMeVPerAtom, forceMaeEvPerA }: EpochReport["train"]): string =>
  `${energyMaeMeVPerAtom.toFixed(2)} meV/atom ${forceMaeEvPerA.toFixed(4)} eV/A`;

/** @param lines how many lines of progress to print */
export async function train(structures: readonly Structure[], recipe: Recipe, lines: number): Promise<Trained> {
  const { config, validationFraction, splitSeed } = recipe;
  const parts = splitStructures(structures, { validationFraction, testFraction: 0, seed: splitSeed });
  const processor = process.cpuUsage();
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  const training = startTraining(config, parts, { now: () => performance.now() });
  let epochs = 0;
  let best: EpochReport | undefined;
  let shown = 0;
  for (;;) {
    const { phase, epoch, reason, total } = await training.advance();
    if (epoch) {
      epochs = epoch.epoch;
      if (epoch.best) best = epoch;
      const share = Math.max(epoch.epoch / total, config.timeLimitSeconds ? seconds() / config.timeLimitSeconds : 0);
      if (lines > 0 && share >= (shown + 1) / lines) {
        shown = Math.floor(share * lines);
        console.log(`${seconds().toFixed(0)} s  epoch ${epochs}  training ${show(epoch.train)}  validation ${show(epoch.validation)}`);
      }
    }
    if (phase !== "finished") continue;
    if (lines > 0) console.log(`${parts.train.length} + ${parts.validation.length} structures, ${epochs} epochs: ${reason}`);
    break;
  }
  const { user, system } = process.cpuUsage(processor);
  const model = training.bestModel();
  training.dispose();
  return { model, epochs, best, seconds: seconds(), processorSeconds: (user + system) / 1e6 };
}
