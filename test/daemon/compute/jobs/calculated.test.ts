// Runs around a calculator that takes its time: the same bits as with a potential that answers at once, broken off or not; labels
// stored, asked for once, and refused where they lack what the run needs.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import type { JobParameters, JobResult } from "@adatom/daemon/compute/contract.ts";
import { createCalculatedDriver } from "@adatom/daemon/compute/jobs/calculated.ts";
import { createModelDriver } from "@adatom/daemon/compute/jobs/create-driver.ts";
import type { CreateDriver, JobContext } from "@adatom/daemon/compute/jobs/driver.ts";
import { type Calculator, LabelFailure } from "@adatom/daemon/compute/labels/calculator.ts";
import { LabelStore } from "@adatom/daemon/compute/labels/label-store.ts";
import { encodeStructure } from "@adatom/daemon/compute/structure-parcel.ts";
import { decodeSnapshot, encodeSnapshot } from "@adatom/daemon/store/snapshot-file.ts";
import { potentialByName } from "@adatom/models/potentials/index.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";
import { contentHash } from "@adatom/models/structure/content-hash.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Reference, Structure } from "@adatom/models/structure/structure.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { rattledSilicon } from "../silicon.ts";

const test = suite("runs with a calculator");
const folder = mkdtempSync(join(tmpdir(), "adatom-calculated-"));
test.after(() => rmSync(folder, { recursive: true, force: true }));

const structure = rattledSilicon(5);
const structurePath = join(folder, "start.safetensors");
const finalPath = join(folder, "final.safetensors");
writeFileSync(structurePath, encodeStructure(structure));
writeFileSync(finalPath, encodeStructure({ ...structure, positions: structure.positions.map((x, p) => (p < 3 ? x + 0.8 : x)) }));
const sw = potentialByName("sw-si-1985")!;

function exact(asked: Structure): Reference & { energy: number; forces: Float64Array; stress: Float64Array } {
  const { energy, forces, stress } = sw.evaluate(asked, buildNeighbourList(asked, sw.cutoffAngstrom));
  return { energy, forces, stress };
}

/** What the calculator answers, at once. */
const prompt: Potential = {
  name: "slow",
  description: "",
  species: [14],
  cutoffAngstrom: 1,
  evaluate(asked) {
    const { energy, forces, stress } = exact(asked);
    return { energy, energies: new Float64Array(asked.atomicNumbers.length).fill(energy / asked.atomicNumbers.length), forces, stress };
  },
};

interface Slow extends Calculator {
  asked: number;
}

/** Answers in a later turn of the loop, or when `answer` says so. */
function slow(answer: (asked: Structure, signal: AbortSignal) => Promise<Reference> = (asked) => turn(exact(asked))): Slow {
  return {
    workers: 1,
    asked: 0,
    keyOf: contentHash,
    label(asked, _, signal) {
      this.asked++;
      return answer(asked, signal);
    },
    dispose() {},
  };
}

function contextFor(rows: Map<number, string>): JobContext {
  return {
    models: { load: () => prompt },
    progress() {},
    row: (step, values) => rows.set(step, JSON.stringify(values)),
    warn: (message) => assert.unreachable(message),
    curve() {},
    pause: (message) => assert.unreachable(message),
    requireDaemon() {},
  };
}

type Moving = Parameters<typeof createModelDriver>[0];
const calculated =
  (parameters: Moving, calculator: Calculator, needsStress = false, store = new LabelStore(join(folder, "labels"))): CreateDriver =>
  (resumed, context) => {
    const create: CreateDriver = (from, inner) => createModelDriver(parameters, from, inner);
    return createCalculatedDriver({ name: "slow", calculator, store, needsStress, create }, resumed, context);
  };

/** Result and rows; with `breakAfter` turns it is stopped, in the middle of a calculation too, and goes on from a checkpoint's bytes. */
async function finish(
  create: CreateDriver,
  breakAfter = Number.POSITIVE_INFINITY,
): Promise<{ result: JobResult; rows: Map<number, string> }> {
  const rows = new Map<number, string>();
  let driver = await create(null, contextFor(rows));
  for (let turns = 1; ; turns++) {
    const result = await driver.step();
    if (result) {
      driver.dispose();
      return { result, rows };
    }
    if (turns !== breakAfter) await driver.waiting?.();
    if (turns === breakAfter) {
      const snapshot = driver.snapshot();
      const bytes = snapshot && encodeSnapshot(snapshot);
      driver.dispose();
      driver = await create(bytes && decodeSnapshot(bytes), contextFor(rows));
    }
  }
}

function comparable(result: JobResult): unknown {
  const { stepsPerSecond: _, ...rest } = result as JobResult & { stepsPerSecond?: number };
  return rest;
}

const model: Moving["model"] = { kind: "shipped", name: "sw-si-1985" };
const md = (more: Partial<Extract<JobParameters, { kind: "md" }>>): Moving => ({
  kind: "md",
  structurePath,
  model,
  ensemble: "nve",
  temperatureKelvin: 600,
  timestepFs: 1,
  steps: 40,
  frictionPerFs: 0.01,
  seed: 4,
  sampleEvery: 4,
  radialEvery: 10,
  trajectory: join(folder, "md.traj"),
  ...more,
});
const relax = (method: "fire" | "cg" | "l-bfgs", cell: "none" | "full"): Moving => ({
  kind: "relax",
  structurePath,
  model,
  forceTolerance: 1e-3,
  maximumSteps: 60,
  method,
  cell,
  output: join(folder, "relaxed.xyz"),
});
const band = { forceTolerance: 0.05, maximumSteps: 12, springConstant: 5, climb: true, images: 3 };
const walk = {
  temperatureKelvin: 400,
  trials: 60,
  displacementAngstrom: 0.1,
  adaptTrials: 20,
  targetAcceptance: 0.4,
  seed: 2,
  sampleEvery: 5,
};

const cases: readonly (readonly [string, Moving])[] = [
  ["md nve", md({})],
  ["md nvt-langevin", md({ ensemble: "nvt-langevin", trajectory: join(folder, "md.xyz") })],
  ["md npt", md({ ensemble: "npt", pressureGPa: 2 })],
  ["relax fire", relax("fire", "none")],
  ["relax cg with the cell", relax("cg", "full")],
  ["relax l-bfgs with the cell", relax("l-bfgs", "full")],
  ["neb", { kind: "neb", structurePath, finalPath, model, relaxEnds: false, output: join(folder, "neb.xyz"), ...band }],
  [
    "neb with its ends relaxed",
    { kind: "neb", structurePath, finalPath, model, relaxEnds: true, output: join(folder, "neb.xyz"), ...band, maximumSteps: 60 },
  ],
  ["monte-carlo", { kind: "monte-carlo", structurePath, supercell: [1, 1, 1], model, trajectory: join(folder, "mc.xyz"), ...walk }],
];

for (const [name, parameters] of cases) {
  test(`${name}: the run that waiting would have given, unbroken and broken off`, async () => {
    const file = "trajectory" in parameters ? parameters.trajectory! : parameters.output;
    const waited = await finish((resumed, context) => createModelDriver(parameters, resumed, context));
    const written = readFileSync(file);
    // In the middle of a calculation or between two steps: turns that ask and turns that use the answer follow each other.
    for (const breakAfter of [Number.POSITIVE_INFINITY, 1, 6, 7, 30]) {
      const found = await finish(calculated(parameters, slow()), breakAfter);
      assert.equal(comparable(found.result), comparable(waited.result), `${name}, ${breakAfter}`);
      // Minimisers tell a row a turn, and a turn of waiting has several steps.
      for (const [step, values] of waited.rows) assert.is(found.rows.get(step), values, `${name}, ${breakAfter}: row ${step}`);
      assert.is(Buffer.compare(readFileSync(file), written), 0, `${name}, ${breakAfter}: ${file}`);
    }
  });
}

test("a band's images are asked about together, as many at a time as the calculator takes", async () => {
  const [, parameters] = cases.find(([name]) => name === "neb")!;
  const waited = await finish((resumed, context) => createModelDriver(parameters, resumed, context));
  let underWay = 0;
  let most = 0;
  const calculator = slow(async (asked) => {
    most = Math.max(most, ++underWay);
    await sleep(2);
    underWay--;
    return exact(asked);
  });
  const found = await finish(calculated(parameters, { ...calculator, workers: 2 }));
  assert.equal(comparable(found.result), comparable(waited.result));
  assert.is(most, 2);
});

test("each structure is asked about once", async () => {
  const calculator = slow();
  await finish(calculated(md({}), calculator));
  // The start and 40 steps.
  assert.is(calculator.asked, 41);
});

test("turns end at once while a calculation is under way, and the speed told counts its time", async () => {
  let answer = (): void => {};
  const calculator = slow((asked) => new Promise((resolve) => (answer = () => resolve(exact(asked)))));
  const driver = await calculated(md({ steps: 1 }), calculator)(null, contextFor(new Map()));
  assert.is(await driver.step(), null);
  let over = false;
  void driver.waiting!()!.then(() => {
    over = true;
  });
  for (let k = 0; k < 5; k++) assert.is(await driver.step(), null);
  assert.is(calculator.asked, 1);
  assert.is(driver.snapshot(), null);
  await sleep(200);
  assert.is(over, false);
  let result: JobResult | null = null;
  while (!result) {
    answer();
    await driver.waiting?.();
    result = await driver.step();
  }
  assert.is(over, true);
  // One step in more than 0.2 s.
  assert.ok((result as { stepsPerSecond: number }).stepsPerSecond < 5);
  driver.dispose();
});

test("labels that took long are stored: a run that begins anew does not ask for them again", async () => {
  const store = new LabelStore(join(folder, "kept"));
  const calculator = slow((asked) => sleep(1050, exact(asked)));
  const parameters = md({ steps: 1 });
  const first = await finish(calculated(parameters, calculator, false, store));
  const second = await finish(calculated(parameters, calculator, false, store));
  assert.equal(comparable(second.result), comparable(first.result));
  assert.is(calculator.asked, 2);
});

test("a failure ends the run with its reason and folder; the snapshot before it goes on", async () => {
  let fails = true;
  let count = 0;
  const calculator = slow(async (asked) => {
    if (++count === 12 && fails) throw new LabelFailure("slow: did not converge", "/somewhere/work/abc");
    return exact(asked);
  });
  const waited = await finish((resumed, context) => createModelDriver(md({}), resumed, context));
  const rows = new Map<number, string>();
  const driver = await calculated(md({}), calculator)(null, contextFor(rows));
  const failures: Error[] = [];
  while (failures.length === 0) {
    await driver.step().catch((error: Error) => failures.push(error));
    await driver.waiting?.();
  }
  assert.match(failures[0]!.message, /slow: did not converge; its files are kept in \/somewhere\/work\/abc/);
  assert.instance(failures[0], LabelFailure);
  const snapshot = decodeSnapshot(encodeSnapshot(driver.snapshot()!));
  driver.dispose();
  fails = false;
  const again = await calculated(md({}), calculator)(snapshot, contextFor(rows));
  let result: JobResult | null = null;
  while (!result) {
    result = await again.step();
    await again.waiting?.();
  }
  again.dispose();
  assert.equal(comparable(result), comparable(waited.result));
  assert.equal([...rows], [...waited.rows]);
});

test("what the run needs and the program does not give is said; pressure is left out where there is no stress", async () => {
  const only = (...names: (keyof Reference)[]): Calculator =>
    slow(async (asked) => {
      const all = exact(asked);
      return Object.fromEntries(names.map((name) => [name, all[name]]));
    });
  const failed = async (create: CreateDriver): Promise<string> =>
    finish(create).then(
      () => "",
      (error: Error) => error.message,
    );
  assert.match(await failed(calculated(relax("fire", "none"), only("energy"))), /slow gives no forces/);
  assert.match(await failed(calculated(relax("fire", "full"), only("energy", "forces"), true)), /slow gives no stress.*keep the cell/);
  const { result, rows } = await finish(calculated(md({ steps: 4 }), only("energy", "forces")));
  assert.is(JSON.parse(JSON.stringify(result)).meanPressureGPa, null);
  assert.is(JSON.parse(rows.get(4)!).pressureGPa, null);
});

test("stopping aborts the calculation under way", async () => {
  let signal: AbortSignal | undefined;
  const calculator = slow((_, given) => {
    signal = given;
    return new Promise(() => {});
  });
  const driver = await calculated(md({}), calculator)(null, contextFor(new Map()));
  await driver.step();
  assert.is(signal?.aborted, false);
  driver.dispose();
  assert.is(signal?.aborted, true);
});

test.run();
