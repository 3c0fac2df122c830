// The two products that training makes with stored derivatives, in WebAssembly SIMD: the same as contractForces and
// pullBackResiduals of training/descriptor-sample.ts, to rounding. A settled sample is read where it lies, by every thread;
// any other is copied into the kernel once for both products.
import { type MakePairs, newPairs, type PairDerivatives } from "../descriptors/pair-derivatives.ts";
import type { DescriptorSample, SamplePlace } from "../training/descriptor-sample.ts";
import { firstFree, placeFor, takeFrom } from "./derivative-products/arena.ts";
import { module } from "./derivative-products/module.ts";
import { teamMemory } from "./team/team-module.ts";
import { compiledForm, type KernelForm } from "./wasm-kernel.ts";

/** Pointers are bytes into the kernel's memory. */
interface Functions {
  contract(sample: number, gradients: number, forces: number): void;
  pull_back(sample: number, residuals: number, directions: number, work: number): void;
}

export interface DerivativeProducts {
  /** As contractForces; undefined for a sample that is too large. */
  contractForces(sample: DescriptorSample, gradients: readonly Float32Array[], place: SamplePlace): Float64Array | undefined;
  /** As pullBackResiduals; false, and nothing done, for a sample that is too large. */
  pullBackResiduals(sample: DescriptorSample, residuals: Float64Array, directions: readonly Float32Array[], place: SamplePlace): boolean;
}

/** Where a sample's parts lie, bytes. */
interface Places {
  readonly host: Host;
  readonly sample: number;
  /** Rows of dE/dG or of their residuals, float32; `elements`: where each element's begin. */
  readonly rows: number;
  readonly elements: readonly number[];
  /** 3 numbers an atom, float64. */
  readonly vectors: number;
  readonly work: number;
}

/** This thread's instance on a memory. */
interface Host {
  readonly memory: WebAssembly.Memory;
  readonly functions: Functions;
  /** What all samples there are worked on with, one after the other. */
  room: number;
  roomBytes: number;
}

/** A sample beyond this stays out of the kernel, whose memory does not shrink. */
const mostBytes = 2 ** 28;
const headBytes = 14 * 4;
const stackBytes = 16384;

/** In the order of the structure in C. */
const arrayNames = [
  "first",
  "angularCount",
  "angularStart",
  "neighbour",
  "blockOffset",
  "blockLength",
  "direction",
  "radial",
  "angular",
] as const;

const rounded = (bytes: number): number => (bytes + 15) & ~15;

/** Memories of settled samples. */
const homes = new WeakMap<PairDerivatives, WebAssembly.Memory>();

/** Derivatives where kernels read them in place, on any thread; in arrays of their own where that cannot be. */
export const settledPairs: MakePairs = (sizes) => {
  const { atoms, pairs, angular, radialWidth } = sizes;
  const lengths: Record<(typeof arrayNames)[number], number> = {
    first: atoms + 1,
    angularCount: atoms,
    angularStart: atoms + 1,
    neighbour: pairs,
    blockOffset: pairs,
    blockLength: pairs,
    direction: 3 * pairs,
    radial: pairs * radialWidth,
    angular,
  };
  const bytes = arrayNames.reduce((sum, name) => sum + rounded(4 * lengths[name]), 0);
  const place = pairs > 0 ? placeFor(bytes) : undefined;
  if (!place) return newPairs(sizes);
  const { buffer } = place.memory;
  let { at } = place;
  const start = (name: (typeof arrayNames)[number]): [ArrayBufferLike, number, number] => {
    const own = at;
    at += rounded(4 * lengths[name]);
    return [buffer, own, lengths[name]];
  };
  const settled: PairDerivatives = {
    first: new Int32Array(...start("first")),
    angularCount: new Int32Array(...start("angularCount")),
    angularStart: new Int32Array(...start("angularStart")),
    neighbour: new Int32Array(...start("neighbour")),
    blockOffset: new Int32Array(...start("blockOffset")),
    blockLength: new Int32Array(...start("blockLength")),
    direction: new Float32Array(...start("direction")),
    radial: new Float32Array(...start("radial")),
    angular: new Float32Array(...start("angular")),
    radialWidth,
  };
  homes.set(settled, place.memory);
  return settled;
};

/** The same sample with its derivatives settled; the sample itself where they are, or where that cannot be. */
export function settle<S extends DescriptorSample>(sample: S): S {
  const { pairs, atomCount } = sample;
  if (homes.has(pairs)) return sample;
  const { radialWidth } = pairs;
  const settled = settledPairs({ atoms: atomCount, pairs: pairs.neighbour.length, angular: pairs.angular.length, radialWidth });
  if (!homes.has(settled)) return sample;
  for (const name of arrayNames) settled[name].set(pairs[name]);
  return { ...sample, pairs: settled };
}

/** What another thread needs to read a settled sample in place. */
export function homeOf({ pairs }: DescriptorSample): WebAssembly.Memory | undefined {
  return homes.get(pairs);
}

/** Says where a sample lies that another thread has settled. */
export function settledIn({ pairs }: DescriptorSample, home: WebAssembly.Memory): void {
  homes.set(pairs, home);
}

/** @returns undefined where the engine has no SIMD or shared memory */
export function createDerivativeProducts(form: KernelForm | "best" = "best"): DerivativeProducts | undefined {
  const privateMemory = teamMemory();
  const code = privateMemory && compiledForm(module, form)?.code;
  if (!code) return undefined;
  const hostIn = (memory: WebAssembly.Memory, stackEnd: number): Host => {
    const { exports } = new WebAssembly.Instance(code, { env: { memory } });
    (exports.__stack_pointer as WebAssembly.Global).value = stackEnd;
    return { memory, functions: exports as unknown as Functions, room: 0, roomBytes: 0 };
  };
  const own = hostIn(privateMemory, firstFree);
  let loaded: WeakRef<PairDerivatives> | undefined;
  let places: Places | undefined;
  const hosts = new WeakMap<WebAssembly.Memory, Host>();
  /** Heads of settled samples and their atoms' rows. */
  const heads = new WeakMap<PairDerivatives, number>();

  /** An instance on a memory of settled samples, with a stack of its own. */
  function hostOn(home: WebAssembly.Memory): Host | undefined {
    const known = hosts.get(home);
    if (known) return known;
    const stack = takeFrom(home, stackBytes);
    if (stack === undefined) return undefined;
    const host = hostIn(home, stack + stackBytes);
    hosts.set(home, host);
    return host;
  }

  /** Numbers of a batch's matrices that a sample has, and where each element's begin among them. */
  function rowsOf({ rowCounts }: DescriptorSample, { widths }: SamplePlace): { numbers: number; elements: number[] } {
    let numbers = 0;
    const elements = widths.map((width, e) => {
      const start = numbers;
      numbers += rowCounts[e]! * width;
      return start;
    });
    return { numbers, elements };
  }

  /** Writes a sample's head, and behind it each atom's row and numbers of functions. */
  function writeHead(
    { buffer }: WebAssembly.Memory,
    head: number,
    sample: DescriptorSample,
    place: SamplePlace,
    starts: readonly number[],
  ) {
    const { atomCount, element, row, pairs } = sample;
    const { widths, radialSizes } = place;
    const { elements } = rowsOf(sample, place);
    const ofAtoms = [0, 1, 2].map((k) => head + rounded(headBytes) + k * rounded(4 * atomCount));
    const [rowOf, radialSizeOf, angularSizeOf] = ofAtoms.map((start) => new Int32Array(buffer, start, atomCount));
    for (let i = 0; i < atomCount; i++) {
      const e = element[i]!;
      rowOf![i] = elements[e]! + row[i]! * widths[e]!;
      radialSizeOf![i] = radialSizes[e]!;
      angularSizeOf![i] = widths[e]! - radialSizes[e]!;
    }
    new Int32Array(buffer, head, 14).set([atomCount, pairs.radialWidth, ...starts, ...ofAtoms]);
  }
  const headSize = (atoms: number): number => rounded(headBytes) + 3 * rounded(4 * atoms);

  /** Rows, vectors and work behind one another. */
  function workPlaces(host: Host, sample: number, at: number, { atomCount }: DescriptorSample, rows: ReturnType<typeof rowsOf>): Places {
    const vectors = at + rounded(4 * rows.numbers);
    return { host, sample, rows: at, elements: rows.elements, vectors, work: vectors + rounded(24 * atomCount) };
  }
  const workSize = ({ atomCount }: DescriptorSample, numbers: number, { widths }: SamplePlace): number =>
    rounded(4 * numbers) + rounded(24 * atomCount) + rounded(8 * (Math.max(0, ...widths) + 1));

  /** Where a settled sample is worked on; undefined where its memory has no room left for that. */
  function inPlace(sample: DescriptorSample, place: SamplePlace): Places | undefined {
    const { pairs, atomCount } = sample;
    const home = homes.get(pairs);
    const host = home && hostOn(home);
    if (!host) return undefined;
    let head = heads.get(pairs);
    if (head === undefined) {
      head = takeFrom(host.memory, headSize(atomCount));
      if (head === undefined) return undefined;
      const starts = arrayNames.map((name) => pairs[name].byteOffset);
      writeHead(host.memory, head, sample, place, starts);
      heads.set(pairs, head);
    }
    const rows = rowsOf(sample, place);
    const bytes = workSize(sample, rows.numbers, place);
    if (host.roomBytes < bytes) {
      const room = takeFrom(host.memory, bytes);
      if (room === undefined) return undefined;
      host.room = room;
      host.roomBytes = bytes;
    }
    return workPlaces(host, head, host.room, sample, rows);
  }

  /** Copies the sample in, unless it is there; undefined for one too large. */
  function load(sample: DescriptorSample, place: SamplePlace): Places | undefined {
    const { pairs, atomCount } = sample;
    if (loaded?.deref() === pairs) return places;
    const head = firstFree;
    let next = head + headSize(atomCount);
    const starts = arrayNames.map((name) => {
      const start = next;
      next += rounded(pairs[name].byteLength);
      return start;
    });
    const rows = rowsOf(sample, place);
    const work = next;
    next += workSize(sample, rows.numbers, place);
    if (next > mostBytes) return undefined;
    const missing = next - own.memory.buffer.byteLength;
    if (missing > 0) own.memory.grow(Math.ceil(missing / 65536));
    const { buffer } = own.memory;
    for (const [a, name] of arrayNames.entries()) {
      const array = pairs[name];
      const view =
        array instanceof Int32Array ? new Int32Array(buffer, starts[a]!, array.length) : new Float32Array(buffer, starts[a]!, array.length);
      view.set(array);
    }
    writeHead(own.memory, head, sample, place, starts);
    loaded = new WeakRef(pairs);
    places = workPlaces(own, head, work, sample, rows);
    return places;
  }

  /** The sample's rows in the kernel and in the batch's matrices, element by element. */
  function eachElement(
    sample: DescriptorSample,
    matrices: readonly Float32Array[],
    place: SamplePlace,
    { host, rows, elements }: Places,
    visit: (inside: Float32Array, outside: Float32Array) => void,
  ): void {
    for (const [e, width] of place.widths.entries()) {
      const size = sample.rowCounts[e]! * width;
      if (size === 0) continue;
      const start = place.rowStart[e]! * width;
      visit(new Float32Array(host.memory.buffer, rows + 4 * elements[e]!, size), matrices[e]!.subarray(start, start + size));
    }
  }

  return {
    contractForces(sample, gradients, place) {
      const at = inPlace(sample, place) ?? load(sample, place);
      if (!at) return undefined;
      eachElement(sample, gradients, place, at, (inside, outside) => inside.set(outside));
      at.host.functions.contract(at.sample, at.rows, at.vectors);
      return Float64Array.from(new Float64Array(at.host.memory.buffer, at.vectors, 3 * sample.atomCount));
    },
    pullBackResiduals(sample, residuals, directions, place) {
      const at = inPlace(sample, place) ?? load(sample, place);
      if (!at) return false;
      eachElement(sample, directions, place, at, (inside, outside) => inside.set(outside));
      new Float64Array(at.host.memory.buffer, at.vectors, 3 * sample.atomCount).set(residuals);
      at.host.functions.pull_back(at.sample, at.vectors, at.rows, at.work);
      eachElement(sample, directions, place, at, (inside, outside) => outside.set(inside));
      return true;
    },
  };
}
