// Descriptors of all atoms of a structure in WebAssembly SIMD on a team of threads: the numbers of one atom after the other with
// symmetry-functions.ts or product-functions.ts. Every atom writes to places of its own, so threads change no bit.
import type { Descriptor } from "../descriptors/descriptor.ts";
import type { AllAtoms, StoredDerivatives } from "../descriptors/structure-describer.ts";
import type { Structure } from "../structure/structure.ts";
import { type ElementFunctions, planFunctions } from "./atomic-descriptors/functions-plan.ts";
import { layOutElements } from "./atomic-descriptors/layout.ts";
import { module } from "./atomic-descriptors/module.ts";
import { type ElementTable, type Functions, inPieces, type Piece } from "./atomic-descriptors/pieces.ts";
import { type Heap, type Rooms, unlessFull } from "./team/heap.ts";
import type { Team, TeamKernel } from "./team/team.ts";

/** As AllAtoms; undefined for structures whose neighbours are so many that there is no memory for their triplets. */
export type DescriptorKernel = {
  readonly [Name in keyof AllAtoms]: (...args: Parameters<AllAtoms[Name]>) => ReturnType<AllAtoms[Name]> | undefined;
} & {
  /** Its functions' memory, given back when nobody holds it any more. */
  readonly rooms: Rooms;
};

/** One kernel a team serves all. */
const kernels = new WeakMap<Team, { readonly kernel: TeamKernel<Functions> | undefined }>();

function kernelOf(team: Team): TeamKernel<Functions> | undefined {
  let found = kernels.get(team);
  if (!found) {
    found = { kernel: team.start<Functions>(module) };
    kernels.set(team, found);
  }
  return found.kernel;
}

/**
 * @param descriptors of the elements
 * @returns undefined where the engine has no SIMD or shared memory, and for functions that the kernels do not do
 */
export function createDescriptorKernel(
  elements: readonly ElementFunctions[],
  descriptors: readonly Descriptor[],
  team: Team,
): DescriptorKernel | undefined {
  const plans = elements.map(planFunctions).filter((plan) => plan !== undefined);
  const kernel = plans.length > 0 && plans.length === elements.length ? kernelOf(team) : undefined;
  if (!kernel) return undefined;
  const { heap } = kernel;
  const rooms = heap.rooms();
  const seen = descriptors.flatMap(({ species }) => species);
  const numbers = [...new Set([...elements.map(({ atomicNumber }) => atomicNumber), ...seen])];
  const address = unlessFull(() => layOutElements(heap, rooms, numbers, plans, descriptors));
  if (address === undefined) return undefined;
  const elementOf = new Int32Array(128).fill(-1);
  for (const [e, z] of numbers.entries()) elementOf[z] = e;
  const width = Math.max(...descriptors.map(({ size }) => size));
  const radialStride = Math.max(...descriptors.map(({ columns }) => columns.radialWidth));
  const table: ElementTable = { address, plans, descriptors, elementOf, width, radialStride };

  return {
    rooms,

    values(structure, list) {
      const rows = new Rows(heap, table, structure);
      const done = inPieces(kernel, table, structure, list, false, (piece) => {
        const values = piece.allocate(8 * width * (piece.to - piece.from));
        piece.call("values", { values });
        rows.put(piece, values);
      });
      return done ? rows.elements : undefined;
    },

    sensitivities(structure, list) {
      const [values, squares] = [new Rows(heap, table, structure), new Rows(heap, table, structure)];
      const done = inPieces(kernel, table, structure, list, true, (piece) => {
        const bytes = 8 * width * (piece.to - piece.from);
        const at = { values: piece.allocate(bytes), squares: piece.allocate(bytes) };
        piece.call("sensitivities", at);
        values.put(piece, at.values);
        squares.put(piece, at.squares);
      });
      return done ? { values: values.elements, squares: squares.elements } : undefined;
    },

    derivatives(structure, list, wantsDisplacement) {
      const values = new Rows(heap, table, structure);
      const pieces: Omit<StoredDerivatives, "values">[] = [];
      const done = inPieces(kernel, table, structure, list, true, (piece) => {
        const at = piece.allocate(8 * width * (piece.to - piece.from));
        pieces.push(derive(heap, table, structure, piece, at, wantsDisplacement));
        values.put(piece, at);
      });
      return done ? { values: values.elements, ...joined(pieces) } : undefined;
    },
  };
}

/** A row of numbers for every atom that is described, element by element. */
class Rows {
  readonly elements: readonly Float64Array[];
  private readonly row: Int32Array;
  private readonly heap: Heap;
  private readonly table: ElementTable;
  private readonly atomicNumbers: Uint8Array;

  constructor(heap: Heap, table: ElementTable, { atomicNumbers }: Structure) {
    const counts = table.plans.map(() => 0);
    this.heap = heap;
    this.table = table;
    this.atomicNumbers = atomicNumbers;
    this.row = Int32Array.from(atomicNumbers, (z) => {
      const e = table.elementOf[z]!;
      return e >= 0 && e < counts.length ? counts[e]!++ : -1;
    });
    this.elements = table.descriptors.map(({ size }, e) => new Float64Array(counts[e]! * size));
  }

  /** Takes over a piece's numbers. */
  put({ from, to }: Piece, address: number): void {
    const { width, descriptors, elementOf } = this.table;
    const found = this.heap.float64(address, (to - from) * width);
    for (let i = from; i < to; i++) {
      const row = this.row[i]!;
      if (row < 0) continue;
      const e = elementOf[this.atomicNumbers[i]!]!;
      const { size } = descriptors[e]!;
      const [own, source, target] = [this.elements[e]!, (i - from) * width, row * size];
      for (let k = 0; k < size; k++) own[target + k] = found[source + k]!;
    }
  }
}

/** Derivatives of a piece's atoms, and their values at an address. Pairs and rows are counted from the piece's first. */
function derive(
  heap: Heap,
  { elementOf, descriptors, radialStride }: ElementTable,
  { atomicNumbers }: Structure,
  { from, to, allocate, call }: Piece,
  values: number,
  wantsDisplacement: boolean,
): Omit<StoredDerivatives, "values"> {
  const atoms = to - from;
  const counts = { count: allocate(4 * atoms), near: allocate(4 * atoms) };
  call("count", counts);
  const count = heap.int32(counts.count, atoms);
  const angularCount = heap.int32(counts.near, atoms).slice();
  const starts = { firstPair: allocate(4 * (atoms + 1)), firstAngular: allocate(4 * (atoms + 1)) };
  const first = heap.int32(starts.firstPair, atoms + 1);
  const angularStart = heap.int32(starts.firstAngular, atoms + 1);
  first[0] = 0;
  angularStart[0] = 0;
  for (let i = 0; i < atoms; i++) {
    const columns = descriptors[elementOf[atomicNumbers[from + i]!]!]?.columns.angularSize ?? 0;
    first[i + 1] = first[i]! + count[i]!;
    angularStart[i + 1] = angularStart[i]! + 3 * columns * angularCount[i]!;
  }
  const pairs = first[atoms]!;
  const angulars = angularStart[atoms]!;
  const at = {
    neighbour: allocate(4 * pairs),
    blockOffset: allocate(4 * pairs),
    blockLength: allocate(4 * pairs),
    direction: allocate(12 * pairs),
    displacement: wantsDisplacement ? allocate(24 * pairs) : 0,
    radial: allocate(4 * radialStride * pairs),
    angular: allocate(4 * angulars),
  };
  call("derivatives", { ...starts, ...at, values });
  // Copies: the kernel's memory is written over by the next structure.
  return {
    pairs: {
      first: first.slice(),
      angularCount,
      neighbour: heap.int32(at.neighbour, pairs).slice(),
      blockOffset: heap.int32(at.blockOffset, pairs).slice(),
      blockLength: heap.int32(at.blockLength, pairs).slice(),
      direction: heap.float32(at.direction, 3 * pairs).slice(),
      radial: heap.float32(at.radial, radialStride * pairs).slice(),
      angular: heap.float32(at.angular, angulars).slice(),
      angularStart: angularStart.slice(),
      radialWidth: radialStride,
    },
    displacement: wantsDisplacement ? heap.float64(at.displacement, 3 * pairs).slice() : new Float64Array(0),
  };
}

type Derived = Omit<StoredDerivatives, "values">;

/** Pieces one behind the other. */
function joined(pieces: readonly Derived[]): Derived {
  const [only, second] = pieces;
  if (only && !second) return only;
  const whole = <A extends Int32Array | Float32Array | Float64Array>(empty: A, take: (piece: Derived) => A): A => {
    const parts = pieces.map(take);
    const all = new (empty.constructor as new (length: number) => A)(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  };
  /** Bounds of rows: each piece's begin where those before it end. */
  const bounds = (take: (piece: Derived) => Int32Array): Int32Array => {
    const all: number[] = [0];
    for (const piece of pieces) {
      const before = all.at(-1)!;
      for (const end of take(piece).subarray(1)) all.push(before + end);
    }
    return Int32Array.from(all);
  };
  const [integers, numbers] = [new Int32Array(0), new Float32Array(0)];
  return {
    pairs: {
      first: bounds(({ pairs }) => pairs.first),
      angularStart: bounds(({ pairs }) => pairs.angularStart),
      angularCount: whole(integers, ({ pairs }) => pairs.angularCount),
      neighbour: whole(integers, ({ pairs }) => pairs.neighbour),
      blockOffset: whole(integers, ({ pairs }) => pairs.blockOffset),
      blockLength: whole(integers, ({ pairs }) => pairs.blockLength),
      direction: whole(numbers, ({ pairs }) => pairs.direction),
      radial: whole(numbers, ({ pairs }) => pairs.radial),
      angular: whole(numbers, ({ pairs }) => pairs.angular),
      radialWidth: only?.pairs.radialWidth ?? 0,
    },
    displacement: whole(new Float64Array(0), ({ displacement }) => displacement),
  };
}
