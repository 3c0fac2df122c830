// A study as a job: one training after the other, each measured at its end, tables and figures behind the last. It goes on
// from a checkpoint within a training.
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { createLearnedPotential } from "@adatom/models/networks/learned-potential.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { studyNamed } from "@adatom/models/studies/index.ts";
import type { CaseOutcome, Measured, StudyCase } from "@adatom/models/studies/study.ts";
import type { Metrics } from "@adatom/models/training/training.ts";
import { resumeTraining, type StoppableTrainingRun, startTraining } from "@adatom/models/training/training-run.ts";
import { selectBackend } from "../backends/select.ts";
import type { JobParameters, JobResult } from "../contract.ts";
import type { JobContext, JobDriver } from "./driver.ts";
import { StepwiseEvaluation } from "./stepwise-evaluation.ts";
import { writeStudy } from "./study-files.ts";
import { gatherMaterial } from "./study-material.ts";

type Parameters = Extract<JobParameters, { kind: "study" }>;
type StudyResult = Extract<JobResult, { kind: "study" }>;
type Curve = { epoch: number[]; train: number[]; validation: number[] };

/** What is kept of a training that is under way, beside the training's own snapshot. */
interface CaseProgress {
  readonly curve: Curve;
  seconds: number;
}

export async function createStudyDriver(parameters: Parameters, resumed: Snapshot | null, context: JobContext): Promise<JobDriver> {
  const study = studyNamed(parameters.study);
  if (!study) throw new Error(`There is no study "${parameters.study}".`);
  await selectBackend();
  const outcomes: CaseOutcome[] = [...((resumed?.json.outcomes ?? []) as CaseOutcome[])];
  let underWay: CaseProgress | null = null;
  let run: StoppableTrainingRun | null = null;
  let seconds = Number(resumed?.json.seconds ?? 0);

  async function* work(): AsyncGenerator<void, StudyResult> {
    const { seed, epochs, hidden, forceWeight, output } = parameters;
    const material = yield* gatherMaterial(parameters, study!, context);
    const options = { seed, epochs, hidden, forceWeight };
    const cases = study!.cases(material, options);
    for (const [k, one] of cases.entries()) {
      if (k < outcomes.length) continue;
      outcomes.push(yield* carryOut(one, `${k + 1} of ${cases.length}: ${one.label}`));
      const { test, curve, seconds: taken } = outcomes.at(-1)!;
      const { energyMaeMeVPerAtom, energyRmseMeVPerAtom, forceMaeEvPerA } = test;
      context.row(k + 1, { energyMaeMeVPerAtom, energyRmseMeVPerAtom, forceMaeEvPerA, epochs: curve.epoch.length, seconds: taken });
    }
    const report = study!.report(material, outcomes, options);
    const conditions = {
      data: parameters.files.join(", ") || "made by the study",
      structures: material.sets.map(({ name, structures }) => `${name} ${structures.length}`).join(", "),
      ...(material.reference && { "labels by": material.reference.name }),
      "trained on": forceWeight > 0 ? `energies and forces, weight ${forceWeight}` : "energies",
      seed,
      epochs,
      hidden: hidden.join("-"),
    };
    context.requireDaemon();
    return {
      kind: "study",
      study: parameters.study,
      cases: outcomes.length,
      tables: report.tables,
      files: writeStudy(output, study!, conditions, report, outcomes),
      seconds,
      last: null,
    };
  }

  async function* carryOut({ label, series, x, config, data, measure }: StudyCase, phase: string): AsyncGenerator<void, CaseOutcome> {
    const { arrays, json } = resumed ?? {};
    const kept = json?.run && json.at === outcomes.length ? { arrays: arrays!, json: json.run as Snapshot["json"] } : null;
    underWay = kept ? structuredClone(json!.underWay as CaseProgress) : { curve: { epoch: [], train: [], validation: [] }, seconds: 0 };
    const { curve } = underWay;
    const clock = { now: () => performance.now() };
    run = kept ? resumeTraining(data, kept, clock) : startTraining(config, data, clock);
    const begunWith = underWay.seconds;
    const begun = performance.now();
    for (;;) {
      const progress = await run.advance();
      underWay.seconds = begunWith + (performance.now() - begun) / 1000;
      context.progress(progress.phase === "descriptors" ? `${phase}, descriptors` : phase, progress.done, progress.total);
      if (progress.epoch) {
        const { epoch, train, validation } = progress.epoch;
        curve.epoch.push(epoch);
        curve.train.push(train.energyMaeMeVPerAtom);
        curve.validation.push(validation.energyMaeMeVPerAtom);
      }
      if (progress.reason) {
        const outcome = yield* finish(progress.reason);
        run.dispose();
        run = null;
        underWay = null;
        return outcome;
      }
      yield;
    }

    async function* finish(stopped: string): AsyncGenerator<void, CaseOutcome> {
      if (!run!.hasModel()) throw new Error(`"${label}" diverged before its first epoch ended: look for wrong energies in the data.`);
      const potential = createLearnedPotential(run!.bestModel(), label);
      let measured: Measured = {};
      if (measure) {
        const steps = measure(potential);
        for (;;) {
          const { done, value } = steps.next();
          if (done) {
            measured = value;
            break;
          }
          context.progress(`${phase}, measuring`, Math.round(100 * value), 100);
          yield;
        }
      }
      const errorsOn = async function* (structures: readonly Structure[]): AsyncGenerator<void, Metrics> {
        const evaluation = new StepwiseEvaluation(potential, structures);
        for (;;) {
          const metrics = evaluation.step();
          if (metrics) return metrics;
          yield;
        }
      };
      const { train, validation, test } = data;
      return {
        label,
        series,
        x,
        structures: { train: train.length, validation: validation.length, test: test.length },
        curve,
        seconds: underWay!.seconds,
        stopped,
        train: yield* errorsOn(train),
        validation: yield* errorsOn(validation),
        test: yield* errorsOn(test),
        measured,
      };
    }
  }

  const steps = work();
  return {
    async step() {
      const begun = performance.now();
      const { done, value } = await steps.next();
      seconds += (performance.now() - begun) / 1000;
      return done ? value : null;
    },
    snapshot() {
      // Until the data are there again, a resumed study stands where it stood.
      if (!run && resumed && outcomes.length === resumed.json.at) return resumed;
      const now = run?.snapshot();
      return {
        arrays: now?.arrays ?? {},
        json: { outcomes, seconds, at: outcomes.length, run: now?.json ?? null, underWay } as unknown as Snapshot["json"],
      };
    },
    position: () => outcomes.length,
    cancel: () => false,
    dispose: () => run?.dispose(),
  };
}
