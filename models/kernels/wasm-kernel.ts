// Starts a WebAssembly kernel that is carried as text: models read no files. Needs SIMD; takes the form with fused
// multiply-adds (relaxed SIMD) where the engine has it, the plain one elsewhere.

/** Both forms of a kernel, base64, as scripts/build-kernels.ts writes them. */
export interface KernelModule {
  /** Of the sources and compiler options it was built from. */
  readonly sourceHash: string;
  readonly plain: string;
  readonly relaxed: string;
}

export type KernelForm = "relaxed" | "plain";

export interface Kernel<Functions> {
  readonly form: KernelForm;
  readonly functions: Functions;
  readonly memory: WebAssembly.Memory;
}

/** Compiled once however often it is started. */
const compiled = new Map<string, WebAssembly.Module | undefined>();

function compile(text: string): WebAssembly.Module | undefined {
  if (!compiled.has(text)) {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    compiled.set(text, WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : undefined);
  }
  return compiled.get(text);
}

/** A kernel's compiled code. @param form "best": relaxed where the engine has it. @returns undefined where it lacks what the form needs */
export function compiledForm(
  module: KernelModule,
  form: KernelForm | "best",
): { readonly form: KernelForm; readonly code: WebAssembly.Module } | undefined {
  if (typeof WebAssembly === "undefined") return undefined;
  for (const candidate of form === "best" ? (["relaxed", "plain"] as const) : [form]) {
    const code = compile(module[candidate]);
    if (code) return { form: candidate, code };
  }
  return undefined;
}

/**
 * @param form "best": relaxed where the engine has it
 * @returns undefined where the engine lacks what the form needs
 */
export function startKernel<Functions>(module: KernelModule, form: KernelForm | "best" = "best"): Kernel<Functions> | undefined {
  const found = compiledForm(module, form);
  if (!found) return undefined;
  const { exports } = new WebAssembly.Instance(found.code);
  return { form: found.form, functions: exports as Functions, memory: exports.memory as WebAssembly.Memory };
}
