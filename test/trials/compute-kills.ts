// Trial: the compute process is ended with SIGKILL at random instants while a training and then a molecular-dynamics run
// go on. At the end the weights, the trajectory and every row are those of runs that nobody touched, bit for bit.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import type { Run } from "@adatom/protocol/runs.ts";
import { startCompute } from "../../daemon/compute/process.ts";
import type { MetricsRow } from "../../daemon/jobs/contract.ts";
import { quietLog, rattledSilicon } from "../daemon/compute/silicon.ts";
import { ended, mdJob, openWorkshop, trainJob, type Workshop, writeSiliconData } from "../daemon/jobs/workshop.ts";

export interface Options {
  /** Of each of the two runs. */
  readonly kills: number;
  readonly epochs: number;
  readonly steps: number;
  readonly seed: number;
}

export const full: Options = { kills: 25, epochs: 3000, steps: 60_000, seed: 1 };

interface Ending {
  readonly run: Run;
  readonly rows: readonly MetricsRow[];
  /** The model's or the trajectory's file. */
  readonly bytes: Buffer;
}

/** The run was over before it was hit often enough: it says nothing of what the kills do. */
class TooShort extends Error {}

/**
 * On a machine too fast for the asked length (or too busy to strike in time), tries again with twice the work.
 * @throws Error where a run does not survive, or ends otherwise than unbroken
 */
export async function run(options: Options): Promise<{ kills: number; restarts: number; seconds: number }> {
  for (let longer = 1; ; longer *= 2) {
    try {
      return await runOnce({ ...options, epochs: options.epochs * longer, steps: options.steps * longer });
    } catch (error) {
      if (!(error instanceof TooShort) || longer === 8) throw error;
    }
  }
}

async function runOnce(options: Options): Promise<{ kills: number; restarts: number; seconds: number }> {
  const folder = mkdtempSync(join(tmpdir(), "adatom-kills-"));
  const start = performance.now();
  const calm = openWorkshop(join(folder, "calm"), 0.1);
  const struck = openWorkshop(join(folder, "struck"), 0.1);
  try {
    let restarts = 0;
    for (const [name, work] of Object.entries({ training: train, dynamics })) {
      const expected = await work(calm, folder, options, async () => {});
      const found = await work(struck, folder, options, (id) => strike(struck, id, options));
      compare(name, expected, found);
      if (found.run.restarts < options.kills) throw new Error(`${name}: ${found.run.restarts} restarts after ${options.kills} kills`);
      restarts += found.run.restarts;
    }
    return { kills: 2 * options.kills, restarts, seconds: (performance.now() - start) / 1000 };
  } finally {
    await calm.close();
    await struck.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Blows = (id: number) => Promise<void>;

async function train(shop: Workshop, folder: string, { epochs }: Options, blows: Blows): Promise<Ending> {
  const files = writeSiliconData(folder, 40);
  const made = await shop.jobs.create(trainJob(shop, files, { epochs }));
  await blows(made.id);
  const over = await ended(shop.jobs, made.id);
  const model = shop.models.active("/project", "si");
  if (over.state !== "done" || !model) throw new Error(`training is ${over.state}: ${over.error}`);
  return { run: over, rows: shop.jobs.metrics(made.id, 0, 100_000).rows, bytes: readFileSync(model.path) };
}

async function dynamics(shop: Workshop, _: string, { steps }: Options, blows: Blows): Promise<Ending> {
  const trajectory = join(shop.folder, "trajectory.xyz");
  const made = await shop.jobs.create(mdJob(rattledSilicon(9, 3), { steps, sampleEvery: 100, trajectory }));
  await blows(made.id);
  const over = await ended(shop.jobs, made.id);
  if (over.state !== "done") throw new Error(`dynamics is ${over.state}: ${over.error}`);
  return { run: over, rows: shop.jobs.metrics(made.id, 0, 100_000).rows, bytes: readFileSync(trajectory) };
}

/**
 * Kills as often as asked: most at a random instant of the work, in every part of it; each third process early in its
 * life, while it starts, reads or takes up the checkpoint.
 */
async function strike({ compute, jobs }: Workshop, id: number, { kills, epochs, steps, seed }: Options): Promise<void> {
  const random = createRandom(seed);
  const startMs = await timeOfStart();
  const total = jobs.get(id).kind === "train" ? epochs : steps;
  for (let kill = 0; kill < kills; kill++) {
    let pid = compute.state().pid;
    for (; pid === null; pid = compute.state().pid) await sleep(1);
    const target = ((kill + random.uniform()) / (kills + 1)) * total;
    const latest = kill % 3 === 2 ? performance.now() + random.uniform() * 1.5 * startMs : Number.POSITIVE_INFINITY;
    while (jobs.get(id).state === "running" && performance.now() < latest && lastStep(jobs, id) < target) await sleep(2);
    const { state, error } = jobs.get(id);
    if (state === "done") throw new TooShort(`the run was over after ${kill} of ${kills} kills`);
    if (state !== "running") throw new Error(`the run is ${state} after ${kill} of ${kills} kills: ${error}`);
    process.kill(pid, "SIGKILL");
    while (compute.state().pid === pid) await sleep(1);
  }
}

function lastStep(jobs: Workshop["jobs"], id: number): number {
  const { total } = jobs.metrics(id, 0, 1);
  return total > 0 ? jobs.metrics(id, total - 1, 1).rows[0]!.step : 0;
}

/** What a start of compute takes on this machine, now: most of a short life may be nothing else. */
async function timeOfStart(): Promise<number> {
  const start = performance.now();
  const compute = startCompute({ log: quietLog });
  await compute.request("info", {});
  const took = performance.now() - start;
  await compute.stop();
  return took;
}

function compare(name: string, expected: Ending, found: Ending): void {
  if (JSON.stringify(expected.rows) !== JSON.stringify(found.rows)) {
    const at = found.rows.findIndex((row, k) => JSON.stringify(row) !== JSON.stringify(expected.rows[k]));
    const says = (rows: readonly MetricsRow[]): string => `${rows.length} rows, there ${JSON.stringify(rows[at])}`;
    throw new Error(`${name}: the rows differ from row ${at} on: unbroken ${says(expected.rows)}; struck ${says(found.rows)}`);
  }
  if (!expected.bytes.equals(found.bytes))
    throw new Error(`${name}: ${found.bytes.length} bytes differ from the unbroken ${expected.bytes.length}`);
  for (const key of ["driftEvPerAtomPerPs", "meanTemperatureKelvin", "extrapolatingSamples", "score"])
    if (expected.run.result?.[key] !== found.run.result?.[key])
      throw new Error(`${name}: ${key} is ${String(found.run.result?.[key])}, unbroken ${String(expected.run.result?.[key])}`);
}
