// Drivers of md, relax, neb and monte-carlo: stopped, written to a checkpoint's bytes, and gone on from, they end as if they had never stopped.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JobParameters } from "@adatom/daemon/compute/contract.ts";
import type { JobContext, JobDriver } from "@adatom/daemon/compute/jobs/driver.ts";
import { createMolecularDynamicsDriver } from "@adatom/daemon/compute/jobs/md.ts";
import { createMonteCarloDriver } from "@adatom/daemon/compute/jobs/monte-carlo.ts";
import { createNudgedElasticBandDriver } from "@adatom/daemon/compute/jobs/neb.ts";
import { createRelaxationDriver } from "@adatom/daemon/compute/jobs/relax.ts";
import { ModelRegistry } from "@adatom/daemon/compute/model-registry.ts";
import { encodeStructure } from "@adatom/daemon/compute/structure-parcel.ts";
import { decodeSnapshot, encodeSnapshot } from "@adatom/daemon/store/snapshot-file.ts";
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { displaced } from "../../../conformance/structures.ts";
import { rattledSilicon } from "../silicon.ts";

const test = suite("drivers of dynamics");
const folder = mkdtempSync(join(tmpdir(), "adatom-drivers-"));
test.after(() => rmSync(folder, { recursive: true }));

const structurePath = join(folder, "start.safetensors");
const finalPath = join(folder, "final.safetensors");
const structure = rattledSilicon(3, 2);
writeFileSync(structurePath, encodeStructure(structure));
writeFileSync(finalPath, encodeStructure({ ...structure, positions: structure.positions.map((x, p) => (p < 3 ? x + 1 : x)) }));

type Rows = Map<number, string>;

function contextFor(rows: Rows): JobContext {
  return {
    models: new ModelRegistry(),
    progress() {},
    row: (step, values) => rows.set(step, JSON.stringify(values)),
    warn: (message) => assert.unreachable(message),
    curve() {},
    pause() {},
    requireDaemon() {},
  };
}

type Create = (resumed: Snapshot | null, context: JobContext) => JobDriver | Promise<JobDriver>;

/** Result and rows of a job; with `breakAt` it is stopped once it has come so far. */
async function finish(create: Create, breakAt: number): Promise<{ result: unknown; rows: Rows }> {
  const rows: Rows = new Map();
  let driver = await create(null, contextFor(rows));
  let broken = false;
  for (;;) {
    const result = await driver.step();
    if (result) {
      driver.dispose();
      const { stepsPerSecond: _, ...shown } = result as { stepsPerSecond?: number };
      return { result: JSON.stringify(shown), rows };
    }
    if (!broken && driver.position() >= breakAt) {
      broken = true;
      const bytes = encodeSnapshot(driver.snapshot()!);
      // What comes after the checkpoint is lost with the process.
      await driver.step();
      driver.dispose();
      driver = await create(decodeSnapshot(bytes), contextFor(rows));
    }
  }
}

const model = { kind: "shipped", name: "sw-si-1985" } as const;
const md: Extract<JobParameters, { kind: "md" }> = {
  kind: "md",
  structurePath,
  model,
  ensemble: "npt",
  temperatureKelvin: 300,
  temperatureEndKelvin: 900,
  pressureGPa: 1,
  timestepFs: 1,
  steps: 300,
  frictionPerFs: 0.01,
  seed: 3,
  radialEvery: 50,
  sampleEvery: 5,
  trajectory: join(folder, "md.traj"),
};

test("md under npt with an ASE trajectory, and with other baths and stages", async () => {
  const stages = [
    { steps: 100, timestepFs: 0.5 },
    { steps: 100, timestepFs: 2 },
  ];
  const others = [
    { ensemble: "nvt-nose-hoover" },
    { ensemble: "nvt-bussi", fixedElements: [], fixedAtoms: [3] },
    { ensemble: "nvt-langevin", stages, steps: 200, trajectory: join(folder, "md.xyz") },
  ] as const;
  for (const parameters of [md, ...others.map((other) => ({ ...md, ...other }))]) {
    const create: Create = (resumed, context) => createMolecularDynamicsDriver(parameters, resumed, context);
    const whole = await finish(create, Number.POSITIVE_INFINITY);
    const frames = readFileSync(parameters.trajectory!);
    const broken = await finish(create, 90);
    assert.is(broken.result, whole.result, parameters.ensemble);
    assert.equal([...broken.rows], [...whole.rows], parameters.ensemble);
    assert.is(Buffer.compare(readFileSync(parameters.trajectory!), frames), 0, `${parameters.ensemble}: trajectory`);
  }
});

test("relax by every method with the cell", async () => {
  for (const method of ["fire", "cg", "l-bfgs"] as const) {
    for (const breakAt of [0, 6]) {
      const output = join(folder, `${method}.xyz`);
      const parameters = {
        kind: "relax",
        structurePath,
        model,
        forceTolerance: 1e-5,
        maximumSteps: 500,
        method,
        cell: "full",
        output,
      } as const;
      const create: Create = (resumed, context) => createRelaxationDriver(parameters, resumed, context);
      const whole = await finish(create, Number.POSITIVE_INFINITY);
      const written = readFileSync(output, "utf8");
      const broken = await finish(create, breakAt);
      assert.is(broken.result, whole.result, `${method} from ${breakAt}`);
      assert.is(readFileSync(output, "utf8"), written);
    }
  }
});

test("neb, in each of its phases", async () => {
  // Two minima of a cell with one atom pushed out of its place, far enough to stay there or come back; ends kept as they are.
  const common = { forceTolerance: 0.05, maximumSteps: 60, springConstant: 5, climb: true, images: 2 } as const;
  const output = join(folder, "neb.xyz");
  const parameters = { kind: "neb", structurePath, finalPath, model, relaxEnds: false, output, ...common } as const;
  const create: Create = (resumed, context) => createNudgedElasticBandDriver(parameters, resumed, context);
  const whole = await finish(create, Number.POSITIVE_INFINITY);
  for (const breakAt of [0, 20]) assert.is((await finish(create, breakAt)).result, whole.result, `from ${breakAt}`);
});

test("monte-carlo, while the displacement is adapted and after", async () => {
  const common = {
    temperatureKelvin: 400,
    trials: 900,
    displacementAngstrom: 0.1,
    adaptTrials: 400,
    targetAcceptance: 0.4,
    seed: 2,
    sampleEvery: 50,
  };
  const trajectory = join(folder, "mc.traj");
  const parameters = { kind: "monte-carlo", structurePath, supercell: [1, 1, 1], model, trajectory, ...common } as const;
  const create: Create = (resumed, context) => createMonteCarloDriver(parameters, resumed, context);
  const whole = await finish(create, Number.POSITIVE_INFINITY);
  const frames = readFileSync(trajectory);
  for (const breakAt of [110, 620]) {
    const broken = await finish(create, breakAt);
    assert.is(broken.result, whole.result, `from ${breakAt}`);
    assert.is(Buffer.compare(readFileSync(trajectory), frames), 0);
  }
});

test("a start that differs gives another result: the comparison can fail", async () => {
  const other = join(folder, "other.safetensors");
  writeFileSync(other, encodeStructure(displaced(structure, 0.01, 1)));
  const results: unknown[] = [];
  for (const path of [structurePath, other])
    results.push(
      (await finish((resumed, context) => createMolecularDynamicsDriver({ ...md, structurePath: path }, resumed, context), 1e9)).result,
    );
  assert.is.not(results[0], results[1]);
});

test.run();
