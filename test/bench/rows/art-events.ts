// ART nouveau on amorphous silicon, 216 atoms under the Stillinger-Weber potential of Vink et al.: events found a minute by two threads.
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { BenchRow } from "../row.ts";

const seconds = 10;
const threads = 2;

export interface ArtSample {
  readonly seconds: number;
  /** Of the walk's thread: less than `seconds` where the machine is busy. */
  readonly processorSeconds: number;
  readonly searches: number;
  readonly events: number;
  readonly evaluations: number;
}

function measure(seed: number): Promise<ArtSample> {
  const entry = fileURLToPath(new URL("../art-walker.ts", import.meta.url));
  return new Promise((resolve, reject) => {
    const worker = new Worker(entry, { workerData: { seed, seconds } });
    worker.on("message", resolve);
    worker.on("error", reject);
  });
}

export const row: BenchRow = {
  name: "ART events, 216 atoms of a-Si",
  unit: "events/min",
  higherIsBetter: true,
  async run() {
    const samples = await Promise.all(Array.from({ length: threads }, (_, n) => measure(n + 1)));
    const sum = (key: "processorSeconds" | "searches" | "events" | "evaluations"): number =>
      samples.reduce((all, sample) => all + sample[key], 0);
    const longest = Math.max(...samples.map((sample) => sample.seconds));
    return {
      ours: (60 * sum("events")) / longest,
      peer: null,
      peerName: "none installed",
      note: `${threads} threads, ${sum("events")} events of ${sum("searches")} searches, ${Math.round(sum("evaluations") / sum("events"))} evaluations an event, ${Math.round((60 * sum("events")) / sum("processorSeconds"))} a minute of one core's time`,
    };
  },
};
