// Loads moyo, the symmetry finder in WebAssembly, once and only when first needed.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { MoyoModule } from "@adatom/models/analysis/symmetry.ts";
import * as moyo from "@spglib/moyo-wasm";

let loading: Promise<MoyoModule> | undefined;

/** The loaded module. @throws Error when the .wasm file cannot be read or the engine refuses it */
export function loadMoyo(): Promise<MoyoModule> {
  loading ??= load();
  return loading;
}

async function load(): Promise<MoyoModule> {
  // The package's own loader fetches over a URL, which Node does not do for files: hand it the bytes.
  const bytes = await readFile(createRequire(import.meta.url).resolve("@spglib/moyo-wasm/moyo_wasm_bg.wasm"));
  moyo.initSync({ module: bytes });
  return moyo;
}
