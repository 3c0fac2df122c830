// A compute process whose device went away: the daemon says so, starts another without that backend, and goes on.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCompute } from "@adatom/daemon/compute/process.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

/** Loses its GPU at once unless told that it is lost already; answers every request with the backends it was told of. */
const losesItsDevice = `
const lost = process.env.ADATOM_LOST_BACKENDS;
process.on("disconnect", () => process.exit(0));
process.on("message", ({ type, id }) => type === "stop" ? process.exit(0) : process.send({ type: "result", id, result: lost }));
process.send({ type: "ready" });
if (lost === "") process.send({ type: "device-lost", backend: "webgpu", reason: "a test" }, () => process.exit(1));
`;

test("the next process is told which backend not to take, and the log says why", async () => {
  const folder = mkdtempSync(join(tmpdir(), "adatom-device-"));
  const said: string[] = [];
  const note = (message: string): void => void said.push(message);
  const entry = join(folder, "compute.mjs");
  writeFileSync(entry, losesItsDevice);
  const compute = startCompute({ log: { info: note, warn: note, error: note }, entry });
  try {
    while (compute.state().restarts === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.is((await compute.request("info", {})) as unknown, "webgpu");
    assert.is(compute.state().restarts, 1);
    assert.match(said.join("\n"), /webgpu backend lost its device \(a test\).*next backend/);
  } finally {
    await compute.stop();
    rmSync(folder, { recursive: true });
  }
});

test.run();
