// Learns the energies of amorphous silicon as Comin and Lewis, PRB 100, 094107 (2019), section III B, do: both networks with
// 34 853 parameters over trained symmetry functions, and both with angular functions besides. For several numbers of training
// configurations: the learning curve, and their table I beside ours.
//
// The whole of it takes days on two cores. Environment: ADATOM_SIZES=200,400,800 chooses numbers of configurations,
// ADATOM_NETWORKS=mlp,cnn,mlp-angular,cnn-angular networks, ADATOM_CONFIGURATIONS a file of configurations with energies
// (else they are made on the spot), ADATOM_CHECKPOINTS a folder in which every run leaves its state each minute and takes it up again,
// ADATOM_TRAINING settings over the paper's, such as '{"schedule":"cosine","averaging":0.999}', ADATOM_FIGURES a folder for the learning
// curve as learning-curve.svg.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { figureAsSvg } from "@adatom/daemon/figures/svg.ts";
import { decodeSnapshot, encodeSnapshot } from "@adatom/daemon/store/snapshot-file.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import type { Figure, Series } from "@adatom/models/figures/figure.ts";
import { parameterCount } from "@adatom/models/networks/structure-energy/architecture.ts";
import { createStructureEnergyCalculator } from "@adatom/models/networks/structure-energy/energy.ts";
import { structureEnergyFromSnapshot } from "@adatom/models/networks/structure-energy/model.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { resolveStructureEnergy, type StructureEnergyConfig } from "@adatom/models/training/structure-energy/config.ts";
import { resumeStructureEnergyTraining, startStructureEnergyTraining } from "@adatom/models/training/structure-energy/run.ts";
import { type AmorphousSampleOptions, makeAmorphousSilicon } from "./amorphous-silicon-sample.ts";
import { readManyFrames } from "./many-frames.ts";

const networks = {
  mlp: { network: "mlp" },
  cnn: { network: "cnn" },
  "mlp-angular": { network: "mlp", angular: 18 },
  "cnn-angular": { network: "cnn", angular: 18 },
} as const;
export type NetworkName = keyof typeof networks;

export interface LearnOptions {
  readonly networks: readonly NetworkName[];
  /** Training configurations; validation and test sets are a tenth of the whole set each, as in the paper. */
  readonly sizes: readonly number[];
  readonly sample: Omit<AmorphousSampleOptions, "structures">;
  /** Over the paper's settings. */
  readonly config: StructureEnergyConfig;
  /** Fails where the largest training set leaves a larger share of the test set's spread of energies. */
  readonly shareLimit: number;
  readonly verbose: boolean;
}

const list = (name: string): string[] => (process.env[name] ?? "").split(",").filter((word) => word !== "");
const chosenSizes = list("ADATOM_SIZES").map(Number);
const chosenNetworks = list("ADATOM_NETWORKS") as NetworkName[];

export const full: LearnOptions = {
  networks: chosenNetworks.length > 0 ? chosenNetworks : (Object.keys(networks) as NetworkName[]),
  sizes: chosenSizes.length > 0 ? chosenSizes : [250, 500, 1000, 2000, 4000, 20_000, 96_930],
  sample: { walks: 4, recipe: {} },
  config: JSON.parse(process.env.ADATOM_TRAINING ?? "{}") as StructureEnergyConfig,
  shareLimit: 0.4,
  verbose: true,
};

/** Table I of the paper, meV/atom, for 96 930 training configurations. */
const paper: Partial<Record<NetworkName, string>> = { mlp: "4.621 / 6.978", cnn: "4.496 / 5.095" };

export async function run(options: LearnOptions): Promise<Record<string, unknown>> {
  const say = (line: string): void => {
    if (options.verbose) console.log(line);
  };
  const largest = Math.max(...options.sizes);
  const all = shuffled(readConfigurations(say) ?? makeAmorphousSilicon({ ...options.sample, structures: Math.ceil(largest / 0.8) }, say));
  const tenth = Math.floor(all.length / 10);
  const test = all.slice(0, tenth);
  const validation = all.slice(tenth, 2 * tenth);
  const pool = all.slice(2 * tenth);
  const { mean, spread } = energiesPerAtom(test);
  say(`${all.length} configurations; of ${tenth} for testing: mean ${mean.toFixed(3)} eV/atom, spread ${spread.toFixed(1)} meV/atom`);
  const rows: LearnedRow[] = [];
  for (const name of options.networks) {
    for (const size of options.sizes) {
      if (size > pool.length) {
        say(`${name}: only ${pool.length} of ${size} training configurations are there`);
        continue;
      }
      const row = await learn(name, { ...networks[name], ...options.config }, { train: pool.slice(0, size), validation, test }, say);
      rows.push(row);
      say(JSON.stringify(row));
      if (size === largest && !(row.test <= options.shareLimit * spread))
        throw new Error(`${name}: ${row.test} meV/atom is more than ${options.shareLimit} of the spread of ${spread.toFixed(1)}`);
    }
  }
  if (process.env.ADATOM_FIGURES) {
    mkdirSync(process.env.ADATOM_FIGURES, { recursive: true });
    writeFileSync(join(process.env.ADATOM_FIGURES, "learning-curve.svg"), figureAsSvg(learningCurve(rows)));
  }
  return { configurations: all.length, meanEvPerAtom: Number(mean.toFixed(4)), spreadMeVPerAtom: Number(spread.toFixed(2)), rows };
}

interface LearnedRow {
  readonly network: NetworkName;
  readonly parameters: number;
  readonly configurations: number;
  /** Root mean square errors, meV/atom. */
  readonly train: number;
  readonly test: number;
  readonly paperTrainTest: string | null;
  readonly millisecondsPerStep: number;
  readonly hoursFor20000: number;
}

/** Errors against the number of training configurations, with the paper's test errors as level lines. */
export function learningCurve(rows: readonly LearnedRow[]): Figure {
  const names = [...new Set(rows.map(({ network }) => network))];
  const curve = (network: NetworkName, of: "test" | "train"): Series => {
    const own = rows.filter((row) => row.network === network).sort((a, b) => a.configurations - b.configurations);
    const style = of === "test" ? "line-and-points" : "line";
    return {
      name: `${network}, ${of === "test" ? "test" : "training"}`,
      style,
      x: own.map((row) => row.configurations),
      y: own.map((row) => row[of]),
    };
  };
  return {
    name: "learning-curve",
    title: "Energies of amorphous silicon: errors against training configurations",
    xLabel: "training configurations of 216 atoms",
    yLabel: "RMSE (meV/atom)",
    logarithmicX: true,
    logarithmicY: true,
    series: names.flatMap((network) => [curve(network, "test"), curve(network, "train")]),
    levels: names.flatMap((network) => {
      const printed = paper[network]?.split(" / ")[1];
      return printed === undefined ? [] : [{ y: Number(printed), label: `paper, ${network}, test` }];
    }),
  };
}

async function learn(
  name: NetworkName,
  config: StructureEnergyConfig,
  data: { train: Structure[]; validation: Structure[]; test: Structure[] },
  say: (line: string) => void,
): Promise<LearnedRow> {
  const checkpoint = checkpointOf(name, config, data.train.length);
  const left = checkpoint && existsSync(checkpoint) ? decodeSnapshot(readFileSync(checkpoint)) : null;
  const run = left ? resumeStructureEnergyTraining(data, left) : startStructureEnergyTraining(config, data);
  if (left) say(`  ${name} ${data.train.length}: goes on from ${checkpoint}`);
  const started = process.cpuUsage();
  let savedAt = performance.now();
  for (;;) {
    if (checkpoint && performance.now() > savedAt + 60_000) {
      savedAt = performance.now();
      writeFileSync(`${checkpoint}.new`, encodeSnapshot(run.snapshot()));
      renameSync(`${checkpoint}.new`, checkpoint);
    }
    const { epoch, reason } = await run.advance();
    if (epoch) {
      const { train, validation } = epoch;
      say(
        `  ${name} ${data.train.length}: epoch ${epoch.epoch} training ${train.energyRmseMeVPerAtom.toFixed(2)} validation ${validation.energyRmseMeVPerAtom.toFixed(2)}`,
      );
    }
    if (reason) break;
  }
  const { user, system } = process.cpuUsage(started);
  const { epochs, architecture } = resolveStructureEnergy(config);
  const steps = epochs * data.train.length;
  const model = structureEnergyFromSnapshot(run.bestModel());
  const calculator = createStructureEnergyCalculator(model.architecture);
  const rmse = (structures: readonly Structure[]): number => {
    const squares = structures.map((structure) => {
      const { energy } = calculator.evaluate(model, calculator.geometry(structure), "nothing");
      return ((energy - structure.reference!.energy!) / structure.atomicNumbers.length) ** 2;
    });
    return Number((1000 * Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / squares.length)).toFixed(3));
  };
  const millisecondsPerStep = (user + system) / 1000 / steps;
  return {
    network: name,
    parameters: parameterCount(architecture),
    configurations: data.train.length,
    train: rmse(data.train.slice(0, 500)),
    test: rmse(data.test),
    paperTrainTest: paper[name] ?? null,
    // Validations are in it: processor time over steps.
    millisecondsPerStep: Number(millisecondsPerStep.toFixed(1)),
    hoursFor20000: Number(((millisecondsPerStep * 20_000 * epochs) / 3.6e6).toFixed(2)),
  };
}

/** Where a run leaves its state; null where no folder is given. */
function checkpointOf(name: string, config: StructureEnergyConfig, size: number): string | null {
  const folder = process.env.ADATOM_CHECKPOINTS;
  if (!folder) return null;
  mkdirSync(folder, { recursive: true });
  const { learningRate, schedule, averaging } = resolveStructureEnergy(config);
  return join(folder, `${name}-${size}-${learningRate}-${schedule}-${averaging}.snapshot`);
}

function readConfigurations(say: (line: string) => void): Structure[] | null {
  const file = process.env.ADATOM_CONFIGURATIONS;
  if (!file) return null;
  const structures = readManyFrames(file);
  say(`${structures.length} configurations from ${file}`);
  return structures;
}

function shuffled(structures: Structure[]): Structure[] {
  const random = createRandom(5);
  const mixed = [...structures];
  for (let k = mixed.length - 1; k > 0; k--) {
    const other = random.integer(k + 1);
    [mixed[k], mixed[other]] = [mixed[other]!, mixed[k]!];
  }
  return mixed;
}

/** Mean (eV/atom) and standard deviation (meV/atom). */
function energiesPerAtom(structures: readonly Structure[]): { mean: number; spread: number } {
  const energies = structures.map(({ reference, atomicNumbers }) => reference!.energy! / atomicNumbers.length);
  const mean = energies.reduce((sum, value) => sum + value, 0) / energies.length;
  return { mean, spread: 1000 * Math.sqrt(energies.reduce((sum, value) => sum + (value - mean) ** 2, 0) / energies.length) };
}
