// `npm run test:native`: builds the native TensorFlow engine and fetches Dawn into a cache outside the clone, then runs
// the backends' tests with both, WebGPU on SwiftShader's software Vulkan where chromium's package brings it.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { repositoryRoot } from "../../test/runner/files.ts";
import { buildTensorflow } from "./build-tensorflow.ts";
import { installPackages } from "./install-packages.ts";

const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
const engines = resolve(process.env.ADATOM_ENGINES || join(cache, "adatom", "native"));
buildTensorflow(engines);
installPackages(engines, { webgpu: "0.6.2", "@tensorflow/tfjs-backend-webgpu": "4.22.0" });

const environment: NodeJS.ProcessEnv = { ...process.env, ADATOM_ENGINES: engines, ADATOM_EXPECT_BACKENDS: "tensorflow" };
const chromium = ["/usr/lib/chromium", "/usr/lib/chromium-browser"].find((folder) => existsSync(join(folder, "vk_swiftshader_icd.json")));
if (chromium) {
  environment.ADATOM_EXPECT_BACKENDS = "tensorflow,webgpu";
  environment.VK_DRIVER_FILES ??= join(chromium, "vk_swiftshader_icd.json");
  // Chromium's folder has the Vulkan loader too.
  environment.LD_LIBRARY_PATH = [process.env.LD_LIBRARY_PATH, chromium].filter(Boolean).join(":");
} else console.error("SwiftShader was not found (Debian's chromium package has it): WebGPU is tested only where there is a GPU.");

const runner = join(repositoryRoot, "test", "runner", "main.ts");
const patterns = process.argv.slice(2);
const files =
  patterns.length > 0
    ? patterns
    : ["test/daemon/compute/backends/", "test/models/training/network-step", "test/models/training/parameters"];
const { status } = spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", "--import", "tsx", runner, ...files], {
  cwd: repositoryRoot,
  env: environment,
  stdio: "inherit",
});
process.exit(status ?? 1);
