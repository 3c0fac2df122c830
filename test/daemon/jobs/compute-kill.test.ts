// Compute ended with SIGKILL under a real daemon: what is in flight fails with DeviceLost, the run goes on, models are loaded again.
import { setTimeout as sleep } from "node:timers/promises";
import { md } from "@adatom/protocol/md.ts";
import { predict } from "@adatom/protocol/predict.ts";
import { runMetrics } from "@adatom/protocol/runs.ts";
import { status } from "@adatom/protocol/status.ts";
import { train } from "@adatom/protocol/train.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ended, startRunDaemon } from "../features/run-daemon.ts";
import { until } from "../private-daemon.ts";

const test = suite("killed compute");
const { home, client, project, structure } = await startRunDaemon();
test.after(() => home.clean());

test("requests fail with DeviceLost or are answered rightly, never otherwise; the run ends with every row", async () => {
  assert.is((await ended(client, (await client.request(train, { project, model: "si" })).id)).state, "done");
  const question = { source: { path: structure }, project, model: "si" };
  const before = await client.request(predict, question);
  // Long enough that the kill, a tenth of a second after the first rows, comes in its middle on a fast machine too.
  const { id } = await client.request(md, { ...question, steps: 20_000, sampleEvery: 100, timestepFs: 0.5 });
  await until("the run's first rows", async () => (await client.request(runMetrics, { id })).total > 5);
  const { pid } = (await client.request(status, {})).compute;
  // Questions all the time, before, during and after.
  const answers: Promise<{ value: unknown } | { error: Error }>[] = [];
  for (let k = 0; k < 60; k++) {
    const asked = client.request(predict, question);
    answers.push(
      asked.then(
        (value) => ({ value }),
        (error: Error) => ({ error }),
      ),
    );
    if (k === 20) process.kill(pid!, "SIGKILL");
    await sleep(5);
  }
  let answered = 0;
  for (const outcome of await Promise.all(answers)) {
    if ("error" in outcome) assert.is(outcome.error.name, "DeviceLost", String(outcome.error));
    else {
      assert.equal(outcome.value, before);
      answered++;
    }
  }
  assert.ok(answered >= 20, String(answered));
  const over = await ended(client, id);
  assert.is(over.state, "done", over.error ?? "");
  assert.is(over.restarts, 1);
  const { rows } = await client.request(runMetrics, { id });
  assert.equal(
    rows.map((row) => row.step),
    Array.from({ length: 201 }, (_, k) => 100 * k),
  );
  const after = (await client.request(status, {})).compute;
  assert.is(after.state, "ready");
  assert.is(after.restarts, 1);
  assert.is.not(after.pid, pid);
});

test.run();
