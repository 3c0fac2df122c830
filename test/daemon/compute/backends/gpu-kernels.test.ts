// Our WGSL kernels against their float64 references, on the GPU that is there or the stand-in that is asked for. time limit: 300 s
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { failed } from "../../../conformance/gpu-check.ts";
import { gpuForTests } from "../../../conformance/gpu-device.ts";
import { potentialCases } from "../../../conformance/gpu-potential-cases.ts";
import { structureCases } from "../../../conformance/gpu-structure-cases.ts";

const gpu = await gpuForTests();
const test = suite("GPU kernels");
test("there is a GPU, or it is said why not", () => {
  assert.ok(typeof gpu === "string" ? gpu.length > 0 : gpu.title.length > 0);
});
if (typeof gpu === "string") test.skip(gpu);
else {
  for (const { name, run } of [...structureCases, ...potentialCases]) {
    test(name, async () => {
      for (const comparison of await run(gpu.device)) assert.not(failed(comparison), `${name}: ${JSON.stringify(comparison)}`);
    });
  }
}

test.run();
