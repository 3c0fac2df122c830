// Molecular dynamics with a model that is not to be trusted any more: warned of, paused, stopped, its structures saved; and g(r) on the way.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JobParameters, JobResult } from "@adatom/daemon/compute/contract.ts";
import type { TrustPolicy } from "@adatom/daemon/compute/job-contract.ts";
import type { JobContext } from "@adatom/daemon/compute/jobs/driver.ts";
import { createMolecularDynamicsDriver } from "@adatom/daemon/compute/jobs/md.ts";
import type { ModelRegistry } from "@adatom/daemon/compute/model-registry.ts";
import { encodeStructure } from "@adatom/daemon/compute/structure-parcel.ts";
import { decodeSnapshot, encodeSnapshot } from "@adatom/daemon/store/snapshot-file.ts";
import { parseXyz } from "@adatom/models/formats/extxyz.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";
import { stillingerWeberSilicon1985 as silicon } from "@adatom/models/potentials/stillinger-weber.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { diamond } from "../../../conformance/structures.ts";

const test = suite("policy of molecular dynamics");
const folder = mkdtempSync(join(tmpdir(), "adatom-policy-"));
test.after(() => rmSync(folder, { recursive: true }));

const structure = diamond(2);
const structurePath = join(folder, "start.safetensors");
writeFileSync(structurePath, encodeStructure(structure));

/** Silicon whose atoms' energies are a descriptor, trained on those of the cold crystal alone; a committee whose spread grows with them. */
const limit = -4.3;
const doubtful: Potential = {
  ...silicon,
  name: "doubtful@1",
  evaluate(at, neighbours, into) {
    const found = silicon.evaluate(at, neighbours, into);
    const extrapolations = [...found.energies].flatMap((value, atom) =>
      value > limit ? [{ atom, functionIndex: 0, functionName: "energy", value, minimum: -4.34, maximum: limit }] : [],
    );
    const forces = found.energies.map((value) => Math.max(0, value - limit));
    return { ...found, extrapolations, spread: { energy: 0, forces } };
  },
};

interface Told {
  readonly warnings: string[];
  readonly pauses: string[];
  readonly curves: number[];
  readonly rows: Map<number, Record<string, number>>;
}
const nothingTold = (): Told => ({ warnings: [], pauses: [], curves: [], rows: new Map() });
const contextFor = (told: Told): JobContext => ({
  models: { load: () => doubtful } as unknown as ModelRegistry,
  progress() {},
  row: (step, values) => void told.rows.set(step, values),
  warn: (message) => void told.warnings.push(message),
  curve: (step, { x, y }) => void told.curves.push(step + (x.length === y.length ? 0 : Number.NaN)),
  pause: (reason) => void told.pauses.push(reason),
  requireDaemon() {},
});

function parametersOf(trust: Partial<TrustPolicy>): Extract<JobParameters, { kind: "md" }> {
  return {
    kind: "md",
    structurePath,
    model: { kind: "shipped", name: "any" },
    ensemble: "nve",
    temperatureKelvin: 600,
    timestepFs: 1,
    steps: 60,
    frictionPerFs: 0.01,
    seed: 1,
    sampleEvery: 10,
    trajectory: null,
    radialEvery: 20,
    trust: { action: "warn", every: 5, outside: 0, output: null, ...trust },
  };
}

async function run(trust: Partial<TrustPolicy>, told: Told): Promise<Extract<JobResult, { kind: "md" }>> {
  const driver = await createMolecularDynamicsDriver(parametersOf(trust), null, contextFor(told));
  for (;;) {
    const result = await driver.step();
    if (result?.kind !== "md") continue;
    driver.dispose();
    return result;
  }
}

test("warned of once; every structure beyond the limits is saved; g(r) comes on the way and with the result", async () => {
  const told = nothingTold();
  const output = join(folder, "warned.xyz");
  const result = await run({ output }, told);
  assert.is(result.steps, 60);
  assert.is(result.stopped, null);
  assert.is(told.warnings.length, 1);
  assert.match(told.warnings[0]!, /At step \d+ .*doubtful@1.*energy of atom \d+ is -4\.\d+, trained on -4\.34 to -4\.3\)/);
  assert.is(result.saved, output);
  const { frames } = parseXyz(readFileSync(output, "utf8"));
  assert.is(frames.length, result.beyondLimits);
  assert.ok(frames.length > 5);
  assert.equal(told.curves, [20, 40, 60]);
  assert.is(result.radialDistribution!.x.length, 120);
  const last = told.rows.get(60)!;
  assert.ok(last.furthestOutside! > 0 && last.maximumSpreadEvPerA! > 0 && last.extrapolatingAtoms! > 0, JSON.stringify(last));
});

test("limits that are far enough are never reached; spread by itself can be too far", async () => {
  const told = nothingTold();
  const result = await run({ outside: 1000, output: join(folder, "never.xyz") }, told);
  assert.is(result.beyondLimits, 0);
  assert.is(result.saved, null);
  assert.not(existsSync(join(folder, "never.xyz")));
  const stopped = await run({ action: "stop", outside: 1000, spread: 1e-3 }, nothingTold());
  assert.match(stopped.stopped!, /members of the committee differ/);
});

test("stopped: the run ends there with what it has", async () => {
  const told = nothingTold();
  const result = await run({ action: "stop" }, told);
  assert.ok(result.steps < 60 && result.steps % 5 === 0, String(result.steps));
  assert.match(result.stopped!, new RegExp(`At step ${result.steps} `));
  assert.ok(told.rows.has(result.steps));
});

test("paused: the run waits, and goes on from there to the next check when it is resumed", async () => {
  const told = nothingTold();
  const first = await createMolecularDynamicsDriver(parametersOf({ action: "pause" }), null, contextFor(told));
  while (told.pauses.length === 0) await first.step();
  const at = first.position();
  await first.step();
  assert.is(first.position(), at);
  const bytes = encodeSnapshot(first.snapshot()!);
  first.dispose();
  const again = await createMolecularDynamicsDriver(parametersOf({ action: "pause" }), decodeSnapshot(bytes), contextFor(told));
  while (told.pauses.length === 1) await again.step();
  assert.is(again.position(), at + 5);
  again.dispose();
});

test.run();
