// Trains the default Behler-Parrinello potential on the real silicon of examples/silicon, split as the daemon splits it,
// and holds the errors on the test structures against the limits this project promises.
import { readFileSync } from "node:fs";
import path from "node:path";
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { splitStructures } from "@adatom/daemon/compute/jobs/data-split.ts";
import { parseXyz } from "@adatom/models/formats/extxyz.ts";
import { createBehlerParrinelloPotential } from "@adatom/models/networks/behler-parrinello/potential.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import type { TrainingConfig } from "@adatom/models/training/config.ts";
import { evaluateModel } from "@adatom/models/training/evaluate-model.ts";
import type { Metrics } from "@adatom/models/training/training.ts";
import { startTraining } from "@adatom/models/training/training-run.ts";
import { repositoryRoot } from "../runner/files.ts";

export interface SiliconAccuracyOptions {
  readonly config: TrainingConfig;
  /** Of the split into training and validation structures. */
  readonly splitSeed: number;
  /** Fails above these; test structures are never used before the end. */
  readonly energyLimitMeVPerAtom: number;
  readonly forceLimitEvPerA: number;
  readonly verbose: boolean;
}

export const full: SiliconAccuracyOptions = { config: {}, splitSeed: 1, energyLimitMeVPerAtom: 8, forceLimitEvPerA: 0.14, verbose: true };

export function readSilicon(name: "train" | "test"): Structure[] {
  const { frames, problems } = parseXyz(readFileSync(path.join(repositoryRoot, `examples/silicon/data/${name}.xyz`), "utf8"));
  if (problems.length > 0) throw new Error(`examples/silicon/data/${name}.xyz: ${problems[0]!.message}`);
  return frames.map((frame) => frame.structure);
}

export async function run(options: SiliconAccuracyOptions): Promise<Record<string, unknown>> {
  const { config, splitSeed, verbose } = options;
  const backend = await selectBackend();
  const { train, validation } = splitStructures(readSilicon("train"), { validationFraction: 0.1, testFraction: 0, seed: splitSeed });
  const processor = process.cpuUsage();
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  const training = startTraining(config, { train, validation });
  let epochs = 0;
  for (;;) {
    const { phase, epoch, reason } = await training.advance();
    if (epoch) epochs = epoch.epoch;
    if (verbose && epoch && epoch.epoch % 20 === 0) {
      const { train: own, validation: held } = epoch;
      const line = [own, held].map((m) => `${m.energyMaeMeVPerAtom.toFixed(2)} meV/atom ${m.forceMaeEvPerA.toFixed(4)} eV/A`);
      console.log(`${seconds().toFixed(0)} s  epoch ${epoch.epoch}  training ${line[0]}  validation ${line[1]}`);
    }
    if (phase !== "finished") continue;
    if (verbose) console.log(`finished: ${reason}`);
    break;
  }
  const trainedIn = seconds();
  const { user, system } = process.cpuUsage(processor);
  const potential = createBehlerParrinelloPotential(training.bestModel(), "silicon@1");
  training.dispose();
  const errors = (structures: readonly Structure[]): Metrics => evaluateModel(potential, structures);
  const test = errors(readSilicon("test"));
  if (!(test.energyMaeMeVPerAtom <= options.energyLimitMeVPerAtom && test.forceMaeEvPerA <= options.forceLimitEvPerA)) {
    throw new Error(`test errors ${test.energyMaeMeVPerAtom} meV/atom, ${test.forceMaeEvPerA} eV/A are above the limits`);
  }
  const short = ({ energyMaeMeVPerAtom: energy, forceMaeEvPerA: force }: Metrics): string =>
    `${energy.toFixed(2)} meV/atom, ${force.toFixed(4)} eV/A`;
  const processorSeconds = Math.round((user + system) / 1e6);
  return {
    backend: backend.name,
    epochs,
    seconds: Math.round(trainedIn),
    processorSeconds,
    train: short(errors(train)),
    validation: short(errors(validation)),
    test: short(test),
  };
}
