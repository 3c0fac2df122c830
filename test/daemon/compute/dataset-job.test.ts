// The data-set job by itself: its file depends on the recipe alone, not on threads, nor on where it was stopped and taken up.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DataSetParameters, JobResult } from "@adatom/daemon/compute/contract.ts";
import { createDataSetDriver } from "@adatom/daemon/compute/jobs/dataset.ts";
import type { JobContext } from "@adatom/daemon/compute/jobs/driver.ts";
import { ModelRegistry } from "@adatom/daemon/compute/model-registry.ts";
import { decodeSnapshot, encodeSnapshot } from "@adatom/daemon/store/snapshot-file.ts";
import { type EventRecord, framesPerRound, recipeFrom } from "@adatom/models/amorphous/silicon-recipe.ts";
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { parseXyz } from "@adatom/models/formats/extxyz.ts";
import { stillingerWeberSiliconVink2001 as potential } from "@adatom/models/potentials/stillinger-weber.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const test = suite("data-set job");
const folder = mkdtempSync(join(tmpdir(), "adatom-dataset-"));
test.after(() => rmSync(folder, { recursive: true, force: true }));

/** 64 atoms from random starts, rounds of two events and 14 frames: seconds. */
const recipe = recipeFrom("random", {
  cellsPerEdge: 2,
  edgeAngstrom: 10.86,
  equilibrationEvents: 1,
  eventsPerMinimum: 2,
  dynamicsPicoseconds: 0.2,
});

function parametersOf(name: string, workers: number): DataSetParameters {
  return {
    kind: "dataset",
    recipe,
    model: { kind: "shipped", name: potential.name },
    size: 50,
    walks: 2,
    workers,
    output: join(folder, name),
  };
}

const context = (warnings: string[] = []): JobContext => ({
  models: new ModelRegistry(),
  progress() {},
  row() {},
  warn: (message) => void warnings.push(message),
  curve() {},
  pause() {},
  requireDaemon() {},
});

/** Steps to the end, or until so many configurations are there and then leaves a snapshot. */
async function work(parameters: DataSetParameters, from: Snapshot | null, until = Number.POSITIVE_INFINITY): Promise<JobResult | Snapshot> {
  const driver = createDataSetDriver(parameters, from, context());
  try {
    for (;;) {
      const result = await driver.step();
      if (result) return result;
      if (driver.position() >= until) return decodeSnapshot(encodeSnapshot(driver.snapshot()!));
    }
  } finally {
    driver.dispose();
  }
}

test("threads and interruptions do not change the set", async () => {
  const result = (await work(parametersOf("two.xyz", 2), null)) as Extract<JobResult, { kind: "dataset" }>;
  const whole = readFileSync(join(folder, "two.xyz"), "utf8");
  assert.is(result.configurations, 50);
  assert.is(result.equivalent + result.positive, 0);
  const { frames, problems } = parseXyz(whole);
  assert.is(problems.length, 0);
  assert.is(frames.length, 50);
  assert.is(frames.filter(({ structure }) => structure.info?.time_fs === 0).length, result.minima);
  assert.ok(Math.abs(result.minima - Math.ceil(50 / framesPerRound(recipe))) <= 1);
  for (const { structure } of [frames[0]!, frames[37]!]) {
    const { energy, forces } = potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom));
    // The file has all digits of the positions.
    assert.ok(Math.abs(energy - structure.reference!.energy!) < 1e-8);
    for (const [p, force] of forces.entries()) assert.ok(Math.abs(force - structure.reference!.forces![p]!) < 1e-7);
  }
  const lines = readFileSync(result.eventsOutput, "utf8");
  const events = lines
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as EventRecord);
  assert.ok(events.length >= 4);
  // A saddle lies above both its minima, whose forces are small but not zero.
  assert.ok(events.every(({ barrier, asymmetry, eigenvalue }) => barrier > Math.max(0, asymmetry) - 0.01 && eigenvalue < 0));
  assert.ok(result.table!.c1 > 3.5 && result.table!.c1 < 5);

  const snapshot = (await work(parametersOf("cut.xyz", 1), null, 20)) as Snapshot;
  const again = (await work(parametersOf("cut.xyz", 1), snapshot)) as typeof result;
  assert.is(readFileSync(join(folder, "cut.xyz"), "utf8"), whole);
  assert.is(readFileSync(again.eventsOutput, "utf8"), lines);
  const elsewhere = { seconds: 0, output: "", eventsOutput: "" };
  assert.equal({ ...again, ...elsewhere }, { ...result, ...elsewhere });
});

test.run();
