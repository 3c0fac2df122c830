// Training a committee: its members one after the other, so that only one holds descriptors at a time. To its driver it is
// one run, whose epochs are counted through.
import type { Snapshot } from "../dynamics/dynamics.ts";
import { committeeMembers, joinCommittee } from "../networks/committee.ts";
import type { TrainingConfig } from "./config.ts";
import type { TrainingData, TrainingProgress } from "./training.ts";
import { resumeTraining, type StoppableTrainingRun, startTraining, type TrainingOptions } from "./training-run.ts";

/** How many members, which then differ in their seeds; or the hidden layers of each, and seeds as well. */
export type CommitteeSize = number | readonly (readonly number[])[];

const format = "adatom-committee-training-1";

interface State {
  /** Member under way, and epochs of those before it. */
  member: number;
  epochsBefore: number;
  /** Epochs of this member so far. */
  epochs: number;
  stopping: boolean;
}

/** Settings of every member. The time limit is shared out. @throws RangeError for fewer than two members */
export function memberConfigs(config: TrainingConfig, committee: CommitteeSize): TrainingConfig[] {
  const count = typeof committee === "number" ? committee : committee.length;
  if (!(Number.isInteger(count) && count >= 2)) throw new RangeError("committee: must have two members or more");
  return Array.from({ length: count }, (_, k) => ({
    ...config,
    ...(typeof committee !== "number" && { hidden: committee[k]! }),
    seed: (config.seed ?? 1) + k,
    ...(config.timeLimitSeconds !== undefined && { timeLimitSeconds: config.timeLimitSeconds / count }),
  }));
}

/** @throws RangeError as startTraining, or where the model to start from is a committee of another size */
export function startCommittee(
  config: TrainingConfig,
  committee: CommitteeSize,
  data: TrainingData,
  options: TrainingOptions = {},
): StoppableTrainingRun {
  return createRun(memberConfigs(config, committee), data, options);
}

/** @throws RangeError where the snapshot is not one of a committee's training, or the data are not the same */
export function resumeCommittee(
  data: TrainingData,
  snapshot: Snapshot,
  options: Omit<TrainingOptions, "initial"> = {},
): StoppableTrainingRun {
  const { json } = snapshot;
  if (json.format !== format) throw new RangeError(`training snapshot: format is "${String(json.format)}", expected "${format}"`);
  const parts = committeeMembers({ arrays: snapshot.arrays, json: json.parts as Snapshot["json"] });
  const [trained, starting] = [Number(json.trained), Number(json.starting)];
  return createRun(
    json.configs as TrainingConfig[],
    data,
    { ...options, ...(starting > 0 && { initial: joinCommittee(parts.slice(trained, trained + starting)) }) },
    { state: { ...(json.state as State) }, models: parts.slice(0, trained), run: parts[trained + starting]! },
  );
}

function createRun(
  configs: readonly TrainingConfig[],
  data: TrainingData,
  { initial, ...others }: TrainingOptions,
  resume?: { readonly state: State; readonly models: Snapshot[]; readonly run: Snapshot },
): StoppableTrainingRun {
  const starts = initial ? committeeMembers(initial) : [];
  if (initial && starts.length !== configs.length)
    throw new RangeError(`the model to start from has ${starts.length} members, not ${configs.length}: train afresh`);
  const state: State = resume?.state ?? { member: 0, epochsBefore: 0, epochs: 0, stopping: false };
  const models: Snapshot[] = resume?.models ?? [];
  const begin = (): StoppableTrainingRun => startTraining(configs[state.member]!, data, { ...others, initial: starts[state.member] });
  let run = resume ? resumeTraining(data, resume.run, others) : begin();

  function through(progress: TrainingProgress): TrainingProgress {
    const { phase, done, total, epoch } = progress;
    if (phase === "descriptors") return state.member === 0 ? forAll(progress) : { phase, done, total };
    if (epoch) state.epochs = epoch.epoch;
    const counted = epoch && { epoch: { ...epoch, epoch: state.epochsBefore + epoch.epoch } };
    return { phase, done: state.member * total + done, total: configs.length * total, ...counted };
  }

  /** The forecast of one member as that of all, which differ little but in their layers. */
  function forAll({ forecast, ...progress }: TrainingProgress): TrainingProgress {
    if (!forecast) return progress;
    const { totalSeconds } = forecast;
    return { ...progress, forecast: { ...forecast, ...(totalSeconds !== undefined && { totalSeconds: configs.length * totalSeconds }) } };
  }

  return {
    async advance() {
      const progress = await run.advance();
      const counted = through(progress);
      if (progress.phase !== "finished") return counted;
      const reason = progress.reason!;
      // A member that diverged before its first epoch ended has nothing to give.
      if (state.member === models.length && run.hasModel()) models.push(run.bestModel());
      if (state.stopping || state.member === configs.length - 1) return { ...counted, reason };
      run.dispose();
      state.member++;
      state.epochsBefore += state.epochs;
      state.epochs = 0;
      run = begin();
      return { ...counted, phase: "epochs" };
    },
    snapshot() {
      const parts = joinCommittee([...models, ...starts, run.snapshot()]);
      const json = { format, configs, state: { ...state }, trained: models.length, starting: starts.length, parts: parts.json };
      return { arrays: parts.arrays, json };
    },
    hasModel: () => models.length > 0 || run.hasModel(),
    bestModel: () => joinCommittee(models.length <= state.member && run.hasModel() ? [...models, run.bestModel()] : models),
    requestStop(reason) {
      state.stopping = true;
      run.requestStop(reason);
    },
    dispose: () => run.dispose(),
  };
}
