// dataset: what goes to the daemon, the plan said before a large set, the report.
import { makeDataSet, planDataSet } from "@adatom/protocol/dataset.ts";
import { getRun, runMetrics, subscribeRuns } from "@adatom/protocol/runs.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { FakeDaemon, someRun } from "../fake-daemon.ts";
import { runWords } from "../run-words.ts";

const table = { densityGramPerCm3: 2.3337, c1: 3.987, r1Angstrom: 2.36, sigma1Angstrom: 0.1, c2: 11.9, angleMeanDegrees: 109.1 };
const result = {
  configurations: 6000,
  minima: 45,
  events: 450,
  energyMean: -640.25,
  energySigma: 9,
  energyPerAtom: -2.964,
  output: "/f/a.xyz",
  table,
};
const finished = someRun({ kind: "dataset", state: "done", startedAt: "2026-01-01T00:00:00Z", endedAt: "2026-01-01T00:01:00Z", result });
const plan = { configurations: 6000, walks: 4, workers: 2, minima: 45, seconds: 360, bytes: 1.5e8 };

const daemon = (): FakeDaemon =>
  new FakeDaemon()
    .answer(makeDataSet, () => finished)
    .answer(planDataSet, () => plan)
    .answer(getRun, () => finished)
    .answer(subscribeRuns, () => ({ runs: [finished] }))
    .answer(runMetrics, () => ({ rows: [], total: 0 }));

test("a large set is planned before it is made; the report has the row of table II", async () => {
  const asked = daemon();
  const { code, stdout, stderr } = await runWords(asked, "dataset make asi --size 6000 --output a.xyz --workers 2", { folder: "/f" });
  assert.is(code, 0);
  assert.match(stderr, "planned: 6000 configurations from 45 minima of 4 walks: about 6 min 00 s on 2 threads");
  assert.match(stdout, /energy +-640\.25 ± 9\.00 eV, -2\.964 eV\/atom/);
  assert.match(stdout, /first shell +C1 3\.987/);
  const methods = asked.asked.map(({ method }) => method).filter((method) => method.startsWith("adatom/dataset"));
  assert.equal(methods, [planDataSet.method, makeDataSet.method]);
  const made = asked.asked.find(({ method }) => method === makeDataSet.method)!;
  assert.equal(JSON.parse(JSON.stringify(made.params)), { recipe: "asi", size: 6000, workers: 2, output: "/f/a.xyz" });
});

test("a small one is made at once, a plan alone makes nothing", async () => {
  const small = daemon();
  await runWords(small, "dataset make asi --size 10", { folder: "/f" });
  assert.not(small.asked.some(({ method }) => method === planDataSet.method));
  const planned = daemon();
  const { stdout } = await runWords(planned, "dataset plan asi --json");
  assert.equal(JSON.parse(stdout), plan);
  assert.not(planned.asked.some(({ method }) => method === makeDataSet.method));
});

test("wrong words are wrong usage", async () => {
  for (const words of ["dataset make gold", "dataset burn asi", "dataset make asi --start soup", "dataset make"])
    assert.is((await runWords(daemon(), words)).code, 2, words);
});

test.run();
