// Every tensor operation that our networks use, on every backend of this machine, against plain loops in float64; on WASM
// a second time on two threads, every product and convolution split as finely as can be.
// time limit: 300 s
import { loadGradients } from "@adatom/daemon/compute/backends/gradients.ts";
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { useLeastPart } from "@adatom/daemon/compute/backends/wasm-kernels/products.ts";
import { createTeam } from "@adatom/daemon/compute/threads/team.ts";
import { soloTeam, useTeam } from "@adatom/models/kernels/team/team.ts";
import { memory } from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { presentBackends } from "../../../conformance/present-backends.ts";
import { tensorCases } from "../../../conformance/tensor-cases.ts";
import { caseErrors } from "../../../conformance/tensor-operations.ts";

// Float32 rounds at 6e-8; sums here have up to some hundred terms as large as the largest result. A GPU's own
// exponentials and divisions may be off by several units in the last place each, which a second derivative adds up.
const tolerance = { forward: 2e-6, gradient: 4e-6, second: 2e-5 };
const gpuTolerance = { forward: 1e-5, gradient: 2e-5, second: 1e-4 };

await loadGradients();
const backends = await presentBackends();
for (const [backend, threads] of [
  ...backends.map((name) => [name, 1] as const),
  ...backends.filter((name) => name === "wasm").map((name) => [name, 2] as const),
]) {
  const team = threads > 1 ? createTeam(threads) : soloTeam;
  const { forward: most, gradient: mostGradient, second: mostSecond } = backend === "webgpu" ? gpuTolerance : tolerance;
  for (const one of tensorCases) {
    test(`${backend}${threads > 1 ? ` on ${threads} threads` : ""}: ${one.name}`, async () => {
      useTeam(team);
      useLeastPart(threads > 1 ? 1 : undefined);
      await selectBackend(backend);
      const before = memory().numTensors;
      if (one.refusedBy?.includes(backend)) {
        const refusal = await caseErrors(one).then(
          () => null,
          (error: Error) => error,
        );
        assert.instance(refusal, Error);
        return;
      }
      const { shape, forward, gradient, secondGradient } = await caseErrors(one);
      assert.equal(shape, one.plain(...one.inputs).shape);
      assert.ok(forward < most, `value off by ${forward}`);
      assert.ok(gradient < mostGradient, `gradient off by ${gradient}`);
      if (secondGradient !== null) assert.ok(secondGradient < mostSecond, `second gradient off by ${secondGradient}`);
      assert.is(memory().numTensors, before);
    });
  }
}

test.run();
