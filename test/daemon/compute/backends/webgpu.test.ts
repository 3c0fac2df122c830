// The WebGPU backend's own manners: it takes no software stand-in unless forced, and says when its device goes away.
import { BackendAbsent } from "@adatom/daemon/compute/backends/loaded-backend.ts";
import { loadBackend } from "@adatom/daemon/compute/backends/select.ts";
import { backend } from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";

const expected = (process.env.ADATOM_EXPECT_BACKENDS ?? "").split(",").includes("webgpu");

async function attempt(forced: boolean): Promise<Awaited<ReturnType<typeof loadBackend>> | BackendAbsent> {
  return loadBackend("webgpu", forced).catch((error: unknown) => {
    if (error instanceof BackendAbsent) return error;
    throw error;
  });
}

test("it is taken on a real GPU alone, or else says what is missing and what to do", async () => {
  const found = await attempt(false);
  if (found instanceof BackendAbsent) {
    assert.match(found.message, /not installed|no GPU adapter|only a software adapter/);
    assert.ok(found.advice.length > 0);
  } else assert.not.match(found.description, /swiftshader|llvmpipe/i);
});

test("a device that goes away is told of", async () => {
  const found = await attempt(true);
  if (found instanceof BackendAbsent) {
    assert.not(expected, found.message);
    return;
  }
  (backend() as unknown as { device: { destroy(): void } }).device.destroy();
  const title = found.description.replace(/^WebGPU on /, "").replace(/, buffers.*/, "");
  assert.ok((await found.lost)?.startsWith(title));
});

test.run();
