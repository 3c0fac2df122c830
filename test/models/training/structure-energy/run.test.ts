// A whole training run of structure-energy networks on small silicon: it learns, repeats, resumes bit for bit, keeps the best
// validation, starts warm, and says what is wrong with its input. Above: the potential it gives passes the conformance suite.
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { structureEnergyFromSnapshot } from "@adatom/models/networks/structure-energy/model.ts";
import { createStructureEnergyPotential } from "@adatom/models/networks/structure-energy/potential.ts";
import { evaluateModel } from "@adatom/models/training/evaluate-model.ts";
import type { StructureEnergyConfig } from "@adatom/models/training/structure-energy/config.ts";
import { resumeStructureEnergyTraining, startStructureEnergyTraining } from "@adatom/models/training/structure-energy/run.ts";
import type { EpochReport, TrainingData, TrainingProgress } from "@adatom/models/training/training.ts";
import type { StoppableTrainingRun } from "@adatom/models/training/training-run.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { checkPotential } from "../../../conformance/potential.ts";
import { deformed, diamond, displaced, primitiveDiamond, resheared } from "../../../conformance/structures.ts";
import { labelledSilicon } from "../silicon.ts";

const bare = (count: number, seed: number) =>
  labelledSilicon(count, seed).map(({ reference, ...structure }) => ({ ...structure, reference: { energy: reference!.energy! } }));
const data: TrainingData = { train: bare(40, 1), validation: bare(10, 2) };
const small: StructureEnergyConfig = {
  network: "mlp",
  widths: [12, 8],
  radial: 6,
  reach: 4.6,
  epochs: 3,
  validateEvery: 16,
  learningRate: 1e-3,
};
const cnn: StructureEnergyConfig = { ...small, network: "cnn", widths: [4, 8], angular: 6, averaging: 0.95, schedule: "cosine" };

async function finish(run: StoppableTrainingRun): Promise<{ last: TrainingProgress; epochs: EpochReport[] }> {
  const epochs: EpochReport[] = [];
  for (let k = 0; k < 100000; k++) {
    const last = await run.advance();
    if (last.epoch) epochs.push(last.epoch);
    if (last.phase === "finished") return { last, epochs };
  }
  throw new Error("the run does not end");
}

const stored = ({ arrays, json }: Snapshot): Snapshot => ({ arrays, json: JSON.parse(JSON.stringify(json)) });
const rmse = (model: Snapshot, structures: TrainingData["train"]): number =>
  evaluateModel(createStructureEnergyPotential(model, "m@1"), structures).energyRmseMeVPerAtom;

const trained: Snapshot[] = [];
for (const [name, config] of [
  ["mlp", small],
  ["cnn with angular functions", cnn],
] as const) {
  const run = startStructureEnergyTraining({ ...config, epochs: 60 }, data);
  const { last, epochs } = await finish(run);
  const model = run.bestModel();
  trained.push(model);

  test(`${name}: learns energies, moves its descriptors, and keeps the best validation`, () => {
    assert.is(last.reason, "maximum-epochs");
    assert.is(epochs.length, 60);
    assert.ok(epochs.some((epoch) => epoch.best));
    // Energies of these cells spread by some 150 meV/atom; few functions and 2400 steps bring that to a tenth.
    assert.ok(rmse(model, data.validation) < 25, `${rmse(model, data.validation)} meV/atom`);
    const fresh = startStructureEnergyTraining(config, data);
    const before = structureEnergyFromSnapshot({ arrays: fresh.snapshot().arrays, json: fresh.snapshot().json.model as Snapshot["json"] });
    const after = structureEnergyFromSnapshot(model);
    for (let k = 0; k < 36; k++) assert.is.not(after.parameters[k], before.parameters[k], `descriptor parameter ${k}`);
    // What validation said of the best is what the potential does: the same code, in float64.
    const best = Number((run.snapshot().json.counters as { bestScore: number }).bestScore);
    assert.ok(Math.abs(rmse(model, data.validation) - (1000 * Math.sqrt(best)) / 8) < 1e-6);
  });

  test(`${name}: the same seed gives the same weights, another seed others`, async () => {
    const models: Snapshot[] = [];
    for (const seed of [1, 1, 2]) {
      const again = startStructureEnergyTraining({ ...config, epochs: 1, seed }, data);
      await finish(again);
      models.push(again.bestModel());
    }
    assert.equal(models[0], models[1]);
    assert.not.equal(models[0], models[2]);
  });

  test(`${name}: resumed at any step, it ends with the same weights, bit for bit`, async () => {
    const whole = startStructureEnergyTraining(config, data);
    const { epochs: expected } = await finish(whole);
    let broken = startStructureEnergyTraining(config, data);
    const seen: EpochReport[] = [];
    for (let step = 0; ; step++) {
      const progress = await broken.advance();
      if (progress.epoch) seen.push(progress.epoch);
      if (progress.phase === "finished") break;
      if (step % 7 !== 0) continue;
      const snapshot = stored(broken.snapshot());
      broken.dispose();
      broken = resumeStructureEnergyTraining(data, snapshot);
      assert.equal(stored(broken.snapshot()), snapshot);
    }
    assert.equal(seen, expected);
    assert.equal(broken.bestModel(), whole.bestModel());
  });
}

const structures = {
  "displaced 64": displaced(diamond(2), 0.1, 1),
  "displaced primitive cell": displaced(primitiveDiamond(), 0.1, 2),
  "skewed and strained": resheared(deformed(displaced(diamond(1), 0.1, 3), [0.02, 0.03, 0, 0.02, -0.02, 0.03, 0, 0.03, 0.02])),
};
for (const [k, model] of trained.entries()) {
  checkPotential(createStructureEnergyPotential(model, `trained-${k}@1`), {
    structures,
    dynamics: { structure: diamond(1), temperatureKelvin: 200, timestepFs: 0.5, steps: 600 },
    tolerances: {
      differenceStep: 1e-6,
      // Rounding of 300 eV over the step; a bend of a ReLU unit between the two sides is not met with these seeds.
      force: 1e-6,
      stress: 1e-6,
      energyPerAtom: 1e-11,
      equalForce: 1e-9,
      // Forces of a ReLU network jump where a unit switches: velocity Verlet is of first order there.
      drift: 5e-4,
    },
  });
}

test("a warm start begins where its model stands and keeps no worse one", async () => {
  const run = startStructureEnergyTraining({ ...small, epochs: 1, learningRate: 1e-5 }, data, { initial: trained[0]! });
  await finish(run);
  assert.ok(rmse(run.bestModel(), data.validation) < 1.2 * rmse(trained[0]!, data.validation));
  assert.throws(() => startStructureEnergyTraining(cnn, data, { initial: trained[0]! }), /another network/);
});

test("a stop that is asked for ends the run, and divergence is named", async () => {
  const run = startStructureEnergyTraining({ ...small, epochs: 500 }, data);
  while (!(await run.advance()).epoch);
  run.requestStop("time-limit");
  assert.is((await run.advance()).reason, "time-limit");
  assert.ok(run.bestModel());
  const wild = startStructureEnergyTraining({ ...small, learningRate: 1e200 }, data);
  assert.is((await finish(wild)).last.reason, "diverged");
});

test("errors say what is wrong", () => {
  const [first] = data.train;
  const start = (config: StructureEnergyConfig, train: TrainingData["train"]) => () =>
    startStructureEnergyTraining(config, { train, validation: [] });
  assert.throws(start(small, []), /at least one structure/);
  assert.throws(start(small, [{ ...first!, reference: {} }]), /training structure 1 has no reference energy/);
  assert.throws(
    start(small, [first!, { ...first!, atomicNumbers: new Uint8Array(8).fill(6) }]),
    /training structure 2 holds another element/,
  );
  for (const [change, message] of [
    [{ epochs: 0 }, /training\.epochs/],
    [{ radial: 0 }, /training\.radial/],
    [{ widths: [] }, /training\.widths/],
    [{ reach: 1 }, /training\.reach/],
    [{ averaging: 1 }, /training\.averaging/],
    [{ validateEvery: 0.5 }, /training\.validateEvery/],
  ] as const)
    assert.throws(start({ ...small, ...change }, [first!]), message);
  const run = startStructureEnergyTraining(small, data);
  assert.throws(() => run.bestModel(), /no trained model yet/);
  assert.throws(() => resumeStructureEnergyTraining({ ...data, train: data.train.slice(1) }, run.snapshot()), /not those it was made with/);
});

test.run();
