// How fast training is beside n2p2 and aenet on the same data, functions and networks, and that it comes to an equal or lower error:
// `npm run trials training-speed`, or training-speed:silicon and so on. The peers are run where they are found (ADATOM_N2P2 and
// ADATOM_AENET name their folders), with inputs that our own writers make, and quoted elsewhere. All times are processor time of one
// thread; of the peers', epochs alone (training-speed/*-training.ts say how).
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { splitStructures } from "@adatom/daemon/compute/jobs/data-split.ts";
import { fromBehlerParrinello } from "@adatom/models/networks/atomic-network/model.ts";
import { modelFromSnapshot } from "@adatom/models/networks/behler-parrinello/model.ts";
import { createBehlerParrinelloPotential } from "@adatom/models/networks/behler-parrinello/potential.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import type { TrainingConfig } from "@adatom/models/training/config.ts";
import { evaluateModel } from "@adatom/models/training/evaluate-model.ts";
import type { EpochReport, Metrics } from "@adatom/models/training/training.ts";
import { startTraining } from "@adatom/models/training/training-run.ts";
import type { Errors } from "./training-speed/peer.ts";
import { type Workload, workloads } from "./training-speed/workloads.ts";

export interface TrainingSpeedOptions {
  readonly workloads: readonly Workload[];
  /** Epochs of each; default: enough to pass the peer's error. */
  readonly epochs?: number;
  /** Runs the peers, prints as it goes, and fails where a peer is not beaten by the workload's factors. */
  readonly held: boolean;
}

export const full: TrainingSpeedOptions = { workloads: Object.values(workloads), held: true };

export const variants: Readonly<Record<string, TrainingSpeedOptions>> = Object.fromEntries(
  Object.entries(workloads).map(([name, own]) => [name, { ...full, workloads: [own] }]),
);

const processorSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
const digits = (value: number): number => Number(value.toPrecision(3));
const errorsOf = ({ energyMaeMeVPerAtom, energyRmseMeVPerAtom, forceMaeEvPerA, forceRmseEvPerA }: Metrics): Required<Errors> => ({
  energyMaeMeVPerAtom,
  energyRmseMeVPerAtom,
  forceMaeEvPerA,
  forceRmseEvPerA,
});
const rounded = (errors: Errors): Record<string, number> =>
  Object.fromEntries(Object.entries(errors).map(([name, value]) => [name, digits(value)]));

/** A training of ours; the features' time is that of all structures, validation's too. */
async function train(
  parts: { readonly train: readonly Structure[]; readonly validation: readonly Structure[] },
  config: TrainingConfig,
  compared: readonly Structure[] | undefined,
) {
  const first = processorSeconds();
  const training = startTraining({ ...config, patience: 1e6 }, parts);
  while ((await training.advance()).phase === "descriptors");
  const features = processorSeconds() - first;
  const times: number[] = [];
  let last: EpochReport | undefined;
  for (let started = processorSeconds(); ; ) {
    const { phase, epoch } = await training.advance();
    if (epoch) {
      times.push(processorSeconds() - started);
      started = processorSeconds();
      if (epoch.best) last = epoch;
    }
    if (phase === "finished") break;
  }
  const seconds = processorSeconds() - first;
  const snapshot = training.bestModel();
  training.dispose();
  const errors = errorsOf(compared ? evaluateModel(createBehlerParrinelloPotential(snapshot, "ours"), compared) : last!.train);
  return {
    features,
    epoch: median(times),
    epochs: times.length,
    seconds,
    errors,
    model: fromBehlerParrinello(modelFromSnapshot(snapshot)),
  };
}

/** @throws Error naming the peer that is not beaten */
export async function run({ workloads: asked, epochs: few, held }: TrainingSpeedOptions): Promise<Record<string, Record<string, unknown>>> {
  await selectBackend();
  const table: Record<string, Record<string, unknown>> = {};
  const missed: string[] = [];
  for (const { title, conditions, data, config, epochs, validationFraction, sameMethod, peer } of asked) {
    const sets = data();
    if (typeof sets === "string") {
      table[title] = { skipped: sets };
      continue;
    }
    const parts = splitStructures(sets.train, { validationFraction, testFraction: 0, seed: 1 });
    const atoms = sets.train.reduce((sum, { atomicNumbers }) => sum + atomicNumbers.length, 0);
    const ours = await train(parts, { ...config, epochs: few ?? epochs }, sets.compared);
    const task = { train: sets.train, compared: sets.compared ?? sets.train, model: ours.model, epochs: peer.epochs };
    const measured = held ? peer.measure(task) : null;
    const theirs = measured ?? peer.quoted;
    const features = (1e6 * ours.features) / atoms;
    // Where it is known, what moves the peer's weights counts alone: its epochs end with errors of all structures, which ours has by then.
    const ratio = (theirs.updatesAlone ?? theirs.secondsAnEpoch) / ours.epoch;
    const featuresRatio = theirs.featuresMicrosecondsAnAtom && theirs.featuresMicrosecondsAnAtom / features;
    const own = held && sameMethod ? await train(parts, { ...config, ...sameMethod, epochs: peer.epochs }, sets.compared) : undefined;
    table[title] = {
      conditions,
      secondsAnEpoch: digits(ours.epoch),
      featuresMicrosecondsAnAtom: digits(features),
      errors: rounded(ours.errors),
      epochs: ours.epochs,
      seconds: digits(ours.seconds),
      peer: {
        name: peer.name,
        is: measured ? "measured" : "quoted",
        ...Object.fromEntries(
          Object.entries(theirs).map(([name, value]) => [name, typeof value === "number" ? digits(value) : rounded(value)]),
        ),
      },
      ratio: digits(ratio),
      ...(featuresRatio && { featuresRatio: digits(featuresRatio) }),
      ...(theirs.valuesMicrosecondsAnAtom && { valuesRatio: digits(theirs.valuesMicrosecondsAnAtom / features) }),
      ...(own && {
        sameMethod: {
          secondsAnEpoch: digits(own.epoch),
          ratio: digits((theirs.updatesAlone ?? theirs.secondsAnEpoch) / own.epoch),
          epochs: own.epochs,
          errors: rounded(own.errors),
        },
      }),
    };
    if (held) console.log(JSON.stringify({ [title]: table[title] }, null, 2));
    if (!(ratio >= peer.factor)) missed.push(`${title}: an epoch takes ${ours.epoch} s, ${peer.name} ${theirs.secondsAnEpoch} s`);
    if (peer.featuresFactor && !(featuresRatio! >= peer.featuresFactor))
      missed.push(`${title}: features take ${features} us an atom, ${peer.name} ${theirs.featuresMicrosecondsAnAtom} us`);
    for (const name of Object.keys(peer.quoted.errors) as (keyof Errors)[]) {
      // Both what it came to here and what is known of longer trainings.
      const best = Math.min(theirs.errors[name]!, peer.quoted.errors[name]!);
      if (!(ours.errors[name] <= best)) missed.push(`${title}: ${name} ${ours.errors[name]}, ${peer.name} ${best}`);
    }
  }
  if (held && missed.length > 0) throw new Error(missed.join("\n"));
  return table;
}
