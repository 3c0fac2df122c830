// TensorFlow.js's WebAssembly heap as shared memory, so that our kernels work in it on all threads and nothing is copied.
// Its module is the one of the package but for one flag: that of its memory. Everything that it does works on both kinds.
import type { LentMemory } from "@adatom/models/kernels/team/lent-memory.ts";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";

/** Of WebAssembly's binary format: the section that declares memories, and the limits of one. */
const memorySection = 5;
const withMaximum = 1;
const sharedWithMaximum = 3;
const headerBytes = 8;

/** @returns the module with shared memory; undefined where it does not declare one memory with a maximum */
export function withSharedMemory(code: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  let at = headerBytes;
  const number = (): number => {
    let [value, shift] = [0, 0];
    for (;;) {
      const byte = code[at++] ?? 0;
      value |= (byte & 127) << shift;
      shift += 7;
      if (byte < 128) return value >>> 0;
    }
  };
  while (at < code.length) {
    const section = code[at++];
    const end = number() + at;
    if (section !== memorySection) {
      at = end;
      continue;
    }
    if (number() !== 1 || code[at] !== withMaximum) return undefined;
    const shared = Uint8Array.from(code);
    shared[at] = sharedWithMaximum;
    return WebAssembly.validate(shared) ? shared : undefined;
  }
  return undefined;
}

/** What Emscripten's module has beside what the package declares. */
interface Emscripten {
  readonly asm?: { readonly memory?: unknown };
  _malloc(bytes: number): number;
  _free(address: number): void;
}

/** The backend's heap; undefined where it is not shared: our kernels then have memory of their own. */
export function lentHeap(backend: BackendWasm): LentMemory | undefined {
  const owner = backend.wasm as unknown as Emscripten;
  const memory = owner.asm?.memory;
  if (!(memory instanceof WebAssembly.Memory) || memory.buffer instanceof ArrayBuffer) return undefined;
  return {
    memory,
    // Addresses above 2 GiB come as negative numbers.
    allocate: (bytes) => owner._malloc(Math.max(bytes, 16)) >>> 0,
    release: (address) => owner._free(address),
  };
}
