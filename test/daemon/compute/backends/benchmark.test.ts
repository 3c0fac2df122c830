// What the doctor is told of backends: the one in use, a software stand-in for a GPU included, is found and measured.
import { selectBackend, selectedBackend } from "@adatom/daemon/compute/backends/select.ts";
import { measureBackends } from "@adatom/daemon/compute/benchmark.ts";
import { getBackend } from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { presentBackends } from "../../../conformance/present-backends.ts";

for (const name of await presentBackends()) {
  test(`${name} in use is found, measured, and in use afterwards`, async () => {
    await selectBackend(name);
    const reports = await measureBackends();
    const used = reports.filter((report) => report.used);
    assert.equal(
      used.map((report) => [report.name, report.found]),
      [[name, true]],
    );
    assert.ok(used[0]!.gflops! > 0);
    assert.is(selectedBackend(), name);
    assert.is(getBackend(), name);
  });
}

test("one that is asked for alone is measured alone, and an unknown one is said to be so", async () => {
  await selectBackend("wasm");
  const [cpu, ...others] = await measureBackends("cpu");
  assert.equal([cpu!.name, cpu!.found, cpu!.used, others], ["cpu", true, false, []]);
  const [unknown] = await measureBackends("abacus");
  assert.not(unknown!.found);
  assert.match(unknown!.detail, /abacus.*must be one of tensorflow, webgpu, wasm, cpu/);
  assert.is(getBackend(), "wasm");
});

test.run();
