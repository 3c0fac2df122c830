// A whole training run on small silicon: it learns, repeats, resumes bit for bit, stops when it should, starts warm,
// and says what is wrong with its input. (time limit: 300 s: many trainings, on machines that may be busy)
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { createBehlerParrinelloPotential } from "@adatom/models/networks/behler-parrinello/potential.ts";
import type { TrainingConfig } from "@adatom/models/training/config.ts";
import { evaluateModel } from "@adatom/models/training/evaluate-model.ts";
import type { EpochReport, TrainingProgress } from "@adatom/models/training/training.ts";
import { resumeTraining, type StoppableTrainingRun, startTraining } from "@adatom/models/training/training-run.ts";
import { memory } from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { labelBy, labelledSilicon, smallConfig } from "./silicon.ts";

await selectBackend("wasm");
const data = { train: labelledSilicon(24, 1), validation: labelledSilicon(6, 2) };
const lbfgs: TrainingConfig = { ...smallConfig, optimiser: { type: "l-bfgs", memory: 8 } };

async function finish(run: StoppableTrainingRun): Promise<{ last: TrainingProgress; epochs: EpochReport[] }> {
  const epochs: EpochReport[] = [];
  for (let k = 0; k < 100000; k++) {
    const last = await run.advance();
    if (last.epoch) epochs.push(last.epoch);
    if (last.phase === "finished") return { last, epochs };
  }
  throw new Error("the run does not end");
}

/** As a snapshot that went through a file. */
const stored = ({ arrays, json }: Snapshot): Snapshot => ({ arrays, json: JSON.parse(JSON.stringify(json)) });

test("an epoch before the first that may be kept is not, however well it does", async () => {
  const run = startTraining({ ...lbfgs, epochs: 12, patience: 12, keepFrom: 9 }, data);
  const { epochs } = await finish(run);
  const kept = epochs.filter(({ best }) => best).map(({ epoch }) => epoch);
  assert.ok(kept.includes(9) && kept.at(-1)! >= 9, `${kept}`);
  const whole = startTraining({ ...lbfgs, epochs: 12, patience: 12 }, data);
  const free = (await finish(whole)).epochs;
  // Nothing else changes.
  assert.equal(
    free.map(({ loss }) => loss),
    epochs.map(({ loss }) => loss),
  );
  run.dispose();
  whole.dispose();
});

test("learns energies and forces together, and the model is as good as the run says", async () => {
  const before = memory().numTensors;
  const run = startTraining({ ...smallConfig, epochs: 200, patience: 200 }, { ...data, train: labelledSilicon(100, 1) });
  const { last, epochs } = await finish(run);
  assert.is(last.reason, "maximum-epochs");
  assert.is(epochs.length, 200);
  const best = epochs.filter((epoch) => epoch.best).at(-1)!;
  const potential = createBehlerParrinelloPotential(run.bestModel(), "sw-learned@1");
  const found = evaluateModel(potential, data.validation);
  // Float32 training against the float64 potential.
  assert.ok(Math.abs(found.energyMaeMeVPerAtom - best.validation.energyMaeMeVPerAtom) < 0.05);
  assert.ok(Math.abs(found.forceMaeEvPerA - best.validation.forceMaeEvPerA) < 1e-4);
  // Forces of these cells are some 1.5 eV/A, their energies spread by some 150 meV/atom: a tenth shows that it learns.
  assert.ok(found.forceMaeEvPerA < 0.15, `${found.forceMaeEvPerA} eV/A`);
  assert.ok(found.energyMaeMeVPerAtom < 15, `${found.energyMaeMeVPerAtom} meV/atom`);
  run.dispose();
  run.dispose();
  assert.is(memory().numTensors, before);
});

test("a few structures are learned almost by heart", async () => {
  const few = { train: data.train.slice(0, 2), validation: [] };
  const run = startTraining(
    { ...smallConfig, hidden: [24, 24], batchStructures: 2, epochs: 1500, patience: 1500, optimiser: { type: "adam", learningRate: 0.02 } },
    few,
  );
  const { epochs } = await finish(run);
  const { train } = epochs.at(-1)!;
  // 48 force components and 2 energies against some 940 weights; forces are 1.3 eV/A on average.
  assert.ok(train.forceMaeEvPerA < 0.03, `${train.forceMaeEvPerA} eV/A`);
  assert.ok(train.energyMaeMeVPerAtom < 3, `${train.energyMaeMeVPerAtom} meV/atom`);
});

for (const [name, config] of [
  ["Adam", smallConfig],
  ["Adam with a growing energy weight", { ...smallConfig, firstEnergyWeight: 5 }],
  ["gradient descent", { ...smallConfig, optimiser: { type: "sgd" } }],
  ["Adam with an exponential schedule", { ...smallConfig, optimiser: { type: "adam", schedule: "exponential", lastShare: 0.01 } }],
  ["L-BFGS", lbfgs],
  ["Levenberg-Marquardt", { ...smallConfig, optimiser: { type: "levenberg-marquardt" } }],
  ["Levenberg-Marquardt on energies", { ...smallConfig, optimiser: { type: "levenberg-marquardt" }, forceWeight: 0 }],
  ["Kalman filter", { ...smallConfig, optimiser: { type: "kalman" } }],
] as const satisfies (readonly [string, TrainingConfig])[]) {
  test(`${name}: the same seed gives the same weights, another seed others`, async () => {
    const models: Snapshot[] = [];
    for (const seed of [1, 1, 2]) {
      const run = startTraining({ ...config, epochs: 4, seed }, data);
      await finish(run);
      models.push(run.bestModel());
    }
    assert.equal(models[0], models[1]);
    assert.not.equal(models[0], models[2]);
  });

  test(`${name}: resumed at any step, it ends with the same weights, bit for bit`, async () => {
    const whole = startTraining({ ...config, epochs: 3 }, data);
    const { epochs } = await finish(whole);
    let run = startTraining({ ...config, epochs: 3 }, data);
    const seen: EpochReport[] = [];
    for (let step = 0; ; step++) {
      const progress = await run.advance();
      if (progress.epoch) seen.push(progress.epoch);
      if (progress.phase === "finished") break;
      if (step % 3 !== 0) continue;
      const snapshot = stored(run.snapshot());
      run.dispose();
      run = resumeTraining(data, snapshot);
      // A snapshot before descriptors are back is the one resumed from.
      if (progress.phase === "epochs") assert.equal(stored(run.snapshot()), snapshot);
      while (progress.phase === "epochs" && (await run.advance()).phase === "descriptors");
    }
    assert.equal(seen, epochs);
    assert.equal(run.bestModel(), whole.bestModel());
  });

  test(`${name}: the loss falls`, async () => {
    // 30 epochs are 150 small steps of Adam, of which the first 100 only speed up.
    const { epochs } = await finish(startTraining({ ...config, epochs: 30 }, data));
    assert.ok(epochs.at(-1)!.loss < 0.3 * epochs[0]!.loss, `${epochs[0]!.loss} to ${epochs.at(-1)!.loss}`);
  });
}

test("Levenberg-Marquardt finds the linear network that made energies, forces and stresses", async () => {
  const linear: TrainingConfig = { ...smallConfig, hidden: [], activation: "linear", stressWeight: 1 };
  const teacher = startTraining({ ...linear, epochs: 1, stressWeight: 0 }, data);
  await finish(teacher);
  const potential = createBehlerParrinelloPotential(teacher.bestModel(), "teacher");
  const taught = ({ train, validation }: typeof data) => ({
    train: train.map((structure) => labelBy(potential, structure)),
    validation: validation.map((structure) => labelBy(potential, structure)),
  });
  // All rows: the matrix is that of the problem, whose solution a step without damping finds.
  const optimiser = { type: "levenberg-marquardt", forceShare: 1, damping: 1e-6 } as const;
  const { epochs } = await finish(startTraining({ ...linear, optimiser, epochs: 5, seed: 7 }, taught(data)));
  const { energyMaeMeVPerAtom, forceMaeEvPerA, strainMaeEvPerAtom } = epochs.at(-1)!.validation;
  // Forces of some 1.5 eV/A in float32: what is left is rounding, here some 1e-6.
  assert.ok(forceMaeEvPerA < 1e-4 && energyMaeMeVPerAtom < 0.01, `${forceMaeEvPerA} eV/A, ${energyMaeMeVPerAtom} meV/atom`);
  assert.ok(strainMaeEvPerAtom! < 1e-4, `${strainMaeEvPerAtom} eV`);
});

test("Levenberg-Marquardt needs fewer passes than L-BFGS to the same errors of energies and forces", async () => {
  const errorAfter = async (config: TrainingConfig): Promise<number> => (await finish(startTraining(config, data))).epochs.at(-1)!.loss;
  const damped = await errorAfter({ ...smallConfig, optimiser: { type: "levenberg-marquardt", forceShare: 1 }, epochs: 15 });
  // 15 epochs of three trials, against as many iterations.
  const searched = await errorAfter({ ...lbfgs, epochs: 45 });
  assert.ok(damped < searched, `${damped} against ${searched}`);
});

test("stops early when validation gets no better, and keeps the best", async () => {
  // Validation that wants the opposite of what is learned: the best epoch comes soon.
  const validation = data.validation.map((structure) => {
    const { energy, forces } = structure.reference!;
    return { ...structure, reference: { energy: -energy!, forces: forces!.map((f) => -f) } };
  });
  const run = startTraining({ ...smallConfig, epochs: 500, patience: 10 }, { ...data, validation });
  const { last, epochs } = await finish(run);
  assert.is(last.reason, "early-stopping");
  assert.is(epochs.length - epochs.findLastIndex((epoch) => epoch.best), 11);
  assert.ok(run.hasModel());
});

test("a time limit ends the run by the clock that is given", async () => {
  let clock = 0;
  const run = startTraining({ ...smallConfig, epochs: 500, timeLimitSeconds: 3 }, data, { now: () => (clock += 50) });
  assert.is((await finish(run)).last.reason, "time-limit");
});

test("a stop that is asked for ends the run at the next advance", async () => {
  const run = startTraining({ ...smallConfig, epochs: 500 }, data);
  while (!(await run.advance()).epoch);
  run.requestStop("time-limit");
  const last = await run.advance();
  assert.is(last.phase, "finished");
  assert.is(last.reason, "time-limit");
  assert.ok(run.bestModel());
});

test("divergence is found and named", async () => {
  const run = startTraining({ ...smallConfig, activation: "linear", optimiser: { type: "adam", learningRate: 1e30 }, epochs: 50 }, data);
  assert.is((await finish(run)).last.reason, "diverged");
});

test("a warm start begins where its model stands, never keeps a worse one, and widens the ranges", async () => {
  const first = startTraining({ ...smallConfig, epochs: 60 }, data);
  await finish(first);
  const initial = first.bestModel();
  const wider = { train: [...data.train, ...labelledSilicon(4, 3, 0.4)], validation: data.validation };
  const before = evaluateModel(createBehlerParrinelloPotential(initial, "before"), data.validation);
  const run = startTraining({ ...smallConfig, epochs: 3 }, wider, { initial });
  const { epochs } = await finish(run);
  // A fresh start has ten times this error in its first epochs.
  assert.ok(epochs[0]!.validation.forceMaeEvPerA < 1.5 * before.forceMaeEvPerA);
  const model = run.bestModel();
  const { energyWeight, forceWeight } = { energyWeight: 50, forceWeight: 1 };
  const score = (snapshot: Snapshot): number => {
    const errors = evaluateModel(createBehlerParrinelloPotential(snapshot, "m"), data.validation);
    return energyWeight * (errors.energyRmseMeVPerAtom / 1000) ** 2 + forceWeight * errors.forceRmseEvPerA ** 2;
  };
  // Rescaling to the new data and float32 scores: equal to 1e-4.
  assert.ok(score(model) <= score(initial) * (1 + 1e-4));
  const range = (snapshot: Snapshot, name: string): Float64Array => snapshot.arrays[`Z14.${name}`] as Float64Array;
  for (const [d, least] of range(initial, "minimum").entries()) assert.ok(range(model, "minimum")[d]! <= least);
  for (const [d, most] of range(initial, "maximum").entries()) assert.ok(range(model, "maximum")[d]! >= most);
  assert.throws(() => startTraining({ ...smallConfig, hidden: [5] }, wider, { initial }), /hidden layers 8-8 tanh, not 5 tanh/);
  assert.throws(() => startTraining({ hidden: [8, 8] }, wider, { initial }), /other descriptors/);
});

test("trains on energies alone where forces are missing and not asked for", async () => {
  const bare = data.train.map(({ reference, ...structure }) => ({ ...structure, reference: { energy: reference!.energy! } }));
  const { epochs } = await finish(startTraining({ ...smallConfig, forceWeight: 0, epochs: 30 }, { train: bare, validation: [] }));
  assert.ok(epochs.at(-1)!.train.energyMaeMeVPerAtom < 0.5 * epochs[0]!.train.energyMaeMeVPerAtom);
  assert.is(epochs.at(-1)!.train.forceMaeEvPerA, 0);
  assert.throws(() => startTraining(smallConfig, { train: bare, validation: [] }), /training structure 1 has no reference forces/);
});

test("errors say what is wrong", () => {
  const [structure] = data.train;
  assert.throws(() => startTraining(smallConfig, { train: [], validation: [] }), /at least one structure/);
  assert.throws(
    () => startTraining(smallConfig, { train: [{ ...structure!, reference: {} }], validation: [] }),
    /training structure 1 has no reference energy/,
  );
  const oxygen = { ...structure!, atomicNumbers: new Uint8Array(8).fill(8) };
  assert.throws(() => startTraining(smallConfig, { train: [structure!], validation: [oxygen] }), /O is in the validation structures/);
  assert.throws(() => startTraining({ ...smallConfig, epochs: 0 }, data), /training\.epochs/);
  assert.throws(() => startTraining({ ...lbfgs, firstEnergyWeight: 5 }, data), /training\.firstEnergyWeight/);
  const run = startTraining(smallConfig, data);
  assert.throws(() => run.bestModel(), /no trained model yet/);
  assert.throws(() => resumeTraining({ ...data, train: data.train.slice(1) }, run.snapshot()), /not those it was made with/);
});

test.run();
