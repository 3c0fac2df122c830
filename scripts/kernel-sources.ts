// What the WebAssembly kernels are made of: the folders of models/kernels with a kernel.c, and a hash of all that goes into one.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const kernelsFolder = fileURLToPath(new URL("../models/kernels", import.meta.url));

/** Compiler options of every kernel, and what the relaxed form adds. */
export const compilerOptions = [
  "--target=wasm32",
  "-std=c17",
  "-O3",
  "-msimd128",
  "-nostdlib",
  "-ffreestanding",
  "-ffp-contract=off",
  "-Wall",
  "-Wextra",
  "-Werror",
  "-Wl,--no-entry",
  "-Wl,--export-dynamic",
  "-Wl,--strip-all",
  "-Wl,-z,stack-size=16384",
];
export const relaxedOptions = ["-mrelaxed-simd", "-DRELAXED"];
/** What kernels of a team (models/kernels/team) add: memory is shared and comes from outside, and each member gets a stack and thread-local variables. */
export const teamOptions = [
  "-matomics",
  "-mbulk-memory",
  "-Wl,--import-memory",
  "-Wl,--shared-memory",
  "-Wl,--max-memory=4294967296",
  ...["__heap_base", "__stack_pointer", "__tls_size", "__wasm_init_tls"].map((name) => `-Wl,--export=${name}`),
];

/** Sources that a kernel's folder may begin with: one thread with memory of its own, or a team. */
const mainSources = ["kernel.c", "team.c"];

/** Folders of kernels, and the source each begins with. */
export function kernelNames(): string[] {
  return readdirSync(kernelsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && mainSourceOf(entry.name) !== undefined)
    .map((entry) => entry.name)
    .sort();
}

function mainSourceOf(name: string): string | undefined {
  const files = readdirSync(path.join(kernelsFolder, name));
  return mainSources.find((source) => files.includes(source));
}

/** Whether a kernel's main source is team.c. */
export function isTeamKernel(name: string): boolean {
  return mainSourceOf(name) === "team.c";
}

/** The source to compile, and the options of both forms. */
export function compilation(name: string): { readonly source: string; readonly options: readonly string[] } {
  return {
    source: path.join(kernelsFolder, name, mainSourceOf(name)!),
    options: isTeamKernel(name) ? [...compilerOptions, ...teamOptions] : compilerOptions,
  };
}

/** Other kernels' folders whose headers a kernel's own sources include. */
function foldersIncluded(name: string): string[] {
  const own = path.join(kernelsFolder, name);
  const sources = readdirSync(own).filter((file) => /\.[ch]$/.test(file));
  const found = sources.flatMap((file) => [...readFileSync(path.join(own, file), "utf8").matchAll(/#include "\.\.\/([\w-]+)\//g)]);
  return [...new Set(found.map(([, folder]) => folder!))].sort().map((folder) => path.join(kernelsFolder, folder));
}

/** SHA-256 of the options, the kernel's own sources, the headers that kernels share and those it takes from others. */
export function sourceHash(name: string): string {
  const hash = createHash("sha256").update([...compilation(name).options, ...relaxedOptions].join("\n"));
  for (const folder of [kernelsFolder, path.join(kernelsFolder, name), ...foldersIncluded(name)]) {
    for (const file of readdirSync(folder).sort()) {
      if (/\.[ch]$/.test(file)) hash.update(`\n${file}\n`).update(readFileSync(path.join(folder, file), "utf8").replaceAll("\r\n", "\n"));
    }
  }
  return hash.digest("hex");
}
