// Memory that samples of a training stay in for good, where the kernel of their products reads them in place, on any thread: a
// block of fixed size, so that views into it hold, that is given out from front to back and goes when nobody holds its samples.

/** Most numbers of a sample are derivatives; a small structure's take some 0.5 MB. */
const arenaBytes = 2 ** 27;
/** Kept for what threads work with. */
const scratchShare = 1 / 8;
const page = 65536;
/** What the kernel itself has at the front: its data and the stack of the first instance. */
export const firstFree = 2 * page;
/** Where the next free address stands, shared by all threads: linkers leave the first kilobyte empty. */
const nextWord = 4;
const alignment = 16;

const roundUp = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;

/** Address of so many bytes, or undefined where so many are not left (beside `spare`). */
export function takeFrom(memory: WebAssembly.Memory, bytes: number, spare = 0): number | undefined {
  const words = new Int32Array(memory.buffer, 0, nextWord + 1);
  const size = roundUp(bytes);
  const at = Atomics.add(words, nextWord, size);
  if (at + size + spare <= memory.buffer.byteLength) return at;
  Atomics.sub(words, nextWord, size);
  return undefined;
}

/** Filled by one thread at a time; samples keep it. */
let present: WeakRef<WebAssembly.Memory> | undefined;

/** A place for so many bytes of a sample, in a new block where the present one is full; undefined where none can be had. */
export function placeFor(bytes: number): { readonly memory: WebAssembly.Memory; readonly at: number } | undefined {
  if (typeof WebAssembly === "undefined" || typeof SharedArrayBuffer === "undefined") return undefined;
  const spare = arenaBytes * scratchShare;
  if (bytes + firstFree + spare > arenaBytes) return undefined;
  const filling = present?.deref();
  const at = filling && takeFrom(filling, bytes, spare);
  if (filling && at !== undefined) return { memory: filling, at };
  try {
    const pages = arenaBytes / page;
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    new Int32Array(memory.buffer)[nextWord] = firstFree;
    present = new WeakRef(memory);
    return { memory, at: takeFrom(memory, bytes)! };
  } catch {
    // The machine has no more address space.
    return undefined;
  }
}
