// Finding and starting the daemon for real: cold start, second client, restart on another build, reconnection, plain errors.
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { currentEndpoint, DaemonDown } from "@adatom/connect/index.ts";
import { logs, shutdown } from "@adatom/protocol/lifecycle.ts";
import { status } from "@adatom/protocol/status.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type PrivateHome, privateHome, until } from "../../daemon/private-daemon.ts";

async function inHome(body: (home: PrivateHome) => Promise<void>, extra?: NodeJS.ProcessEnv): Promise<void> {
  const home = privateHome(extra);
  try {
    await body(home);
  } finally {
    await home.clean();
  }
}
const failure = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => new Error("it did not fail"),
    (error: Error) => error,
  );

test("a first client starts the daemon, a second finds the same one; status and logs answer; shutdown ends it", () =>
  inHome(async (home) => {
    const told: string[] = [];
    const first = await home.connect({ onProgress: (what) => told.push(what) });
    const second = await home.connect();
    assert.equal(told, ["starting the daemon"]);
    assert.is(first.daemon.pid, second.daemon.pid);
    const now = await second.request(status, {});
    assert.is(now.pid, first.daemon.pid);
    assert.is(now.sessions.length, 2);
    assert.ok((await second.request(logs, { lines: 5 })).lines.some((line) => /listens at/.test(line)));
    const closed = new Promise<void>((resolve) => void first.onClose(resolve));
    assert.is((await second.request(shutdown, {})).stopping, true);
    await closed;
    await until("the process ends", () => home.daemons().length === 0);
    assert.not(existsSync(currentEndpoint(home.env).socket));
    assert.instance(await failure(first.request(status, {})), DaemonDown);
    assert.match((await failure(home.connect({ start: false }))).message, /No Adatom daemon runs/);
  }));

test("an idle daemon of another build is restarted; with keep it is left, with a warning that names both", () =>
  inHome(async (home) => {
    const first = await home.connect();
    const kept = await home.connect({ build: "another" });
    assert.is(kept.daemon.pid, first.daemon.pid);
    assert.match(kept.warnings[0]!, new RegExp(`${first.daemon.build}.*another.*left running`));
    const next = await home.connect({ build: "another", keep: false });
    assert.is.not(next.daemon.pid, first.daemon.pid);
    // This client's build is of no daemon at all: it gives up restarting and says so.
    assert.match(next.warnings[0]!, /another build/);
  }));

test("a killed daemon: requests in flight fail with advice, a reconnecting client goes on with a new one", () =>
  inHome(async (home) => {
    const client = await home.connect({ reconnect: true });
    const states: string[] = [];
    client.onState((state) => states.push(state));
    const plain = await home.connect();
    const before = client.daemon.pid;
    process.kill(before, "SIGKILL");
    await until("it notices", () => states.includes("reconnecting"));
    const now = await client.request(status, {});
    assert.is.not(now.pid, before);
    assert.is(states.at(-1), "connected");
    assert.instance(await failure(plain.request(status, {})), DaemonDown);
  }));

test("why a daemon could not start is passed on", () =>
  inHome(
    async (home) => {
      assert.match((await failure(home.connect())).message, /ADATOM_IDLE_SECONDS must be a positive number of seconds, not "soon"/);
    },
    { ADATOM_IDLE_SECONDS: "soon" },
  ));

test("a runtime folder open to others is refused by the client, and by the daemon", () =>
  inHome(async (home) => {
    const { runtimeFolder } = currentEndpoint(home.env);
    mkdirSync(runtimeFolder);
    chmodSync(runtimeFolder, 0o755);
    const error = await failure(home.connect());
    assert.instance(error, DaemonDown);
    assert.match(error.message, /mode 755.*chmod 700/);
  }));

test("stale leftovers of a killed machine (socket, token) do not matter", () =>
  inHome(async (home) => {
    const first = await home.connect();
    process.kill(first.daemon.pid, "SIGKILL");
    await until("it ends", () => home.daemons().length === 0);
    const endpoint = currentEndpoint(home.env);
    assert.ok(existsSync(endpoint.socket));
    writeFileSync(join(endpoint.runtimeFolder, "token"), "old", { mode: 0o600 });
    const second = await home.connect();
    assert.is.not(second.daemon.pid, first.daemon.pid);
  }));

test("idle time ends it, but not while a client is connected", () =>
  inHome(
    async (home) => {
      const client = await home.connect();
      await new Promise((resolve) => setTimeout(resolve, 1500));
      assert.is((await client.request(status, {})).idleTimeoutSeconds, 0.6);
      client.close();
      await until("it ends by itself", () => home.daemons().length === 0);
    },
    { ADATOM_IDLE_SECONDS: "0.6" },
  ));

test.run();
