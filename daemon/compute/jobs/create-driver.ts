// The driver of a job of each kind.
import { join } from "node:path";
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import type { JobParameters } from "../job-contract.ts";
import { createCalculator } from "../labels/create-calculator.ts";
import { LabelStore } from "../labels/label-store.ts";
import { endLeftOvers } from "../labels/work-folder.ts";
import { createCalculatedDriver } from "./calculated.ts";
import { createDataSetDriver } from "./dataset.ts";
import type { JobContext, JobDriver } from "./driver.ts";
import { createIpiDriver } from "./ipi.ts";
import { createLabelDriver } from "./label.ts";
import { createMolecularDynamicsDriver } from "./md.ts";
import { createMonteCarloDriver } from "./monte-carlo.ts";
import { createNudgedElasticBandDriver } from "./neb.ts";
import { createRelaxationDriver } from "./relax.ts";

/** Jobs whose forces may come from a calculator as well as from a model. */
type MovingParameters = Extract<JobParameters, { kind: "md" | "relax" | "monte-carlo" | "neb" }>;

/** @param folder the job's own */
export async function createDriver(
  parameters: JobParameters,
  folder: string,
  resumed: Snapshot | null,
  context: JobContext,
): Promise<JobDriver> {
  const { kind } = parameters;
  if (kind === "md" || kind === "relax" || kind === "monte-carlo" || kind === "neb")
    return createMovingDriver(parameters, folder, resumed, context);
  if (kind === "dataset") return createDataSetDriver(parameters, resumed, context);
  if (kind === "ipi") return createIpiDriver(parameters, context);
  if (kind === "label") return createLabelDriver(parameters, context);
  // Training brings tensors and optimisers with it: loaded by the first job that needs them.
  if (kind === "active-learning")
    return (await import("./active-learning/driver.ts")).createActiveLearningDriver(parameters, resumed, context);
  if (kind === "study") return (await import("./study.ts")).createStudyDriver(parameters, resumed, context);
  return (await import("./train.ts")).createTrainingDriver(parameters, resumed, context);
}

/** Moves atoms by the forces of a model, or of a calculator. */
function createMovingDriver(
  parameters: MovingParameters,
  folder: string,
  resumed: Snapshot | null,
  context: JobContext,
): JobDriver | Promise<JobDriver> {
  const { model } = parameters;
  if (model.kind !== "calculator") return createModelDriver(parameters, resumed, context);
  const workFolder = join(folder, "work");
  // What a killed process left running.
  endLeftOvers(workFolder);
  const run = {
    name: model.name,
    calculator: createCalculator(model.spec, workFolder, context.models),
    store: new LabelStore(model.labels),
    needsStress: needsStress(parameters),
    create: (from: Snapshot | null, inner: JobContext) => createModelDriver(parameters, from, inner),
  };
  return createCalculatedDriver(run, resumed, context);
}

/** Takes its forces from `context.models`. */
export function createModelDriver(
  parameters: MovingParameters,
  resumed: Snapshot | null,
  context: JobContext,
): JobDriver | Promise<JobDriver> {
  if (parameters.kind === "md") return createMolecularDynamicsDriver(parameters, resumed, context);
  if (parameters.kind === "relax") return createRelaxationDriver(parameters, resumed, context);
  if (parameters.kind === "monte-carlo") return createMonteCarloDriver(parameters, resumed, context);
  return createNudgedElasticBandDriver(parameters, resumed, context);
}

/** Whether the cell moves. */
function needsStress(parameters: MovingParameters): boolean {
  if (parameters.kind === "md") return parameters.ensemble.startsWith("npt");
  return parameters.kind === "relax" && (parameters.cell ?? "none") !== "none";
}
