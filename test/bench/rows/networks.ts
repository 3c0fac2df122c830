// Networks on tensors beside the same in PyTorch: training steps with Adam, and inference of tiles. In turns in one run on the
// same cores. The figures are by the clock, PyTorch's with as many threads as serve it best: on a busy machine its two wait for
// each other. The notes give both sides' samples a second of processor time as well (PyTorch's with one thread, since waiting
// counts), which other work on the machine hardly touches.
import { availableParallelism } from "node:os";
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { createTeam } from "@adatom/daemon/compute/threads/team.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { soloTeam, useTeam } from "@adatom/models/kernels/team/team.ts";
import { createDirectForceNetwork } from "@adatom/models/networks/direct-force/network.ts";
import { createExtensiveNetwork } from "@adatom/models/networks/extensive/network.ts";
import { sheetShape } from "@adatom/models/networks/extensive/shape.ts";
import { atomImageShape, createVoxelAutoencoder } from "@adatom/models/networks/voxel-autoencoder/network.ts";
import { directForceStep } from "@adatom/models/training/direct-force-step.ts";
import { extensiveStep } from "@adatom/models/training/extensive-step.ts";
import { createHostParameters } from "@adatom/models/training/parameters/host.ts";
import { voxelAutoencoderStep } from "@adatom/models/training/voxel-autoencoder-step.ts";
import { presentBackends } from "../../conformance/present-backends.ts";
import type { BenchRow } from "../row.ts";
import { type Speed, timeTorch } from "../torch.ts";

interface Work {
  readonly name: string;
  /** PyTorch's workload. */
  readonly peer: string;
  readonly samples: number;
  /** Ready to run again and again on the current backend. */
  start(): { run(): Promise<unknown>; dispose(): void };
}

const random = createRandom(1);
const numbers = (length: number): Float32Array => Float32Array.from({ length }, () => random.normal());
const rate = 1e-4;

function directForceTraining(): ReturnType<Work["start"]> {
  const network = createDirectForceNetwork({ neighbours: 12, species: true, hidden: [3800, 1267] });
  const store = createHostParameters(network.places, network.firstParameters(random));
  const batch = { inputs: numbers(100 * 60), forces: numbers(300) };
  return { run: () => directForceStep(network, store, batch, rate), dispose: () => store.dispose() };
}

/** @param size of the image's side: 128 is 4 tiles */
function tiles(training: boolean, borders: "zero" | "shared", size: number, count: number): ReturnType<Work["start"]> {
  const network = createExtensiveNetwork(sheetShape(borders));
  const store = createHostParameters(network.places, network.firstParameters(random));
  const images = { values: numbers(count * size * size), count, sizes: [size, size], channels: 1 };
  const targets = Float64Array.from(numbers(count));
  return {
    run: () => (training ? extensiveStep(network, store, images, targets, rate) : network.contributions(store.tensors, images)),
    dispose: () => store.dispose(),
  };
}

function autoencoderTraining(): ReturnType<Work["start"]> {
  const network = createVoxelAutoencoder(atomImageShape());
  const store = createHostParameters(network.whole.places, network.whole.firstParameters(random));
  const images = numbers(8 * 64 ** 3);
  return { run: () => voxelAutoencoderStep(network, store, images, rate), dispose: () => store.dispose() };
}

const works: readonly Work[] = [
  {
    name: "direct force training, 60-3800-1267-3 CReLU, batch 100",
    peer: "direct-force/training",
    samples: 100,
    start: directForceTraining,
  },
  { name: "EDNN tiles 128 x 128, inference, batch 16", peer: "tiles/inference", samples: 16, start: () => tiles(false, "zero", 128, 4) },
  {
    name: "EDNN tiles, inference with shared context, 256 x 256",
    peer: "tiles/inference",
    samples: 16,
    start: () => tiles(false, "shared", 256, 1),
  },
  { name: "EDNN tiles 128 x 128, training, batch 16", peer: "tiles/training", samples: 16, start: () => tiles(true, "zero", 128, 4) },
  {
    name: "EDNN tiles, training with shared context, 256 x 256",
    peer: "tiles/training",
    samples: 16,
    start: () => tiles(true, "shared", 256, 1),
  },
  { name: "3-D autoencoder 64^3 training, batch 8", peer: "autoencoder/training", samples: 8, start: autoencoderTraining },
];

async function timeOurs(run: () => Promise<unknown>, samples: number, seconds: number): Promise<Speed> {
  let [wall, processor] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const started = performance.now(); performance.now() - started < 1000 * seconds; ) {
    const [before, used] = [performance.now(), process.cpuUsage()];
    await run();
    const { user, system } = process.cpuUsage(used);
    wall = Math.min(wall, (performance.now() - before) / 1000);
    processor = Math.min(processor, (user + system) / 1e6);
  }
  return { wall: samples / wall, processor: samples / processor };
}

const better = (a: Speed | null, b: Speed): Speed => ({
  wall: Math.max(a?.wall ?? 0, b.wall),
  processor: Math.max(a?.processor ?? 0, b.processor),
});

/** Turns, and seconds of each program's turn. */
const turns = 2;
const seconds = 4;
const threads = Math.min(2, availableParallelism());
/** As compute has it: kernels share out their work. There before the backend is chosen, which then keeps its tensors where all threads see them. */
const team = createTeam(threads);

function rowOf(backend: string, work: Work): BenchRow {
  return {
    name: `${backend}: ${work.name}`,
    unit: "samples/s",
    higherIsBetter: true,
    async run() {
      useTeam(team);
      await selectBackend(backend);
      const { run, dispose } = work.start();
      let ours: Speed | null = null;
      let peer: Speed | null = null;
      let alone = 0;
      let version = "";
      try {
        await run();
        for (let turn = 0; turn < turns; turn++) {
          const one = timeTorch(work.peer, 1, seconds);
          if (one) {
            peer = better(better(peer, one), timeTorch(work.peer, threads, seconds)!);
            version = ` ${one.version}`;
            alone = Math.max(alone, one.processor);
          }
          ours = better(ours, await timeOurs(run, work.samples, seconds));
        }
      } finally {
        dispose();
        useTeam(soloTeam);
      }
      const { wall, processor } = ours!;
      return {
        ours: wall,
        peer: peer?.wall ?? null,
        peerName: `PyTorch${version}, the better of 1 and ${threads} threads`,
        note: `${threads} threads; a second of processor time: ours ${processor.toPrecision(3)}, PyTorch with one thread ${alone > 0 ? alone.toPrecision(3) : "-"}`,
      };
    },
  };
}

/** Plain JavaScript and software GPUs would take minutes. */
export const rows: readonly BenchRow[] = (await presentBackends())
  .filter((backend) => backend === "wasm" || backend === "tensorflow")
  .flatMap((backend) => works.map((work) => rowOf(backend, work)));
