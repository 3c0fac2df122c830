// A committee: trained as one run, resumed bit for bit, its mean and spread those of its members, its forces the slope of its energy.
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { committeeMembers } from "@adatom/models/networks/committee.ts";
import { createLearnedPotential } from "@adatom/models/networks/learned-potential.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import { memberConfigs, resumeCommittee, startCommittee } from "@adatom/models/training/committee-run.ts";
import type { StoppableTrainingRun } from "@adatom/models/training/training-run.ts";
import { startTraining } from "@adatom/models/training/training-run.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { labelledSilicon, smallConfig } from "./silicon.ts";

await selectBackend("wasm");
const data = { train: labelledSilicon(12, 1), validation: labelledSilicon(4, 2) };
const config = { ...smallConfig, epochs: 3 };
const stored = ({ arrays, json }: Snapshot): Snapshot => ({ arrays, json: JSON.parse(JSON.stringify(json)) });

async function finish(run: StoppableTrainingRun): Promise<number[]> {
  const epochs: number[] = [];
  for (;;) {
    const progress = await run.advance();
    if (progress.epoch) epochs.push(progress.epoch.epoch);
    if (progress.reason) return epochs;
  }
}

test("members are what each would be alone, with epochs counted through", async () => {
  const run = startCommittee(config, 3, data);
  assert.equal(await finish(run), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const members = committeeMembers(stored(run.bestModel()));
  assert.is(members.length, 3);
  for (const [k, member] of members.entries()) {
    const alone = startTraining({ ...config, seed: 1 + k }, data);
    await finish(alone);
    assert.equal(member, stored(alone.bestModel()));
  }
});

test("resumed at any step, it ends with the same weights, bit for bit, also from another committee", async () => {
  const first = startCommittee(config, [[4], [6, 6]], data);
  await finish(first);
  const initial = first.bestModel();
  for (const options of [{}, { initial }]) {
    const whole = startCommittee(config, [[4], [6, 6]], data, options);
    const epochs = await finish(whole);
    let run = startCommittee(config, [[4], [6, 6]], data, options);
    const seen: number[] = [];
    for (let step = 0; ; step++) {
      const progress = await run.advance();
      if (progress.epoch) seen.push(progress.epoch.epoch);
      if (progress.reason) break;
      if (step % 3 !== 0) continue;
      const snapshot = stored(run.snapshot());
      run.dispose();
      run = resumeCommittee(data, snapshot);
      while (progress.phase === "epochs" && (await run.advance()).phase === "descriptors");
    }
    assert.equal(seen, epochs);
    assert.equal(run.bestModel(), whole.bestModel());
  }
  assert.throws(() => startCommittee(config, 3, data, { initial }), /has 2 members, not 3/);
});

test("stopped early, it gives the members there are", async () => {
  const run = startCommittee({ ...config, epochs: 500 }, 2, data);
  while (!(await run.advance()).epoch);
  run.requestStop("early-stopping");
  assert.is((await run.advance()).phase, "finished");
  assert.is(committeeMembers(run.bestModel()).length, 1);
});

test("mean and spread are those of the members; forces are the slope of the mean energy", async () => {
  const run = startCommittee(config, 3, data);
  await finish(run);
  const snapshot = run.bestModel();
  const potential = createLearnedPotential(snapshot, "c");
  const [structure] = labelledSilicon(1, 9);
  const evaluate = (of: typeof potential, positions = structure!.positions) =>
    of.evaluate({ ...structure!, positions }, buildNeighbourList({ ...structure!, positions }, of.cutoffAngstrom));
  const own = evaluate(potential);
  const members = committeeMembers(snapshot).map((member) => evaluate(createLearnedPotential(member, "m")));
  const mean = members.reduce((sum, { energy }) => sum + energy / 3, 0);
  const deviation = Math.sqrt(members.reduce((sum, { energy }) => sum + (energy - mean) ** 2 / 2, 0));
  assert.ok(Math.abs(own.energy - mean) < 1e-12 * Math.abs(mean) && Math.abs(own.spread!.energy - deviation) < 1e-12 * Math.abs(mean));
  assert.is(own.spread!.forces.length, 8);
  const ofFirst = Math.sqrt(
    [0, 1, 2].reduce((sum, c) => sum + members.reduce((all, { forces }) => all + (forces[c]! - own.forces[c]!) ** 2 / 2, 0), 0),
  );
  assert.ok(Math.abs(own.spread!.forces[0]! - ofFirst) < 1e-12);
  const step = 1e-4;
  for (const c of [0, 7, 20]) {
    const at = (by: number): number => {
      const positions = structure!.positions.slice();
      positions[c]! += by;
      return evaluate(potential, positions).energy;
    };
    // Float64 energies of some 40 eV, steps of 1e-4: good to 1e-7.
    assert.ok(Math.abs(own.forces[c]! + (at(step) - at(-step)) / (2 * step)) < 1e-6);
  }
});

test("members share the time limit, and one alone is no committee", () => {
  assert.equal(
    memberConfigs({ timeLimitSeconds: 60 }, 3).map(({ timeLimitSeconds, seed }) => [timeLimitSeconds, seed]),
    [
      [20, 1],
      [20, 2],
      [20, 3],
    ],
  );
  assert.throws(() => memberConfigs({}, 1), /two members or more/);
});

test.run();
