// The lock: one holder among processes, free at once when the holder is killed.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { takeLock } from "@adatom/daemon/socket/lock.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { until } from "../private-daemon.ts";

const source = fileURLToPath(new URL("../../../daemon/socket/lock.ts", import.meta.url));

test("a held lock is refused to others until its holder is killed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "adt-"));
  const file = join(folder, "lock.db");
  const script = `import { takeLock } from ${JSON.stringify(source)};
    console.log(takeLock(${JSON.stringify(file)}) ? "held" : "refused"); setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const said = await new Promise<string>((resolve) => holder.stdout.once("data", (data: Buffer) => resolve(data.toString().trim())));
    assert.is(said, "held");
    assert.is(takeLock(file), null);
    holder.kill("SIGKILL");
    await until("the kernel frees the lock", () => {
      const lock = takeLock(file);
      lock?.release();
      return lock !== null;
    });
  } finally {
    holder.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
});

test("released, it can be taken again; within one process it is held once", () => {
  const folder = mkdtempSync(join(tmpdir(), "adt-"));
  const file = join(folder, "lock.db");
  const first = takeLock(file);
  assert.ok(first);
  assert.is(takeLock(file), null);
  first.release();
  const second = takeLock(file);
  assert.ok(second);
  second.release();
  rmSync(folder, { recursive: true, force: true });
});

test.run();
