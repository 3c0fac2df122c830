// Active learning as a job: train, explore with the model, select what is unlike the known, label it, add it to the data, train
// again. Each stage goes on from a checkpoint of its own kind, and what a stage left in files is found again.
import { readFileSync } from "node:fs";
import type { Stepwise } from "@adatom/models/analysis/stepwise.ts";
import { augment } from "@adatom/models/data/augment.ts";
import { unlabelled } from "@adatom/models/data/unlabelled.ts";
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { createLearnedPotential } from "@adatom/models/networks/learned-potential.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { supercell } from "@adatom/models/structure/supercell.ts";
import { decodeSnapshot } from "../../../store/snapshot-file.ts";
import { createCalculator } from "../../labels/create-calculator.ts";
import { LabelStore } from "../../labels/label-store.ts";
import { labelled } from "../../labels/labelled.ts";
import { Labelling } from "../../labels/labelling.ts";
import { endLeftOvers } from "../../labels/work-folder.ts";
import { readStructures } from "../../tools/structure-files.ts";
import type { JobContext, JobDriver } from "../driver.ts";
import { createTrainingDriver } from "../train.ts";
import { chooseToLabel } from "./choose-to-label.ts";
import { Exploration } from "./exploration.ts";
import type { ActiveLearningParameters, ActiveLearningResult, RoundRow, TrainResult } from "./parameters.ts";
import { RoundFiles } from "./round-files.ts";

/** Of starting structures before the first training: strains, and displacements along each axis in angstrom. */
const bootstrapDeformation = 0.03;
const bootstrapDisplacement = 0.15;

/** Where the run stands; what a stage knows beside this is in its own snapshot. */
interface State {
  /** Counts trainings, from 1. */
  round: number;
  stage: "bootstrap" | "train" | "explore" | "select" | "label";
  training: TrainResult | null;
  row: Partial<RoundRow>;
  rows: RoundRow[];
  labelled: number;
  failed: number;
  seconds: number;
}

export function createActiveLearningDriver(parameters: ActiveLearningParameters, resumed: Snapshot | null, context: JobContext): JobDriver {
  const { training, calculator, dynamics, limits, rounds, perRound, threshold, bootstrap, targetForceMae, output } = parameters;
  const files = new RoundFiles(parameters);
  const starts = readStarts(parameters);
  const state: State = resumed ? (structuredClone(resumed.json.state) as State) : firstState();
  const store = new LabelStore(parameters.labels);
  endLeftOvers(parameters.workFolder);
  /** Of the stage at hand, for the first step of it only. */
  let left: Snapshot | null = resumed?.json.stage ? { arrays: resumed.arrays, json: resumed.json.stage as Snapshot["json"] } : null;
  let trainer: JobDriver | null = null;
  let exploration: Exploration | null = null;
  let selecting: Stepwise<readonly Structure[]> | null = null;
  let labelling: Labelling | null = null;
  let chosen: readonly Structure[] = [];

  function firstState(): State {
    return {
      round: 1,
      stage: bootstrap > 0 ? "bootstrap" : "train",
      training: null,
      row: {},
      rows: [],
      labelled: 0,
      failed: 0,
      seconds: 0,
    };
  }

  /** Progress of a stage, under the round's name. */
  const inRound = (): JobContext => ({
    ...context,
    progress: (phase, done, total) => context.progress(`round ${Math.min(state.round, rounds)} of ${rounds}: ${phase}`, done, total),
    // A row is a round; those of a stage have no place.
    row() {},
  });

  function enter(stage: State["stage"]): void {
    state.stage = stage;
    left = null;
  }

  async function train(): Promise<void> {
    if (!trainer) {
      // A fresh training is compared with the version in use before the run; a warm one goes on from the last.
      const previous = training.fresh ? null : state.training;
      const current =
        previous && ({ kind: "stored", name: `${training.modelName}-round`, version: state.round - 1, path: previous.output } as const);
      const own = { ...training, files: files.training(), output: files.model(state.round), ...(current && { current }) };
      trainer = await createTrainingDriver(own, left, inRound());
      left = null;
    }
    const result = await trainer.step();
    if (result?.kind !== "train") return;
    trainer.dispose();
    trainer = null;
    state.training = result;
    const errors = result.test ?? result.validation;
    const { energyMaeMeVPerAtom, forceMaeEvPerA } = errors;
    state.row = { structures: files.known().length, energyMaeMeVPerAtom, forceMaeEvPerA };
    if (!result.test && state.round === 1)
      context.warn("There are no test structures: errors are those on the validation structures, which change as data are added.");
    enter("explore");
  }

  /** Whether the newest model ends the run; why. */
  function verdict(): ActiveLearningResult["reason"] | null {
    if (state.stage !== "explore" || exploration) return null;
    if (targetForceMae !== null && state.row.forceMaeEvPerA! <= targetForceMae) return "good enough";
    return state.round > rounds ? "rounds" : null;
  }

  function explore(): void {
    if (!exploration) {
      const potential = newestModel();
      const file = files.candidates(state.round);
      exploration = new Exploration({ starts, dynamics, limits, potential, round: state.round, file, context: inRound() }, left);
      left = null;
    }
    if (!exploration.step()) return;
    const { candidates: count, extrapolatingFrames, spreads, spreadSum, maximumSpread } = exploration.found;
    exploration.synchronise();
    exploration.dispose();
    exploration = null;
    const spread = spreads > 0 ? { meanSpreadEvPerA: spreadSum / spreads, maximumSpreadEvPerA: maximumSpread } : {};
    state.row = { ...state.row, candidates: count, extrapolatingFrames, ...spread };
    enter("select");
  }

  function newestModel(): Potential {
    return createLearnedPotential(decodeSnapshot(readFileSync(state.training!.output)), `${training.modelName}-round@${state.round}`);
  }

  function select(): void {
    if (!selecting) {
      const candidates = files.read(files.candidates(state.round));
      const { model } = training;
      const descriptors = model.type === "behler-parrinello" ? model.descriptors : undefined;
      selecting = chooseToLabel(files.known(), candidates, newestModel(), { count: perRound, threshold, descriptors });
    }
    const { done, value } = selecting.next();
    if (!done) {
      inRound().progress("selecting", Math.round(100 * value), 100);
      return;
    }
    selecting = null;
    const picked = value.map((structure) => unlabelled(structure, { active_learning_round: state.round }));
    files.write(files.selected(state.round), picked);
    state.row = { ...state.row, selected: picked.length };
    enter("label");
  }

  /** @returns true when all that can be labelled is, and stands in the data */
  function label(toLabel: () => readonly Structure[]): boolean {
    if (!labelling) {
      chosen = toLabel();
      labelling = new Labelling(chosen, createCalculator(calculator, parameters.workFolder, context.models), store);
    }
    labelling.takeUp();
    inRound().progress("labelling", labelling.done, chosen.length);
    if (!labelling.finished) return false;
    const { labels, failures } = labelling;
    for (const { index, reason, folder } of failures)
      context.warn(`Round ${state.round}, structure ${index}: ${reason}${folder === null ? "" : `; its files are kept in ${folder}`}`);
    const found = chosen.flatMap((structure, k) => (labels[k] ? [labelled(structure, labels[k], calculator.name)] : []));
    if (chosen.length > 0 && found.length === 0)
      throw new Error(`No structure of round ${state.round} could be labelled. ${failures[0]!.reason}`);
    labelling.stop();
    labelling = null;
    context.requireDaemon();
    files.append(found);
    state.labelled += found.length;
    state.failed += failures.length;
    state.row = { ...state.row, labelled: found.length, failed: failures.length };
    return true;
  }

  function closeRound(): void {
    const row = { candidates: 0, selected: 0, labelled: 0, failed: 0, extrapolatingFrames: 0, ...state.row } as RoundRow;
    state.rows.push(row);
    state.row = {};
    context.row(state.round, { ...row });
  }

  function finish(reason: ActiveLearningResult["reason"]): ActiveLearningResult {
    if (Object.keys(state.row).length > 0) closeRound();
    const { rows, labelled: count, failed, training: last, seconds } = state;
    return {
      kind: "active-learning",
      rounds: rows,
      reason,
      labelled: count,
      failed,
      calculator: calculator.name,
      output,
      training: last!,
      seconds,
      last: null,
    };
  }

  async function advance(): Promise<ActiveLearningResult | null> {
    if (state.stage === "bootstrap") {
      if (label(() => bootstrapped(starts, bootstrap, dynamics.seed))) enter("train");
    } else if (state.stage === "train") await train();
    else if (state.stage === "explore") {
      const reason = verdict();
      if (reason) return finish(reason);
      explore();
    } else if (state.stage === "select") select();
    else if (label(() => files.read(files.selected(state.round)))) {
      if (state.row.selected === 0) return finish("nothing new");
      closeRound();
      state.round++;
      enter("train");
    }
    return null;
  }

  return {
    async step() {
      const begun = performance.now();
      try {
        return await advance();
      } finally {
        state.seconds += (performance.now() - begun) / 1000;
      }
    },
    waiting() {
      const begun = performance.now();
      return (
        labelling?.waiting()?.then(() => {
          state.seconds += (performance.now() - begun) / 1000;
        }) ?? null
      );
    },
    snapshot() {
      const stage = trainer?.snapshot() ?? exploration?.snapshot() ?? left;
      return { arrays: stage?.arrays ?? {}, json: { state: structuredClone(state), stage: stage?.json ?? null } };
    },
    synchronise() {
      trainer?.synchronise?.();
      exploration?.synchronise();
    },
    position: () => state.round,
    // What was labelled stands in the data; the run goes on from its checkpoint.
    cancel: () => false,
    dispose() {
      trainer?.dispose();
      exploration?.dispose();
      labelling?.stop();
    },
  };
}

/** @throws Failure with file and line where one cannot be read */
function readStarts({ starts, supercell: repeats }: ActiveLearningParameters): Structure[] {
  const reading = readStructures(starts);
  for (;;) {
    const { done, value } = reading.next();
    if (done) return value.structures.map(({ structure }) => supercell(structure, repeats));
  }
}

/** The starting structures and changed copies of each, for data where there are none. */
function bootstrapped(starts: readonly Structure[], copies: number, seed: number): Structure[] {
  const options = {
    kinds: ["displacement", "strain"] as const,
    copies,
    deformation: bootstrapDeformation,
    displacementAngstrom: bootstrapDisplacement,
    vacancies: 0,
    seed,
  };
  return [...starts.map((structure) => unlabelled(structure)), ...augment(starts, options)];
}
