// A training's outcome as a version of its model: always kept, made the active one only when it is not worse.
import type { Metrics } from "@adatom/models/training/training.ts";
import type { Run } from "@adatom/protocol/runs.ts";
import type { JobParameters, JobResult } from "../compute/contract.ts";
import { versionScore } from "../compute/jobs/training-config.ts";
import type { ModelLibrary } from "../project/contract.ts";

type TrainParameters = Extract<JobParameters, { kind: "train" }>;

/** Scores nearer than this are equal: a warm start that found nothing better gives the old weights back, rounded. */
const roundingShare = 1e-6;

/** Adds the version and returns the run's result as the protocol has it. */
export function storeTrainedModel(
  models: ModelLibrary,
  run: Run,
  parameters: Pick<TrainParameters, "model" | "project" | "modelName">,
  result: Extract<JobResult, { kind: "train" }>,
  createdAt: string,
): Record<string, unknown> {
  const { model, project, modelName } = parameters;
  const score = versionScore(model, result.validation);
  const currentScore = result.currentValidation ? versionScore(model, result.currentValidation) : null;
  const accepted = currentScore === null || score <= currentScore * (1 + roundingShare);
  // A daemon killed right after this comes here again.
  const known = models.versions(project, modelName).find((version) => version.path === result.output);
  const added =
    known ??
    models.add(
      {
        project,
        name: modelName,
        path: result.output,
        createdAt,
        run: run.id,
        validation: numbersOf(result.validation),
        test: result.test && numbersOf(result.test),
        species: result.species,
        reason: run.reason,
      },
      accepted,
    );
  const { version } = added;
  const { validation, currentValidation, test, seconds, reason, files } = result;
  return {
    model: modelName,
    version,
    accepted,
    test,
    validation,
    currentValidation,
    score,
    currentScore,
    seconds,
    reason,
    species: result.species,
    files: Object.keys(files).length,
  };
}

function numbersOf(metrics: Metrics): Record<string, number> {
  return { ...metrics };
}
