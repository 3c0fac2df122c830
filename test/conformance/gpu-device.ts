// The GPU that tests of our WGSL kernels run on: a real one where there is one, SwiftShader's stand-in where the
// environment's ADATOM_EXPECT_BACKENDS names webgpu (npm run test:native).
import { BackendAbsent, type Gpu } from "@adatom/daemon/compute/backends/loaded-backend.ts";
import { loadBackend, selectBackend } from "@adatom/daemon/compute/backends/select.ts";

/** The GPU, selected as compute selects it; or why there is none. @throws Error where one is expected and absent */
export async function gpuForTests(): Promise<Gpu | string> {
  const expected = (process.env.ADATOM_EXPECT_BACKENDS ?? "").split(",").includes("webgpu");
  try {
    // By name: software adapters too; without: a real one only.
    if (!expected) await loadBackend("webgpu", false);
    const { gpu } = await selectBackend("webgpu");
    if (!gpu) return "the webgpu backend has no device";
    // What WebGPU does not like it says here and nowhere else; a test must not pass over it.
    gpu.device.addEventListener("uncapturederror", ({ error }) => {
      console.error(error.message);
      process.exitCode = 1;
    });
    return gpu;
  } catch (error) {
    if (error instanceof BackendAbsent && !expected) return error.message;
    throw error;
  }
}
