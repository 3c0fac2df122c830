// `npm run bench:gpu-bundle [OUT.tar.gz]`: everything that test/bench/gpu.sh needs on a machine with a GPU and nothing else
// for Linux on x86-64: Node, the benchmark as one file, Dawn (npm `webgpu`) and TensorFlow.js's kernels for it, the Vulkan loader.
import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { runProgram } from "./native/commands.ts";
import { installPackages } from "./native/install-packages.ts";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const out = resolve(process.argv[2] ?? join(root, "dist", "gpu-bench.tar.gz"));
const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
const engines = resolve(process.env.ADATOM_ENGINES || join(cache, "adatom", "native"));
if (process.platform !== "linux" || process.arch !== "x64")
  throw new Error("The bundle carries this machine's Node: make it on Linux, x86-64.");
installPackages(engines, { webgpu: "0.6.2", "@tensorflow/tfjs-backend-webgpu": "4.22.0" });
const require = createRequire(join(engines, "package.json"));

const folder = mkdtempSync(join(tmpdir(), "adatom-gpu-bench-"));
try {
  const node = join(folder, "node");
  copyFileSync(realpathSync(process.execPath), node);
  // Symbols are a seventh of it; without the program it stays as it is.
  spawnSync("strip", [node]);

  const common = { bundle: true, minify: true, keepNames: true, platform: "node", target: "node22", logLevel: "warning" } as const;
  await build({
    ...common,
    entryPoints: [join(root, "test", "bench", "gpu", "main.ts")],
    outfile: join(folder, "bench.mjs"),
    format: "esm",
    mainFields: ["module", "main"],
    // CommonJS packages inside still ask for Node's modules by require.
    banner: { js: 'import { createRequire as adatomRequire } from "node:module";const require = adatomRequire(import.meta.url);' },
  });

  const dawn = dirname(require.resolve("webgpu"));
  const target = join(folder, "node_modules", "webgpu");
  mkdirSync(join(target, "dist"), { recursive: true });
  for (const name of ["index.js", "package.json", "LICENSE.md"]) copyFileSync(join(dawn, name), join(target, name));
  cpSync(join(dawn, "dist", "linux-x64"), join(target, "dist", "linux-x64"), { recursive: true });

  // One file instead of the package and what it depends on; all copies of tfjs-core share one engine.
  const kernels = join(folder, "node_modules", "@tensorflow", "tfjs-backend-webgpu");
  mkdirSync(kernels, { recursive: true });
  await build({
    ...common,
    entryPoints: [require.resolve("@tensorflow/tfjs-backend-webgpu")],
    outfile: join(kernels, "index.js"),
    format: "cjs",
    nodePaths: [join(engines, "node_modules")],
  });
  writeFileSync(join(kernels, "package.json"), '{"name":"@tensorflow/tfjs-backend-webgpu","version":"4.22.0","main":"index.js"}\n');

  const libraries = join(folder, "lib");
  mkdirSync(libraries);
  const places = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/chromium"];
  for (const name of [
    "libstdc++.so.6",
    "libgcc_s.so.1",
    "libvulkan.so.1",
    "libX11.so.6",
    "libXext.so.6",
    "libxcb.so.1",
    "libXau.so.6",
    "libXdmcp.so.6",
    "libbsd.so.0",
    "libmd.so.0",
  ]) {
    const found = places.map((place) => join(place, name)).find((path) => existsSync(path));
    if (found) copyFileSync(realpathSync(found), join(libraries, name));
    else console.error(`${name} is not here and not in the bundle: the machine with the GPU must have it.`);
  }

  mkdirSync(dirname(out), { recursive: true });
  rmSync(out, { force: true });
  runProgram("tar", ["-C", folder, "--owner=0", "--group=0", "-I", "gzip -9", "-cf", out, "."], "It needs tar and gzip.");
  console.log(`${out}: ${(statSync(out).size / 2 ** 20).toFixed(1)} MiB`);
} finally {
  rmSync(folder, { recursive: true });
}
