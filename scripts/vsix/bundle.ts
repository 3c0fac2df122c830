// The extension's programs, made by esbuild into clients/vscode/dist: the extension, its webviews, and a whole daemon.
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { ownBuildId } from "@adatom/connect/build.ts";
import { type BuildOptions, build } from "esbuild";

/** Packages whose .wasm files are read from beside their main file. */
const wasmPackages = ["@tensorflow/tfjs-backend-wasm", "@spglib/moyo-wasm"];

/** @param root of the repository. @returns the build id that was baked in */
export async function bundle(root: string): Promise<string> {
  const source = join(root, "clients", "vscode");
  const out = join(source, "dist");
  rmSync(out, { recursive: true, force: true });
  const buildId = ownBuildId();
  const common: BuildOptions = {
    bundle: true,
    minify: true,
    logLevel: "warning",
    legalComments: "none",
    define: { __ADATOM_BUILD__: JSON.stringify(buildId), "process.env.NODE_ENV": '"production"' },
  };
  await Promise.all([
    build({
      ...common,
      entryPoints: [join(source, "extension", "extension.ts")],
      outfile: join(out, "extension.cjs"),
      format: "cjs",
      platform: "node",
      // VS Code 1.100 runs extensions on Node 20.
      target: "node20",
      external: ["vscode"],
      define: {
        ...common.define,
        // Where a bundle of another format would read its own place; the extension names the daemon's by itself.
        "import.meta.url": '"file:///"',
        // zod asks it whether it runs at Cloudflare; VS Code writes an error for every extension that touches it.
        navigator: "undefined",
      },
      keepNames: true,
    }),
    build({
      ...common,
      entryPoints: {
        preview: join(source, "webviews", "preview", "main.ts"),
        training: join(source, "webviews", "training", "main.ts"),
      },
      outdir: join(out, "webviews"),
      format: "iife",
      platform: "browser",
      target: "chrome128",
    }),
    bundleDaemon(root, join(out, "daemon"), common),
  ]);
  copyFileSync(join(source, "webviews", "preview", "preview.css"), join(out, "webviews", "preview.css"));
  copyFileSync(join(source, "webviews", "training", "training.css"), join(out, "webviews", "training.css"));
  copyFileSync(createRequire(import.meta.url).resolve("uplot/dist/uPlot.min.css"), join(out, "webviews", "uplot.css"));
  const schema = join(root, "protocol", "adatom.schema.json");
  if (!existsSync(schema)) throw new Error(`${schema} is missing; make it with: npm run docs`);
  copyFileSync(schema, join(out, "adatom.schema.json"));
  return buildId;
}

/** Six programs, as in the daemon's folder: main, compute process, documents worker, data-set worker, training worker, kernel thread. */
async function bundleDaemon(root: string, out: string, common: BuildOptions): Promise<void> {
  const daemon = join(root, "daemon");
  const entries = (name: string) => `fileURLToPath(new URL(${JSON.stringify(name)}, import.meta.url))`;
  await build({
    ...common,
    entryPoints: {
      main: join(daemon, "main.ts"),
      compute: join(daemon, "compute", "main.ts"),
      documents: join(daemon, "documents", "worker.ts"),
      dataset: join(daemon, "compute", "jobs", "dataset-worker.ts"),
      training: join(daemon, "compute", "jobs", "training-worker.ts"),
      member: join(daemon, "compute", "threads", "member.ts"),
    },
    outdir: out,
    outExtension: { ".js": ".mjs" },
    format: "esm",
    platform: "node",
    target: "node22",
    // Packages that ship both: their ES modules bundle, their UMD files hide what they require.
    mainFields: ["module", "main"],
    banner: {
      // CommonJS packages inside still ask for Node's modules by require; the daemon's parts find each other by these names.
      js: [
        'import { createRequire as adatomRequire } from "node:module";',
        'import { fileURLToPath as adatomPath } from "node:url";',
        'import { dirname as adatomFolder } from "node:path";',
        "const require = adatomRequire(import.meta.url);",
        "const __filename = adatomPath(import.meta.url);",
        "const __dirname = adatomFolder(__filename);",
        `globalThis.adatomComputeEntry = ${entries("./compute.mjs").replace("fileURLToPath", "adatomPath")};`,
        `globalThis.adatomDocumentsEntry = ${entries("./documents.mjs").replace("fileURLToPath", "adatomPath")};`,
        `globalThis.adatomDataSetEntry = ${entries("./dataset.mjs").replace("fileURLToPath", "adatomPath")};`,
        `globalThis.adatomTrainingEntry = ${entries("./training.mjs").replace("fileURLToPath", "adatomPath")};`,
        `globalThis.adatomMemberEntry = ${entries("./member.mjs").replace("fileURLToPath", "adatomPath")};`,
      ].join("\n"),
    },
    keepNames: true,
  });
  // The backend and moyo look for their .wasm files beside their package's main file: the same here.
  for (const wasmPackage of wasmPackages) {
    const main = createRequire(join(daemon, "package.json")).resolve(wasmPackage);
    const target = join(out, "node_modules", wasmPackage);
    mkdirSync(target, { recursive: true });
    for (const name of readdirSync(dirname(main)).filter((file) => file.endsWith(".wasm")))
      cpSync(join(dirname(main), name), join(target, name));
    writeFileSync(join(target, "package.json"), JSON.stringify({ name: wasmPackage, main: "index.js" }));
    writeFileSync(join(target, "index.js"), "// Only names the folder of the .wasm files; the package itself is part of the bundle.\n");
  }
}
