// The native TensorFlow engine: @tensorflow/tfjs-node-gpu, else @tensorflow/tfjs-node, where one of them is installed.
// Their main file is passed by: it loads TensorFlow.js's whole umbrella and a package that looks for the addon, and
// takes the global backend as it loads. The backend's class, its kernels and the addon are loaded by themselves.
import { existsSync, readdirSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { dirname, join } from "node:path";
import util from "node:util";
import { enableProdMode, findBackend, type KernelBackend, ready, registerBackend, setBackend } from "@tensorflow/tfjs-core";
import { enginesFolder, requireOf } from "./engines-folder.ts";
import { BackendAbsent, type LoadedBackend } from "./loaded-backend.ts";
import { registerTensorflowStep } from "./tensorflow-step.ts";

const packages = ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"];

interface Addon {
  readonly TF_Version: string;
  isUsingGpuDevice(): boolean;
}
interface BackendModule {
  readonly NodeJSKernelBackend: new (addon: Addon, packageName: string) => KernelBackend;
}

/** @throws BackendAbsent where neither package is installed; Error when an installed one does not load */
export async function load(): Promise<LoadedBackend> {
  // TensorFlow writes its greetings to standard error unless told otherwise before its library is loaded.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  enableProdMode();
  const failures: string[] = [];
  for (const name of packages) {
    const require = requireOf(name);
    if (!require) continue;
    try {
      return await start(name, require);
    } catch (error) {
      failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (failures.length > 0) throw new Error(failures.join("; "));
  throw new BackendAbsent(
    "@tensorflow/tfjs-node is not installed",
    `npm install --prefix ${enginesFolder()} @tensorflow/tfjs-node@4.22.0 (tfjs-node-gpu with CUDA); ` +
      "where its download fails: npm run engine:tensorflow (docs/engines.md)",
  );
}

async function start(name: string, require: NodeJS.Require): Promise<LoadedBackend> {
  const folder = dirname(require.resolve(`${name}/package.json`));
  const addon = require(addonOf(folder)) as Addon;
  // Taken out of Node 23 or warned of there; tfjs-node 4.22 still calls them.
  Object.assign(util, { isNullOrUndefined: (value: unknown) => value === null || value === undefined, isArray: Array.isArray });
  if (!findBackend("tensorflow")) {
    const { NodeJSKernelBackend } = require(join(folder, "dist", "nodejs_kernel_backend.js")) as BackendModule;
    require(join(folder, "dist", "register_all_kernels.js"));
    registerTensorflowStep();
    registerBackend("tensorflow", () => new NodeJSKernelBackend(addon, name));
  }
  if (!(await setBackend("tensorflow"))) throw new Error("TensorFlow.js could not start its native backend");
  await ready();
  const device = addon.isUsingGpuDevice()
    ? "GPU through CUDA"
    : `CPU, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`;
  return { name: "tensorflow", description: `TensorFlow ${addon.TF_Version}, ${device}` };
}

/** The newest Node-API build in the package: lib/napi-v8/tfjs_binding.node. */
function addonOf(folder: string): string {
  const lib = join(folder, "lib");
  const builds = existsSync(lib) ? readdirSync(lib).filter((entry) => existsSync(join(lib, entry, "tfjs_binding.node"))) : [];
  const newest = builds.sort().at(-1);
  if (!newest) throw new Error(`its native addon is missing below ${lib}: its install step failed. Build it: npm run engine:tensorflow`);
  return join(lib, newest, "tfjs_binding.node");
}
