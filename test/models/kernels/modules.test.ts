// The committed WebAssembly modules: built from the sources beside them, loadable, and asking nothing of their host.
import { soloTeam } from "@adatom/models/kernels/team/team.ts";
import { type KernelModule, startKernel } from "@adatom/models/kernels/wasm-kernel.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { isTeamKernel, kernelNames, sourceHash } from "../../../scripts/kernel-sources.ts";

const names = kernelNames();

test("there are kernels", () => assert.ok(names.includes("symmetry-functions")));

for (const name of names) {
  const { module } = (await import(`../../../models/kernels/${name}/module.ts`)) as { module: KernelModule };

  test(`${name}: module.ts belongs to its sources`, () => {
    assert.is(module.sourceHash, sourceHash(name), "the sources have changed: run `npm run kernels`");
  });

  if (isTeamKernel(name)) {
    test(`${name}: both forms start on a team, with nothing but its memory`, () => {
      for (const form of ["plain", "relaxed"] as const) assert.is(soloTeam.start(module, form)?.form, form);
    });
    continue;
  }

  test(`${name}: both forms start here, without imports`, () => {
    for (const form of ["plain", "relaxed"] as const) {
      const kernel = startKernel<Record<string, unknown>>(module, form);
      assert.is(kernel?.form, form);
      assert.ok(kernel?.memory instanceof WebAssembly.Memory);
    }
    assert.is(startKernel(module)?.form, "relaxed");
  });
}

test("an engine without the instructions gets no kernel", () => {
  // A module of a version that no engine knows.
  const unknown = btoa("\0asm\x7f\0\0\0");
  assert.is(startKernel({ sourceHash: "", plain: unknown, relaxed: unknown }), undefined);
});

test.run();
