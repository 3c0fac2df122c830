// The forms that this machine can run: kernels in WebAssembly, kernels in WGSL, TensorFlow.js on each of its backends.
import { loadGradients } from "@adatom/daemon/compute/backends/gradients.ts";
import type { Gpu } from "@adatom/daemon/compute/backends/loaded-backend.ts";
import { backendNames, selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { useLeastPart } from "@adatom/daemon/compute/backends/wasm-kernels/products.ts";
import { createTeam } from "@adatom/daemon/compute/threads/team.ts";
import { soloTeam, type Team, useTeam } from "@adatom/models/kernels/team/team.ts";
import type { KernelForm } from "@adatom/models/kernels/wasm-kernel.ts";
import { memory } from "@tensorflow/tfjs-core";
import { gpuForTests } from "../gpu-device.ts";
import { presentBackends } from "../present-backends.ts";
import type { ConformanceCase, Results } from "./case.ts";
import type { Comparison } from "./compare.ts";

export interface Form {
  readonly name: string;
  /** Whose tolerances count. */
  readonly accuracy: "processor" | "gpu";
  /** Why it cannot run here. */
  readonly absent?: string;
  /** Another form whose results it gives bit for bit. */
  readonly sameBitsAs?: string;
  has(one: ConformanceCase): boolean;
  /** The backend's name, where a case may say that it is refused there. */
  readonly backend?: string;
  /** Results, and what else must hold after the work. */
  run(one: ConformanceCase): Promise<{ readonly results: Results; readonly more: readonly Comparison[] }>;
}

/** The same threads with instructions of one form. */
function withForm(team: Team, wanted: KernelForm): Team {
  return { size: team.size, start: (module, _, lent) => team.start(module, wanted, lent) };
}

function onProcessor(name: string, team: Team, form: KernelForm | "best", sameBitsAs?: string): Form {
  return {
    name,
    accuracy: "processor",
    ...(sameBitsAs && { sameBitsAs }),
    has: (one) => one.onProcessor !== undefined,
    async run(one) {
      useTeam(team);
      return { results: await one.onProcessor!({ team, form }), more: [] };
    },
  };
}

function onTensors(backend: string, threads = 1): Form {
  const team = threads > 1 ? createTeam(threads) : soloTeam;
  return {
    name: `tfjs ${backend}${threads > 1 ? `, ${threads} threads` : ""}`,
    accuracy: backend === "webgpu" ? "gpu" : "processor",
    backend,
    ...(threads > 1 && { sameBitsAs: `tfjs ${backend}` }),
    has: (one) => one.onTensors !== undefined,
    async run(one) {
      useTeam(team);
      // Every product and convolution is split as finely as can be.
      useLeastPart(threads > 1 ? 1 : undefined);
      await selectBackend(backend);
      const before = memory().numTensors;
      const results = await one.onTensors!();
      return { results, more: [{ quantity: "tensors left behind", error: Math.abs(memory().numTensors - before), tolerance: 0 }] };
    },
  };
}

function onGpu(gpu: Gpu | string): Form {
  return {
    name: "WGSL",
    accuracy: "gpu",
    ...(typeof gpu === "string" && { absent: gpu }),
    has: (one) => one.onGpu !== undefined,
    async run(one) {
      if (typeof gpu === "string") throw new Error(gpu);
      return { results: await one.onGpu!(gpu.device), more: [] };
    },
  };
}

export interface WhichForms {
  /** TensorFlow.js's backends; default: those that are here. */
  readonly backends?: readonly string[];
  /** Kernels in WebAssembly, on one thread and on several; default: yes. */
  readonly processor?: boolean;
  /** Default: the one that is here, or asked for. */
  readonly gpu?: Gpu;
}

/** Threads of a team: odd, so that no work falls into equal parts. */
const several = 3;

/** In the order of the table's columns. */
export async function presentForms({ backends, processor = true, gpu }: WhichForms = {}): Promise<Form[]> {
  await loadGradients();
  const present = backends ?? (await presentBackends());
  return [
    ...(processor
      ? [
          onProcessor("WASM", soloTeam, "best"),
          onProcessor(`WASM, ${several} threads`, createTeam(several), "best", "WASM"),
          onProcessor("WASM without fused multiply-adds", withForm(soloTeam, "plain"), "plain"),
        ]
      : []),
    onGpu(gpu ?? (await gpuForTests())),
    ...backendNames.flatMap((name) => {
      if (!present.includes(name)) return [];
      return name === "wasm" && processor ? [onTensors(name), onTensors(name, 2)] : [onTensors(name)];
    }),
  ];
}
