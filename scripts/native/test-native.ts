// `npm run test:native [PATTERN... | conformance [NAME...]]`: builds the native TensorFlow engine and fetches Dawn into a cache outside
// the clone, then runs the backends' tests and the conformance suite with both, WebGPU on SwiftShader's software Vulkan where
// chromium's package brings it.
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

const words = process.argv.slice(2);
const run = (file: string, ...rest: string[]): boolean => {
  const options = ["--disable-warning=ExperimentalWarning", "--import", "tsx", join(repositoryRoot, file)];
  return spawnSync(process.execPath, [...options, ...rest], { cwd: repositoryRoot, env: environment, stdio: "inherit" }).status === 0;
};
// With words: only those test files, or of the suite what comes after "conformance".
if (words[0] === "conformance") process.exit(run("test/conformance/suite/main.ts", ...words.slice(1)) ? 0 : 1);
const files = words.length > 0 ? words : ["test/daemon/compute/backends/", "test/models/training/parameters"];
const tests = run("test/runner/main.ts", ...files);
const suite = words.length > 0 || run("test/conformance/suite/main.ts");
process.exit(tests && suite ? 0 : 1);
