// adatom/shutdown while a job runs: refused by name without force; with force the job goes on in the next daemon.
import { Failure } from "@adatom/protocol/failure.ts";
import { shutdown } from "@adatom/protocol/lifecycle.ts";
import { md } from "@adatom/protocol/md.ts";
import { cancelRun, getRun } from "@adatom/protocol/runs.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { privateHome, until } from "../private-daemon.ts";

const text = `8\nLattice="5.43 0 0 0 5.43 0 0 0 5.43" pbc="T T T" Properties=species:S:1:pos:R:3
Si 0 0 0\nSi 1.3575 1.3575 1.3575\nSi 0 2.715 2.715\nSi 1.3575 4.0725 4.0725
Si 2.715 0 2.715\nSi 4.0725 1.3575 4.0725\nSi 2.715 2.715 0\nSi 4.0725 4.0725 1.3575\n`;

for (const how of ["shutdown with force", "SIGTERM"]) {
  test(`a running job survives ${how}`, async () => {
    const home = privateHome();
    try {
      const client = await home.connect();
      const { id } = await client.request(md, { source: { text, fileName: "si.xyz" }, potential: "sw-si-1985", steps: 100_000_000 });
      await until("it runs", async () => (await client.request(getRun, { id })).progress.done > 0, 20_000);
      const refused = await client.request(shutdown, {}).catch((error: unknown) => error);
      assert.instance(refused, Failure);
      assert.is((refused as Failure).errorName, "BusyJobs");
      assert.match((refused as Failure).message, /1 jobs run/);
      const before = (await client.request(getRun, { id })).progress.done;
      if (how === "SIGTERM") process.kill(client.daemon.pid, "SIGTERM");
      else assert.is((await client.request(shutdown, { force: true })).checkpointedJobs, 1);
      await until("it ends", () => home.daemons().length === 0, 20_000);
      const next = await home.connect();
      await until("the job goes on", async () => (await next.request(getRun, { id })).progress.done > before, 30_000);
      assert.is((await next.request(getRun, { id })).state, "running");
      await next.request(cancelRun, { id });
    } finally {
      await home.clean();
    }
  });
}

test.run();
