// adatom/status, adatom/logs, adatom/shutdown and adatom/doctor of a real daemon.
import { checkBackends, checkMachine, checkNode, checkSocket, checkStore } from "@adatom/daemon/features/doctor.ts";
import { doctor } from "@adatom/protocol/doctor.ts";
import { logs, shutdown } from "@adatom/protocol/lifecycle.ts";
import { status } from "@adatom/protocol/status.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { privateHome, until } from "../private-daemon.ts";

test("what the daemon is, holds and does; its log; its health; its end", async () => {
  const home = privateHome();
  try {
    const client = await home.connect();
    await until("compute is ready", async () => (await client.request(status, {})).compute.state === "ready", 20_000);
    const now = await client.request(status, {});
    // Every field of the schema, as it was declared.
    assert.equal(status.result.safeParse(now).error, undefined);
    assert.is(now.folder, home.env.ADATOM_HOME);
    assert.is(now.idleTimeoutSeconds, 120);
    assert.equal(now.jobs, { running: 0, queued: 0, paused: 0 });
    assert.is(now.sessions[0]?.client, "test 1");
    assert.is(now.compute.tensors, 0);
    assert.is(now.compute.modelBytes, 0);
    assert.ok(now.compute.tensorBytesCap! > now.compute.modelBytesCap! && now.compute.modelBytesCap! > 0);
    assert.ok(now.memoryBytes > 1e7);
    const { lines } = await client.request(logs, { lines: 1 });
    assert.is(lines.length, 1);
    const { checks } = await client.request(doctor, {});
    assert.equal(doctor.result.safeParse({ checks }).error, undefined);
    assert.equal(
      checks.filter((check) => check.state === "error"),
      [],
    );
    assert.ok(checks.some((check) => /^backend/.test(check.name) && /GFLOP\/s/.test(check.found)));
    assert.ok(checks.some((check) => check.name === "memory" && /0 tensors in 0 MiB of at most \d+ MiB, 0 models/.test(check.found)));
    assert.equal(await client.request(shutdown, {}), { stopping: true, checkpointedJobs: 0 });
    await until("it ends", () => home.daemons().length === 0);
  } finally {
    await home.clean();
  }
});

test("doctor's single checks say what to do", () => {
  assert.match(checkMachine().found, /^\d+ x .+, \d+ GiB of memory$/);
  assert.is(checkNode("24.1.0").state, "ok");
  assert.is(checkNode("22.22.0").state, "ok");
  assert.match(checkNode("22.21.9").advice ?? "", /22.22/);
  assert.is(checkStore("/no/such/folder")[0]!.state, "error");
  assert.is(checkSocket("/no/such/socket").state, "error");
});

test("a backend that is asked for by name and does not start is an error, since no other is taken", async () => {
  const report = (name: string, used: boolean) => ({ name, used, found: true, detail: name, advice: null, gflops: 1 });
  const asking = (used: boolean) =>
    checkBackends({ compute: { request: async () => ({ backends: [report("wasm", used), report("cpu", false)] }) } } as never);
  const before = process.env.ADATOM_BACKEND;
  process.env.ADATOM_BACKEND = "abacus";
  try {
    assert.ok((await asking(true)).every(({ state }) => state === "ok"));
    const last = (await asking(false)).at(-1)!;
    assert.is(last.state, "error");
    assert.match(last.found, /"abacus", which does not start; trainings fail/);
  } finally {
    if (before === undefined) delete process.env.ADATOM_BACKEND;
    else process.env.ADATOM_BACKEND = before;
  }
});

test.run();
