// Store, compute process, model library and jobs together, as the daemon wires them, in a folder of their own.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { extxyz } from "@adatom/models/formats/extxyz.ts";
import { potentialByName } from "@adatom/models/potentials/index.ts";
import { contentHash } from "@adatom/models/structure/content-hash.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import type { Run } from "@adatom/protocol/runs.ts";
import type { Compute, JobParameters, ModelReference } from "../../../daemon/compute/contract.ts";
import { startCompute } from "../../../daemon/compute/process.ts";
import { encodeStructure } from "../../../daemon/compute/structure-parcel.ts";
import type { Jobs } from "../../../daemon/jobs/contract.ts";
import { createJobs } from "../../../daemon/jobs/jobs.ts";
import type { ModelLibrary } from "../../../daemon/project/contract.ts";
import { createModelLibrary } from "../../../daemon/store/model-library.ts";
import { openStore, type Store } from "../../../daemon/store/store.ts";
import { quietLog, rattledSilicon } from "../compute/silicon.ts";

type NewJob = Parameters<Jobs["create"]>[0];

export interface Workshop {
  readonly folder: string;
  readonly store: Store;
  readonly compute: Compute;
  readonly models: ModelLibrary;
  readonly jobs: Jobs;
  energyOf(structure: Structure, model: ModelReference): Promise<number>;
  close(): Promise<void>;
}

export function openWorkshop(folder: string, checkpointSeconds = 10): Workshop {
  const store = openStore(folder, quietLog);
  const compute = startCompute({ log: quietLog });
  const models = createModelLibrary({ store, compute });
  const jobs = createJobs({ store, compute, models, log: quietLog, folder: join(folder, "runs"), checkpointSeconds });
  let closed = false;
  return {
    folder,
    store,
    compute,
    models,
    jobs,
    async energyOf(structure, model) {
      const hash = contentHash(structure);
      await compute.request("structure.put", { hash, parcel: { kind: "inline", structure } });
      return (await compute.request("predict", { structure: { hash }, model })).energy;
    },
    async close() {
      if (closed) return;
      closed = true;
      await compute.stop();
      store.close();
    },
  };
}

/** The run once it is over. */
export async function ended(jobs: Jobs, id: number): Promise<Run> {
  for (;;) {
    const run = jobs.get(id);
    if (run.state !== "running" && run.state !== "queued") return run;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function withStructure(structure: Structure, parameters: (structurePath: string) => JobParameters): NewJob {
  return {
    title: "a test",
    project: null,
    model: "sw-si-1985",
    reason: "test",
    prepare(_, folder) {
      const path = join(folder, "start.safetensors");
      writeFileSync(path, encodeStructure(structure));
      return parameters(path);
    },
  };
}

const stillingerWeber = { kind: "shipped", name: "sw-si-1985" } as const;

export function mdJob(structure: Structure, options: { steps: number; sampleEvery: number; trajectory: string | null }): NewJob {
  return withStructure(structure, (structurePath) => ({
    kind: "md",
    structurePath,
    model: stillingerWeber,
    ensemble: "nve",
    temperatureKelvin: 300,
    timestepFs: 1,
    frictionPerFs: 0.01,
    seed: 7,
    ...options,
  }));
}

export function relaxJob(structure: Structure, output: string): NewJob {
  return withStructure(structure, (structurePath) => ({
    kind: "relax",
    structurePath,
    model: stillingerWeber,
    forceTolerance: 0.01,
    maximumSteps: 500,
    output,
  }));
}

/** Rattled cells with Stillinger-Weber energies and forces as their reference, a file each. */
export function writeSiliconData(folder: string, count: number): string[] {
  const potential = potentialByName("sw-si-1985")!;
  const data = join(folder, "data");
  mkdirSync(data, { recursive: true });
  return Array.from({ length: count }, (_, k) => {
    const structure = rattledSilicon(100 + k);
    const { energy, forces } = potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom));
    const path = join(data, `si-${k}.xyz`);
    writeFileSync(path, extxyz.write!([{ ...structure, reference: { energy, forces } }]));
    return path;
  });
}

let outputs = 0;

export function trainJob({ models, folder }: Workshop, files: readonly string[], training: { epochs: number }, fresh = false): NewJob {
  const current = models.active("/project", "si");
  return {
    title: "train si",
    project: "/project",
    model: "si",
    reason: "test",
    prepare: () => ({
      kind: "train",
      project: "/project",
      modelName: "si",
      model: {
        type: "behler-parrinello",
        data: "silicon",
        descriptors: { radial: { cutoff: 5, eta: [0.1, 1], shift: [0] }, angular: { cutoff: 4, eta: [0.05], zeta: [1], lambda: [-1, 1] } },
        hidden: [6],
        training: { ...training, seed: 3, patience: 1_000_000 },
        retrain: "manual",
      },
      files: [...files],
      testFiles: [],
      dataSet: { files: ["*.xyz"], test: [], validationFraction: 0.3, testFraction: 0.2, seed: 1 },
      current: current && { kind: "stored", name: "si", version: current.version, path: current.path },
      fresh,
      output: join(folder, `si-${++outputs}.safetensors`),
    }),
  };
}
