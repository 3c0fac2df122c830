// Compiles the WebAssembly kernels: models/kernels/NAME/kernel.c (or team.c) becomes models/kernels/NAME/module.ts, which is committed,
// so that only who changes a kernel needs a compiler: clang and lld 16 or newer (CONTRIBUTING.md says how to get them).
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { compilation, kernelNames, kernelsFolder, relaxedOptions, sourceHash } from "./kernel-sources.ts";

/** The first clang that is new enough and has a linker for WebAssembly beside it. */
function findCompiler(): { clang: string; linker: string } {
  for (const suffix of ["", ...[22, 21, 20, 19, 18, 17, 16].map((version) => `-${version}`)]) {
    try {
      const text = execFileSync(`clang${suffix}`, ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
      if (Number(/version (\d+)/.exec(text)?.[1] ?? 0) < 16) continue;
      const linker = execFileSync("sh", ["-c", `command -v wasm-ld${suffix}`], { encoding: "utf8" }).trim();
      return { clang: `clang${suffix}`, linker };
    } catch {
      // Not this one.
    }
  }
  throw new Error("No clang with wasm-ld of version 16 or newer was found. On Debian: apt-get install clang-16 lld-16");
}

/** `npm run kernels NAME...`: these alone. */
const asked = process.argv.slice(2);
const { clang, linker } = findCompiler();
const scratch = mkdtempSync(path.join(tmpdir(), "adatom-kernels-"));
try {
  for (const name of kernelNames().filter((one) => asked.length === 0 || asked.includes(one))) {
    const { source, options } = compilation(name);
    const compile = (form: string, more: readonly string[]): string => {
      const output = path.join(scratch, `${name}-${form}.wasm`);
      execFileSync(clang, [...options, ...more, `-fuse-ld=${linker}`, "-o", output, source], { stdio: "inherit" });
      return readFileSync(output).toString("base64");
    };
    const lines = [
      "// Made by scripts/build-kernels.ts from the C sources beside it. Do not edit: change the sources and run `npm run kernels`.",
      'import type { KernelModule } from "../wasm-kernel.ts";',
      "",
      "export const module: KernelModule = {",
      `  sourceHash: "${sourceHash(name)}",`,
      `  plain:\n    "${compile("plain", [])}",`,
      `  relaxed:\n    "${compile("relaxed", relaxedOptions)}",`,
      "};",
      "",
    ];
    writeFileSync(path.join(kernelsFolder, name, "module.ts"), lines.join("\n"));
    console.log(`models/kernels/${name}/module.ts written with ${clang}`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
