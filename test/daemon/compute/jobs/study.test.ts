// A study as a job: what it leaves in files, and that broken in the middle of a training it ends the same.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JobParameters } from "@adatom/daemon/compute/contract.ts";
import type { JobContext } from "@adatom/daemon/compute/jobs/driver.ts";
import { createStudyDriver } from "@adatom/daemon/compute/jobs/study.ts";
import { ModelRegistry } from "@adatom/daemon/compute/model-registry.ts";
import { decodeSnapshot, encodeSnapshot } from "@adatom/daemon/store/snapshot-file.ts";
import { formatNamed } from "@adatom/models/formats/index.ts";
import type { CaseOutcome } from "@adatom/models/studies/study.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { rattledSilicon } from "../silicon.ts";

const test = suite("studies as jobs");
const folder = mkdtempSync(join(tmpdir(), "adatom-study-"));
test.after(() => rmSync(folder, { recursive: true }));

// Without labels: the reference gives them.
const data = join(folder, "silicon.xyz");
writeFileSync(data, formatNamed("extxyz")!.write!(Array.from({ length: 24 }, (_, k) => rattledSilicon(k + 1))));

type Parameters = Extract<JobParameters, { kind: "study" }>;
const base: Parameters = {
  kind: "study",
  study: "predicted-true",
  files: [data],
  scaledFiles: [],
  curveFiles: [],
  reference: { kind: "shipped", name: "sw-si-1985" },
  structures: 20,
  seed: 1,
  epochs: 6,
  hidden: [4],
  forceWeight: 0,
  output: join(folder, "whole"),
};

const context: JobContext = {
  models: new ModelRegistry(),
  progress() {},
  row() {},
  warn: (message) => assert.unreachable(message),
  curve() {},
  pause() {},
  requireDaemon() {},
};

/** @param breakAt steps after which it is broken off and gone on with from its checkpoint */
async function carryOut(parameters: Parameters, breakAt: readonly number[] = []) {
  let driver = await createStudyDriver(parameters, null, context);
  for (let step = 1; ; step++) {
    const result = await driver.step();
    if (result) {
      driver.dispose();
      return result as Extract<typeof result, { kind: "study" }>;
    }
    if (!breakAt.includes(step)) continue;
    const bytes = encodeSnapshot(driver.snapshot()!);
    await driver.step();
    driver.dispose();
    driver = await createStudyDriver(parameters, decodeSnapshot(bytes), context);
  }
}

/** What does not depend on the clock. */
function outcomesIn(output: string): CaseOutcome[] {
  const { cases } = JSON.parse(readFileSync(join(output, "predicted-true.json"), "utf8")) as { cases: CaseOutcome[] };
  return cases.map((outcome) => ({ ...outcome, seconds: 0 }));
}

test("it labels, scales, trains, measures, and writes tables, numbers and figures", async () => {
  const result = await carryOut(base);
  assert.is(result.cases, 2);
  for (const path of result.files) assert.ok(existsSync(path), path);
  assert.match(readFileSync(join(base.output, "predicted-true.md"), "utf8"), /\| trained on dynamics \| 17 \|/);
  const [frames] = outcomesIn(base.output);
  assert.is(frames!.curve.epoch.length, 6);
  // Energies of silicon moved by up to 0.1 angstrom spread over more than 10 meV/atom: six steps learn some of it.
  assert.ok(frames!.curve.validation.at(-1)! < frames!.curve.validation[0]!, `${frames!.curve.validation}`);
});

test("broken within trainings and between them it ends the same", async () => {
  const output = join(folder, "broken");
  await carryOut({ ...base, output }, [4, 9, 14, 22, 30]);
  assert.equal(outcomesIn(output), outcomesIn(base.output));
});

test("a study that needs labels of scaled structures says how to come by them", async () => {
  const labelled = join(folder, "labelled.xyz");
  const frames = Array.from({ length: 12 }, (_, k) => ({ ...rattledSilicon(k + 1), reference: { energy: -34 - k / 100 } }));
  writeFileSync(labelled, formatNamed("extxyz")!.write!(frames));
  try {
    await carryOut({ ...base, files: [labelled], reference: null, output: join(folder, "none") });
    assert.unreachable();
  } catch (error) {
    assert.match((error as Error).message, /--reference.*--scaled/s);
  }
});

test.run();
