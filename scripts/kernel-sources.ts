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

export function kernelNames(): string[] {
  return readdirSync(kernelsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && readdirSync(path.join(kernelsFolder, entry.name)).includes("kernel.c"))
    .map((entry) => entry.name)
    .sort();
}

/** SHA-256 of the options, the kernel's own sources and the headers that kernels share. */
export function sourceHash(name: string): string {
  const hash = createHash("sha256").update([...compilerOptions, ...relaxedOptions].join("\n"));
  for (const folder of [kernelsFolder, path.join(kernelsFolder, name)]) {
    for (const file of readdirSync(folder).sort()) {
      if (/\.[ch]$/.test(file)) hash.update(`\n${file}\n`).update(readFileSync(path.join(folder, file), "utf8").replaceAll("\r\n", "\n"));
    }
  }
  return hash.digest("hex");
}
