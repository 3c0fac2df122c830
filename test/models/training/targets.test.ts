// What a loss is made of beside energies and forces: stress against strain of the model, weights of structures and groups, units
// of the output, first weights and divided nodes, energies of free atoms, limits of the data.
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { createBehlerParrinelloPotential } from "@adatom/models/networks/behler-parrinello/potential.ts";
import { stillingerWeberSilicon1985 } from "@adatom/models/potentials/stillinger-weber.ts";
import { cellVolume } from "@adatom/models/structure/cell.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { batchErrors } from "@adatom/models/training/batch-gradient.ts";
import { resolveTraining, type TrainingConfig } from "@adatom/models/training/config.ts";
import { withinLimits } from "@adatom/models/training/data-filter.ts";
import { metricsOf } from "@adatom/models/training/error-sums.ts";
import { initialisations } from "@adatom/models/training/initialisation.ts";
import { observe } from "@adatom/models/training/observations.ts";
import { structureWeights } from "@adatom/models/training/structure-weights.ts";
import { startTraining } from "@adatom/models/training/training-run.ts";
import { modelOf } from "@adatom/models/training/training-setup.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { deformed, diamond, displaced } from "../../conformance/structures.ts";
import { checkGradient as checkGradientOf, type Prepared, potentialOf, prepare as prepareTraining } from "./prepared.ts";
import { labelledSilicon, smallConfig } from "./silicon.ts";

await selectBackend("wasm");

/** Sheared, so that no component of the stress is zero; labelled with stress too. */
const structures = [1, 2, 3].map((seed): Structure => {
  const bare = deformed(displaced(diamond(1), 0.15, seed), [0.03, 0.05, 0, 0.02, -0.04, 0.07, 0, 0.03, 0.02]);
  const { energy, forces, stress } = stillingerWeberSilicon1985.evaluate(bare, buildNeighbourList(bare, 4));
  return { ...bare, reference: { energy, forces, stress } };
});

const prepare = (config: TrainingConfig, own: readonly Structure[] = structures): Prepared =>
  prepareTraining({ ...smallConfig, ...config }, own);

/** Weights spread over the network. */
const checkGradient = (prepared: Prepared, name: string): Promise<void> =>
  checkGradientOf(prepared, Math.ceil(prepared.parameters.length / 12), name);

const withStress = prepare({ energyWeight: 3, forceWeight: 0.7, stressWeight: 20 });

test("stress errors are those of the model's stress, which is the derivative of its energy by strain", async () => {
  const potential = potentialOf(withStress);
  const { problem, samples, parameters } = withStress;
  let sum = 0;
  for (const structure of structures) {
    const energy = (strain: readonly number[]): number => {
      const moved = deformed(structure, strain);
      return potential.evaluate(moved, buildNeighbourList(moved, potential.cutoffAngstrom)).energy;
    };
    for (let v = 0; v < 6; v++) {
      // xx, yy, zz, yz, xz, xy as entries of the symmetric 3 x 3 strain.
      const strain = (by: number): number[] => {
        const found = new Array<number>(9).fill(0);
        const entries = [[0], [4], [8], [5, 7], [2, 6], [1, 3]][v]!;
        for (const entry of entries) found[entry] = by / entries.length;
        return found;
      };
      const step = 1e-4;
      const slope = (energy(strain(step)) - energy(strain(-step))) / (2 * step);
      sum += Math.abs(slope / cellVolume(structure.cell) - structure.reference!.stress![v]!);
    }
  }
  const { stressMaeEvPerA3, forceMaeEvPerA } = metricsOf((await batchErrors(problem, parameters, samples, false)).sums);
  // Float32 against float64, and the square of the step.
  assert.ok(Math.abs(stressMaeEvPerA3! - sum / 18) < 1e-5 * (sum / 18), `${stressMaeEvPerA3} against ${sum / 18}`);
  // Forces come out of the same pass, and are those of a pass without stress.
  const without = prepare({ energyWeight: 3, forceWeight: 0.7 });
  const plain = metricsOf((await batchErrors(without.problem, without.parameters, without.samples, false)).sums);
  assert.ok(Math.abs(forceMaeEvPerA - plain.forceMaeEvPerA) < 1e-9);
});

test("gradient of a loss with stress, by differences", () => checkGradient(withStress, "stress"));

test("observations of the stress add up to the loss", async () => {
  const { problem, samples, parameters } = withStress;
  const { residuals, shares, rows, sums } = await observe(problem, parameters, samples[0]!, [], true);
  assert.is(residuals.length, 7);
  const batch = await batchErrors({ ...problem, weights: { ...problem.weights, force: 0 } }, parameters, [samples[0]!], true);
  const loss = residuals.reduce((sum, value, r) => sum + shares[r]! * value * value, 0);
  assert.ok(Math.abs(loss - batch.sums[7]!) < 1e-9 * loss);
  assert.ok(sums[8] === 6);
  const largest = batch.gradient!.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
  for (let k = 0; k < parameters.length; k++) {
    const sum = residuals.reduce((all, value, r) => all + 2 * shares[r]! * value * rows[r * parameters.length + k]!, 0);
    // Float32 sums in another order.
    assert.ok(Math.abs(sum - batch.gradient![k]!) < 1e-5 * largest, `weight ${k}: ${sum} against ${batch.gradient![k]}`);
  }
});

test("weights of groups and of single structures multiply their losses", async () => {
  const named = structures.map(
    (structure, k): Structure => ({ ...structure, info: { config_type: ["bulk", "liquid", "bulk"][k]!, w: k } }),
  );
  const weights = { groups: { liquid: { energy: 0, force: 3 }, bulk: 2 }, weightKey: "w" };
  const weighted = prepare({ weights, stressWeight: 1 }, named);
  const plain = prepare({ stressWeight: 1 });
  const { problem, samples, parameters } = weighted;
  for (const [k, factors] of [
    { energy: 0, force: 0, stress: 0 },
    { energy: 0, force: 3, stress: 1 },
    { energy: 4, force: 4, stress: 4 },
  ].entries()) {
    const own = { ...plain.problem, weights: { energy: 50 * factors.energy, force: factors.force, stress: factors.stress } };
    const expected = (await batchErrors(own, parameters, [plain.samples[k]!], true)).gradient!;
    assert.equal((await batchErrors(problem, parameters, [samples[k]!], true)).gradient, expected);
  }
  assert.throws(() => prepare({ weights: { weightKey: "w" } }, [named[0]!, { ...named[1]!, info: { w: -1 } }]), /structure 2: w is -1/);
  assert.throws(
    () => prepare({ weights: { groups: { surface: 2 } } }, named),
    /no training structure has a config_type of surface; there is bulk, liquid/,
  );
  assert.throws(() => structureWeights({ ...named[0]!, info: { w: "much" } }, weights), /w is much, which is no weight/);
  assert.throws(() => resolveTraining({ weights: { groups: { bulk: -1 } } }, false), /weights\.groups\.bulk/);
});

for (const initialisation of initialisations) {
  for (const normaliseNodes of [false, true]) {
    test(`first weights ${initialisation}${normaliseNodes ? ", divided nodes" : ""}, output in units of the forces: model and loss agree`, async () => {
      const prepared = prepare({ initialisation, normaliseNodes, normalise: "forces", forceWeight: 0.5 });
      assert.ok(prepared.basis.energyScale !== 1);
      assert.equal(prepare({ initialisation, normaliseNodes, normalise: "forces" }).parameters, prepared.parameters);
      const potential = potentialOf(prepared);
      const { sums } = await batchErrors(prepared.problem, prepared.parameters, prepared.samples, false);
      let energies = 0;
      for (const structure of structures) {
        const { energy } = potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom));
        energies += Math.abs(energy - structure.reference!.energy!) / structure.atomicNumbers.length;
      }
      // Float32 networks.
      assert.ok(Math.abs(sums[3]! - energies) < 1e-5 * Math.max(1, energies), `${sums[3]} against ${energies}`);
      await checkGradient(prepared, initialisation);
    });
  }
}

test("Nguyen and Widrow's weight vectors have the length that they say", () => {
  const { parameters, problem } = prepare({ initialisation: "nguyen-widrow", hidden: [6] });
  const { inputSize } = problem.shapes[0]!;
  for (let h = 0; h < 6; h++) {
    let length = 0;
    for (let d = 0; d < inputSize; d++) length += parameters[d * 6 + h]! ** 2;
    assert.ok(Math.abs(Math.sqrt(length) - 0.7 * 6 ** (1 / inputSize)) < 1e-12);
  }
});

test("a warm start from a model in other units begins with the same function", async () => {
  const data = { train: structures, validation: structures };
  const first = startTraining({ ...smallConfig, epochs: 1 }, data);
  while ((await first.advance()).phase !== "finished");
  const initial = first.bestModel();
  const before = createBehlerParrinelloPotential(initial, "before");
  const second = startTraining({ ...smallConfig, epochs: 1, normalise: "energies", normaliseNodes: true }, data, { initial });
  let model = initial;
  for (;;) {
    const { phase } = await second.advance();
    if (second.hasModel()) {
      model = second.bestModel();
      break;
    }
    if (phase === "finished") break;
  }
  const after = createBehlerParrinelloPotential(model, "after");
  for (const structure of structures) {
    const list = buildNeighbourList(structure, before.cutoffAngstrom);
    assert.ok(Math.abs(after.evaluate(structure, list).energy - before.evaluate(structure, list).energy) < 1e-9);
  }
});

test("hidden layers by element, and energies of free atoms", () => {
  const mixed = labelledSilicon(3, 1).map(
    (structure, k): Structure => ({ ...structure, atomicNumbers: structure.atomicNumbers.map((z, i) => ((i + k) % 3 === 0 ? 8 : z)) }),
  );
  const { problem, basis, plan, parameters } = prepare({ hidden: { Si: [7, 3], O: [4] }, atomicEnergies: { O: -2, Si: -1.5 } }, mixed);
  assert.equal(
    problem.shapes.map(({ hidden }) => hidden),
    [[4], [7, 3]],
  );
  assert.equal([...basis.energyOffsets], [-2, -1.5]);
  assert.equal(
    modelOf(plan, problem, basis, parameters).elements.map(({ layers }) => layers.length),
    [2, 3],
  );
  assert.throws(() => prepare({ hidden: { Si: [7] } }, mixed), /training\.hidden: gives no layers for O/);
  assert.throws(() => prepare({ atomicEnergies: { Si: -1 } }, mixed), /atomicEnergies: there is none of O/);
  assert.throws(() => prepare({ atomicEnergies: { Sj: -1 } }, mixed), /"Sj" is no element/);
});

test("structures beyond the limits are left out, and said to be", () => {
  const far = displaced(diamond(1), 0.6, 9);
  const { energy, forces } = stillingerWeberSilicon1985.evaluate(far, buildNeighbourList(far, 4));
  const data = [...structures, { ...far, reference: { energy, forces } }];
  const atomicEnergies = { Si: -4.3 };
  const byEnergy = withinLimits(data, { maximumEnergy: 0.6, atomicEnergies });
  assert.is(byEnergy.kept.length, 3);
  assert.equal(
    byEnergy.left.map(({ reason, count }) => [reason, count]),
    [["energy", 1]],
  );
  assert.ok(Math.abs(byEnergy.left[0]!.highest - (energy / 8 + 4.3)) < 1e-12);
  const byForce = withinLimits(data, { maximumForce: 12 });
  assert.is(byForce.kept.length, 3);
  assert.is(byForce.left[0]!.reason, "force");
  assert.ok(byForce.left[0]!.highest > 12);
  assert.equal(withinLimits(data, {}), { kept: data, left: [] });
});

test("stress without a structure that has one is an error", () => {
  const bare = structures.map(
    ({ reference, ...rest }): Structure => ({ ...rest, reference: { energy: reference!.energy!, forces: reference!.forces! } }),
  );
  assert.throws(() => prepare({ stressWeight: 1 }, bare), /no training structure has a reference stress/);
});

test.run();
