// The noise of a Langevin bath in the kernel, for arrays that lie in its memory: the deviates that the run's random stream would give
// one after the other, drawn by all threads in blocks, with the same bits; the stream ends where it would have ended.
import { createRandom, type Random } from "../../dynamics/random.ts";
import { unlessFull } from "../team/heap.ts";
import type { AtomsKernel } from "./engine.ts";
import { placed } from "./motion.ts";

/** Tries of the polar method in a block: some 50 microseconds. */
const tries = 2048;
const wordsATry = 4;

/** What a kernel needs to draw: how a stream's state looks a block later, as images of each of its 128 bits. */
interface Drawing {
  readonly later: Uint32Array;
}

const drawings = new WeakMap<AtomsKernel, Drawing | null>();

/** v = keep v + sqrt(noise / m) times a normal deviate, component by component. @returns whether it was done */
export function exchangeInKernel(speed: Float64Array, mass: Float64Array, keep: number, noise: number, random: Random): boolean {
  const found = placed([speed, mass]);
  if (!found) return false;
  const { kernel, at } = found;
  let drawing = drawings.get(kernel);
  if (drawing === undefined) {
    drawing = unlessFull(() => prepare(kernel)) ?? null;
    drawings.set(kernel, drawing);
  }
  return drawing !== null && unlessFull(() => exchange(kernel, drawing, at[0]!, at[1]!, speed, mass, keep, noise, random)) === true;
}

function exchange(
  kernel: AtomsKernel,
  { later }: Drawing,
  speedAt: number,
  massAt: number,
  speed: Float64Array,
  mass: Float64Array,
  keep: number,
  noise: number,
  random: Random,
): boolean {
  const { words, spare } = random.state();
  const given = spare === null ? 0 : 1;
  const wanted = speed.length - given;
  const pairs = Math.ceil(wanted / 2);
  // A try succeeds with a chance of pi / 4; six standard deviations more than that are enough for ever.
  const blocks = Math.ceil((pairs * (4 / Math.PI) + 6 * Math.sqrt(pairs) + 16) / tries);
  const taken: number[] = [];
  const room = (bytes: number): number => {
    const address = kernel.heap.allocate(bytes);
    taken.push(address);
    return address;
  };
  try {
    const at = { streams: room(16 * blocks), normals: room(16 * tries * blocks), pairs: room(4 * blocks), first: room(4 * (blocks + 1)) };
    const streams = kernel.heap.int32(at.streams, 4 * blocks);
    streams.set(words);
    for (let b = 1; b < blocks; b++) streams.set(after(later, streams.subarray(4 * b - 4, 4 * b)), 4 * b);
    const starts = streams.slice();
    kernel.run("draw_normals", blocks, tries, at.streams, at.normals, at.pairs);
    const first = kernel.heap.int32(at.first, blocks + 1);
    const counts = kernel.heap.int32(at.pairs, blocks);
    first[0] = given;
    let last = -1;
    for (let b = 0; b < blocks && last < 0; b++) {
      first[b + 1] = Math.min(speed.length, first[b]! + 2 * counts[b]!);
      if (first[b + 1] === speed.length) last = b;
    }
    // Too few by a chance of one in a billion: nothing has been changed.
    if (last < 0) return false;
    if (spare !== null) speed[0] = keep * speed[0]! + Math.sqrt(noise / mass[0]!) * spare;
    kernel.run("exchange", last + 1, tries, at.normals, at.first, speedAt, massAt, keep, noise);
    // The stream goes on behind the last pair that was used.
    const used = Math.ceil((speed.length - first[last]!) / 2);
    streams.set(starts.subarray(4 * last, 4 * last + 4));
    kernel.functions.skip_pairs(at.streams, used);
    const left = wanted % 2 === 1 ? kernel.heap.float64(at.normals, 2 * tries * blocks)[2 * tries * last + 2 * used - 1]! : null;
    random.restore({ words: [streams[0]!, streams[1]!, streams[2]!, streams[3]!], spare: left });
    return true;
  } finally {
    for (const address of taken) kernel.heap.release(address);
  }
}

/** A stream's state a block later. The state moves linearly over its bits. */
function after(later: Uint32Array, state: Int32Array): Int32Array {
  const next = new Int32Array(4);
  for (let bit = 0; bit < 128; bit++) {
    if (((state[bit >> 5]! >>> (bit & 31)) & 1) === 0) continue;
    for (let w = 0; w < 4; w++) next[w]! ^= later[4 * bit + w]!;
  }
  return next;
}

/** Null where this engine's logarithm has other bits than the kernel's: then streams would depend on who draws. */
function prepare(kernel: AtomsKernel): Drawing | null {
  const { heap, functions } = kernel;
  const rooms = heap.rooms();
  try {
    const address = rooms.at("state", 16);
    const state = heap.int32(address, 4);
    const later = new Uint32Array(4 * 128);
    for (let bit = 0; bit < 128; bit++) {
      state.fill(0);
      state[bit >> 5] = 1 << (bit & 31);
      functions.skip_words(address, wordsATry * tries);
      later.set(state, 4 * bit);
    }
    const random = createRandom(1);
    state.set(random.state().words);
    const [normalsAt, pairsAt] = [rooms.at("normals", 16 * tries), rooms.at("pairs", 4)];
    functions.draw_normals(0, tries, address, normalsAt, pairsAt);
    const normals = heap.float64(normalsAt, 2 * heap.int32(pairsAt, 1)[0]!);
    return normals.length > 0 && normals.every((value) => value === random.normal()) ? { later } : null;
  } finally {
    rooms.release();
  }
}
