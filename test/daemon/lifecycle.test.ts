// Idle time, which never runs while a client is connected or a job runs; one end however often asked for; the turning log.
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Session } from "@adatom/daemon/features/feature.ts";
import { createLifecycle } from "@adatom/daemon/lifecycle.ts";
import { createLog } from "@adatom/daemon/log.ts";
import type { Endpoint } from "@adatom/protocol/endpoint.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

const silent = { info() {}, warn() {}, error() {} };
const endpoint = { stateFolder: "/s", socket: "/s/socket", logFile: "/s/log" } as Endpoint;
const life = (putAway = async () => {}) =>
  createLifecycle({ version: "1", build: "b", endpoint, log: silent, idleTimeoutSeconds: 0.3, putAway });

test("idle time begins when the last client has gone and the last job has ended", async () => {
  const lifecycle = life();
  const session = {} as Session;
  let jobs = true;
  const stops: string[] = [];
  lifecycle.opened(session);
  lifecycle.watchIdle(
    () => jobs,
    (why) => stops.push(why),
  );
  await sleep(600);
  lifecycle.closed(session);
  await sleep(600);
  assert.equal(stops, [], "a job still runs");
  jobs = false;
  await sleep(150);
  assert.equal(stops, [], "not idle for long enough");
  await sleep(500);
  assert.match(stops[0] ?? "", /idle for 0.3 s/);
});

test("everything is put away once, and a failing part does not keep the daemon alive", async () => {
  let times = 0;
  const lifecycle = life(async () => {
    times++;
    throw new Error("a part failed");
  });
  await Promise.all([lifecycle.stop("a"), lifecycle.stop("b")]);
  await lifecycle.stop("c");
  assert.is(times, 1);
});

test("a stall of the event loop shows in its delay, once", async () => {
  const lifecycle = life();
  await sleep(20);
  lifecycle.eventLoopDelayMaxMs();
  await sleep(20);
  const end = performance.now() + 120;
  while (performance.now() < end);
  await sleep(30);
  assert.ok(lifecycle.eventLoopDelayMaxMs() > 80);
});

test("the log keeps two files of limited size, one line an event", () => {
  const folder = mkdtempSync(join(tmpdir(), "adt-"));
  const file = join(folder, "log");
  const log = createLog(file, 2000);
  for (let n = 0; n < 95; n++) log.info(`event ${n}`);
  log.error("two\nlines");
  assert.ok(statSync(file).size <= 2000);
  assert.ok(statSync(`${file}.1`).size <= 2000);
  assert.match(readFileSync(file, "utf8"), /^\S+Z info {2}event \d+$/m);
  assert.match(readFileSync(file, "utf8"), /error two\n {4}lines\n$/);
  assert.is(statSync(file).mode & 0o077, 0);
  rmSync(folder, { recursive: true });
});

test.run();
