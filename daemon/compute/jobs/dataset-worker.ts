// A worker thread of a data-set job: one piece of work at a time, computed from what it is given and nothing else.
import { parentPort, workerData } from "node:worker_threads";
import { makeRound, startWalk } from "@adatom/models/amorphous/silicon-recipe.ts";
import { tableTwo } from "@adatom/models/analysis/table-two.ts";
import { ModelRegistry } from "../model-registry.ts";
import type { DataSetTask, DataSetWorkerSettings, FromDataSetWorker } from "./dataset-messages.ts";
import { probeRecipe } from "./dataset-plan.ts";

const newsEveryMs = 100;

const port = parentPort!;
const { recipe, model } = workerData as DataSetWorkerSettings;
const potential = new ModelRegistry().load(model);
let toldAt = 0;

function send(message: FromDataSetWorker): void {
  port.postMessage(message);
}

function report(share: number): void {
  const now = Date.now();
  if (now < toldAt + newsEveryMs) return;
  toldAt = now;
  send({ type: "progress", share });
}

function work({ kind, params }: DataSetTask): unknown {
  if (kind === "start") return startWalk(recipe, potential, params.walk, report);
  if (kind === "round") return makeRound(recipe, potential, params, params.before, report);
  if (kind === "probe") return probeRecipe(recipe, potential);
  return tableTwo(params.structures);
}

port.on("message", (task: DataSetTask) => {
  try {
    send({ type: "done", result: work(task) });
  } catch (error) {
    send({ type: "failed", message: error instanceof Error ? error.message : String(error) });
  }
});
