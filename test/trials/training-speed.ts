// How fast training is beside what n2p2 and aenet were measured to take on a like machine with the same data, functions and
// networks, and that it comes to an equal or lower error: `npm run trials training-speed`, or training-speed:silicon and so on.
// Times of ours are processor time of one thread.
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { splitStructures } from "@adatom/daemon/compute/jobs/data-split.ts";
import { createBehlerParrinelloPotential } from "@adatom/models/networks/behler-parrinello/potential.ts";
import { evaluateModel } from "@adatom/models/training/evaluate-model.ts";
import type { EpochReport } from "@adatom/models/training/training.ts";
import { startTraining } from "@adatom/models/training/training-run.ts";
import { type Workload, workloads } from "./training-speed/workloads.ts";

export interface TrainingSpeedOptions {
  readonly workloads: readonly Workload[];
  /** Epochs of each; default: enough to pass the peer's error. */
  readonly epochs?: number;
  /** Fails where a peer is not beaten by the workload's factors. */
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

/** @throws Error naming the peer that is not beaten */
export async function run({ workloads: asked, epochs: few, held }: TrainingSpeedOptions): Promise<Record<string, Record<string, unknown>>> {
  await selectBackend();
  const table: Record<string, Record<string, unknown>> = {};
  const missed: string[] = [];
  for (const { title, conditions, data, config, epochs, validationFraction, peer } of asked) {
    const sets = data();
    if (typeof sets === "string") {
      table[title] = { skipped: sets };
      continue;
    }
    const parts = splitStructures(sets.train, { validationFraction, testFraction: 0, seed: 1 });
    const atoms = [...parts.train, ...parts.validation].reduce((sum, { atomicNumbers }) => sum + atomicNumbers.length, 0);
    const first = processorSeconds();
    const training = startTraining({ ...config, epochs: few ?? epochs, patience: 1e6 }, parts);
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
    const total = processorSeconds() - first;
    const potential = createBehlerParrinelloPotential(training.bestModel(), title);
    training.dispose();
    const compared = sets.compared ? evaluateModel(potential, sets.compared) : last!.train;
    const { energyMaeMeVPerAtom, energyRmseMeVPerAtom, forceMaeEvPerA, forceRmseEvPerA } = compared;
    const own = { energyMaeMeVPerAtom, energyRmseMeVPerAtom, forceMaeEvPerA, forceRmseEvPerA };
    const epoch = median(times);
    table[title] = {
      conditions,
      secondsAnEpoch: Number(epoch.toPrecision(3)),
      peer: `${peer.name}: ${peer.secondsAnEpoch} s`,
      ratio: Number((peer.secondsAnEpoch / epoch).toPrecision(3)),
      featuresMicrosecondsAnAtom: Number(((1e6 * features) / atoms).toPrecision(3)),
      ...(peer.featuresMicrosecondsAnAtom && {
        peerFeatures: peer.featuresMicrosecondsAnAtom,
        featuresRatio: Number((peer.featuresMicrosecondsAnAtom / ((1e6 * features) / atoms)).toPrecision(3)),
      }),
      errors: Object.fromEntries(Object.entries(own).map(([name, value]) => [name, Number(value.toPrecision(3))])),
      peerErrors: peer.errors,
      epochs: times.length,
      seconds: Number(total.toPrecision(3)),
      peerSeconds: peer.seconds,
    };
    if (held) console.log(JSON.stringify({ [title]: table[title] }, null, 2));
    if (!(peer.secondsAnEpoch / epoch >= peer.factor))
      missed.push(`${title}: an epoch takes ${epoch} s, ${peer.name} ${peer.secondsAnEpoch} s`);
    for (const [name, theirs] of Object.entries(peer.errors))
      if (!(own[name as keyof typeof own] <= theirs))
        missed.push(`${title}: ${name} ${own[name as keyof typeof own]}, ${peer.name} ${theirs}`);
  }
  if (held && missed.length > 0) throw new Error(missed.join("\n"));
  return table;
}
