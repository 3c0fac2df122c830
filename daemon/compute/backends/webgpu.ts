// A GPU through Dawn, Chrome's WebGPU, and TensorFlow.js's kernels for it; both are optional packages.
// Tensors can only be read asynchronously here: `data()`, never `dataSync()`.
import { pathToFileURL } from "node:url";
import { backend, enableProdMode, ready, setBackend } from "@tensorflow/tfjs-core";
import { enginesFolder, requireOf } from "./engines-folder.ts";
import { BackendAbsent, type LoadedBackend } from "./loaded-backend.ts";

interface AdapterInfo {
  readonly vendor: string;
  readonly device: string;
  readonly description: string;
  readonly isFallbackAdapter?: boolean;
}
interface Adapter {
  readonly info: AdapterInfo;
  readonly limits: { readonly maxBufferSize: number };
}
interface Gpu {
  requestAdapter(options: { powerPreference: "high-performance" }): Promise<Adapter | null>;
}
interface Dawn {
  create(options: string[]): Gpu;
  readonly globals: Record<string, unknown>;
}
interface DeviceHolder {
  readonly device: GPUDevice;
}

/** Dawn ends with its process; held so that its objects outlive the tensors. */
let gpu: Gpu | undefined;

/**
 * @param forced takes a software adapter too, which is slower than the CPU and of use in tests
 * @throws BackendAbsent where the packages or an adapter are missing
 */
export async function load(forced = false): Promise<LoadedBackend> {
  const dawn = requireOf("webgpu");
  const kernels = requireOf("@tensorflow/tfjs-backend-webgpu");
  if (!dawn || !kernels) {
    throw new BackendAbsent(
      `${dawn ? "@tensorflow/tfjs-backend-webgpu" : "webgpu"} is not installed`,
      `with a GPU: npm install --prefix ${enginesFolder()} webgpu@0.6.2 @tensorflow/tfjs-backend-webgpu@4.22.0`,
    );
  }
  if (!gpu) {
    const { create, globals } = (await import(pathToFileURL(dawn.resolve("webgpu")).href)) as Dawn;
    Object.assign(globalThis, globals);
    gpu = create([]);
    // The kernels' package asks for it here, as in a browser.
    Object.defineProperty(globalThis.navigator, "gpu", { value: gpu, configurable: true });
  }
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) throw new BackendAbsent("no GPU adapter was found", "on Linux: libvulkan1 and the GPU's Vulkan driver");
  const { vendor, device, description, isFallbackAdapter } = adapter.info;
  const title = [vendor, device, description].filter((part) => part !== "").join(", ");
  if (isFallbackAdapter && !forced) {
    throw new BackendAbsent(
      `only a software adapter was found (${title})`,
      "install the GPU's Vulkan driver, or force it: ADATOM_BACKEND=webgpu",
    );
  }
  enableProdMode();
  kernels("@tensorflow/tfjs-backend-webgpu");
  if (!(await setBackend("webgpu"))) throw new Error(`TensorFlow.js could not start on ${title}`);
  await ready();
  const { device: gpuDevice } = backend() as unknown as DeviceHolder;
  const lost = gpuDevice.lost.then(({ reason, message }) => `${title}: ${message || reason}`);
  const buffer = (adapter.limits.maxBufferSize / 2 ** 30).toPrecision(3);
  return { name: "webgpu", description: `WebGPU on ${title}, buffers up to ${buffer} GiB`, lost, gpu: { device: gpuDevice, title } };
}
