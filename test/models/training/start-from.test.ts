// Training that starts from another program's network: before any step it gives that network's energies; then it learns; what does
// not fit is named.
import { readFileSync } from "node:fs";
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { parseXyz } from "@adatom/models/formats/extxyz.ts";
import { potentialFromAenet, readAenetModel } from "@adatom/models/formats/potentials/aenet-model.ts";
import { potentialFromN2p2, readN2p2Model } from "@adatom/models/formats/potentials/n2p2-potential.ts";
import { parseXsf } from "@adatom/models/formats/xsf-reader.ts";
import { type AtomicNetworkModel, toBehlerParrinello } from "@adatom/models/networks/atomic-network/model.ts";
import { modelFromSnapshot, modelToSnapshot } from "@adatom/models/networks/behler-parrinello/model.ts";
import { createBehlerParrinelloPotential } from "@adatom/models/networks/behler-parrinello/potential.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import type { TrainingConfig } from "@adatom/models/training/config.ts";
import { evaluateModel } from "@adatom/models/training/evaluate-model.ts";
import type { EpochReport, TrainingData } from "@adatom/models/training/training.ts";
import { resumeTraining, type StoppableTrainingRun, startTraining } from "@adatom/models/training/training-run.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

await selectBackend("wasm");
const text = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const xsf = (name: string): Structure => parseXsf(text(`fixtures/aenet-pytorch/${name}.xsf`)).frames[0]!.structure;

interface Theirs {
  readonly potential: Potential;
  readonly initial: Snapshot;
  readonly data: TrainingData;
  /** Of energies, eV an atom. */
  readonly tolerance: number;
}

const own = (model: AtomicNetworkModel): Snapshot => modelToSnapshot(toBehlerParrinello(model));

function silicon(): Theirs {
  const folder = "fixtures/mlearn-nnp/Si";
  const files = {
    inputNn: text(`${folder}/input.nn`),
    scaling: text(`${folder}/scaling.data`),
    weights: { 14: text(`${folder}/weights.014.data`) },
  };
  const known = parseXyz(text("../examples/silicon/data/train.xyz")).frames.map(({ structure }) => structure);
  return {
    potential: potentialFromN2p2(files, "bohr-hartree", "theirs"),
    initial: own(readN2p2Model(files, "bohr-hartree")),
    data: { train: known.slice(0, 10), validation: known.slice(100, 103) },
    // Energies of some -158 eV an atom, sums over rescaled inputs in another order.
    tolerance: 1e-9,
  };
}

function titania(): Theirs {
  const files = Object.fromEntries(["Ti", "O"].map((name) => [name, text(`fixtures/aenet-pytorch/${name}.nn.ascii`)]));
  return {
    potential: potentialFromAenet(files, {}, "theirs"),
    initial: own(readAenetModel(files, {})),
    data: { train: [xsf("structure0001"), xsf("structure0655")], validation: [xsf("structure1067")] },
    tolerance: 1e-9,
  };
}

const settings: TrainingConfig = { energyWeight: 50, seed: 3, optimiser: { type: "adam", learningRate: 1e-4 }, batchStructures: 2 };
const stored = ({ arrays, json }: Snapshot): Snapshot => ({ arrays, json: JSON.parse(JSON.stringify(json)) });

async function finish(run: StoppableTrainingRun): Promise<EpochReport[]> {
  const epochs: EpochReport[] = [];
  for (;;) {
    const { epoch, phase } = await run.advance();
    if (epoch) epochs.push(epoch);
    if (phase === "finished") return epochs;
  }
}

for (const [name, theirs] of [
  ["n2p2's silicon", silicon()],
  ["aenet's TiO2", titania()],
] as const) {
  const { potential, initial, data, tolerance } = theirs;
  const all = [...data.train, ...data.validation];

  test(`${name}: before any step, energies and forces are theirs`, async () => {
    const run = startTraining(settings, data, { initial, adopt: true });
    while (!run.hasModel()) await run.advance();
    const started = createBehlerParrinelloPotential(run.bestModel(), "started");
    for (const structure of all) {
      const list = buildNeighbourList(structure, potential.cutoffAngstrom);
      const [expected, found] = [potential.evaluate(structure, list), started.evaluate(structure, list)];
      const off = Math.abs(found.energy - expected.energy) / structure.atomicNumbers.length;
      assert.ok(off < tolerance, `${off} eV/atom`);
      // Forces are sums of thousands of derivatives of order one.
      for (const [k, force] of expected.forces.entries())
        assert.ok(Math.abs(found.forces[k]! - force) < 1e-7, `force ${k}: ${found.forces[k]} against ${force}`);
    }
    run.dispose();
  });

  test(`${name}: it learns from there, resumes, and never ends worse`, async () => {
    const run = startTraining({ ...settings, epochs: 4 }, data, { initial, adopt: true });
    let broken = startTraining({ ...settings, epochs: 4 }, data, { initial, adopt: true });
    const epochs = await finish(run);
    const before = evaluateModel(potential, data.train);
    const loss = (errors: { energyRmseMeVPerAtom: number; forceRmseEvPerA: number }): number =>
      50 * (errors.energyRmseMeVPerAtom / 1000) ** 2 + errors.forceRmseEvPerA ** 2;
    // Measured along the epoch, which begins at the model's own loss.
    assert.ok(epochs.at(-1)!.loss < loss(before), `${epochs.at(-1)!.loss} from ${loss(before)}`);
    for (let step = 0; ; step++) {
      const { phase } = await broken.advance();
      if (phase === "finished") break;
      if (phase === "epochs" && step % 5 === 0) broken = resumeTraining(data, stored(broken.snapshot()));
    }
    assert.equal(broken.bestModel(), run.bestModel());
    const model = modelFromSnapshot(run.bestModel());
    const starting = modelFromSnapshot(initial);
    assert.equal(model.functions, starting.functions);
    for (const [e, element] of model.elements.entries()) {
      assert.is(element.activation, starting.elements[e]!.activation);
      for (const [d, least] of starting.elements[e]!.minimum.entries()) assert.ok(element.minimum[d]! <= least);
    }
  });
}

test("what does not fit the model to start from is named", () => {
  const { initial, data } = silicon();
  const start = (config: TrainingConfig, structures = data) =>
    startTraining({ ...settings, ...config }, structures, { initial, adopt: true });
  assert.throws(() => start({ hidden: [5] }), /hidden layers 24-24 tanh, not 5 tanh: leave hidden and activation out/);
  assert.throws(() => start({ activation: "silu" }), /hidden layers 24-24 tanh, not 24-24 silu/);
  assert.throws(
    () => start({ descriptors: { preset: { name: "gaussian" } } }),
    /other descriptors \(it has .*G2.*, it lacks .*: leave descriptors out/,
  );
  assert.throws(() => start({}, titania().data), /does not know O: train afresh/);
  // Without the wish for what is the model's own, what is left out is the usual.
  assert.throws(() => startTraining(settings, data, { initial }), /other descriptors/);
});

test.run();
