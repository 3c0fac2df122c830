// Descriptors of all atoms of a structure in WebAssembly SIMD on a team of threads: the numbers of one atom after the other with
// symmetry-functions.ts or product-functions.ts. Every atom writes to places of its own, so threads change no bit.
import type { Descriptor } from "../descriptors/descriptor.ts";
import type { PairDerivatives } from "../descriptors/pair-derivatives.ts";
import { pairBounds } from "../descriptors/plain-describer.ts";
import type { AllAtoms } from "../descriptors/structure-describer.ts";
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
  const species = elements.map(({ atomicNumber }) => atomicNumber);
  const numbers = [...new Set([...species, ...descriptors.flatMap((descriptor) => descriptor.species)])];
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

    derivatives(structure, list, wantsDisplacement, makePairs) {
      const atoms = structure.atomicNumbers.length;
      const values = new Rows(heap, table, structure);
      const counts = { pairs: new Int32Array(atoms), angular: new Int32Array(atoms) };
      const counted = inPieces(kernel, table, structure, list, true, ({ from, to, allocate, call }) => {
        const at = { count: allocate(4 * (to - from)), near: allocate(4 * (to - from)) };
        call("count", at);
        counts.pairs.set(heap.int32(at.count, to - from), from);
        counts.angular.set(heap.int32(at.near, to - from), from);
      });
      if (!counted) return undefined;
      const bounds = pairBounds(structure, counts, species, descriptors);
      const sizes = { atoms, pairs: bounds.first[atoms]!, angular: bounds.angularStart[atoms]!, radialWidth: radialStride };
      const pairs = makePairs(sizes);
      pairs.first.set(bounds.first);
      pairs.angularStart.set(bounds.angularStart);
      pairs.angularCount.set(counts.angular);
      const displacement = new Float64Array(wantsDisplacement ? 3 * sizes.pairs : 0);
      const done = inPieces(kernel, table, structure, list, true, (piece) => {
        const at = piece.allocate(8 * width * (piece.to - piece.from));
        derive(heap, piece, at, pairs, displacement);
        values.put(piece, at);
      });
      return done ? { values: values.elements, pairs, displacement } : undefined;
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

/** Derivatives of a piece's atoms, whose bounds are known, and their values at an address. @param displacement may be empty */
function derive(heap: Heap, { from, to, allocate, call }: Piece, values: number, pairs: PairDerivatives, displacement: Float64Array): void {
  const { first, angularStart, radialWidth } = pairs;
  const atoms = to - from;
  const [firstPair, firstAngular] = [allocate(4 * atoms), allocate(4 * atoms)];
  const [start, angularFrom] = [first[from]!, angularStart[from]!];
  const [count, angular] = [first[to]! - start, angularStart[to]! - angularFrom];
  const [pairStarts, angularStarts] = [heap.int32(firstPair, atoms), heap.int32(firstAngular, atoms)];
  for (let i = 0; i < atoms; i++) {
    pairStarts[i] = first[from + i]! - start;
    angularStarts[i] = angularStart[from + i]! - angularFrom;
  }
  const wantsDisplacement = displacement.length > 0;
  const at = {
    neighbour: allocate(4 * count),
    blockOffset: allocate(4 * count),
    blockLength: allocate(4 * count),
    direction: allocate(12 * count),
    displacement: wantsDisplacement ? allocate(24 * count) : 0,
    radial: allocate(4 * radialWidth * count),
    angular: allocate(4 * angular),
  };
  call("derivatives", { firstPair, firstAngular, ...at, values });
  pairs.neighbour.set(heap.int32(at.neighbour, count), start);
  pairs.blockOffset.set(heap.int32(at.blockOffset, count), start);
  pairs.blockLength.set(heap.int32(at.blockLength, count), start);
  pairs.direction.set(heap.float32(at.direction, 3 * count), 3 * start);
  pairs.radial.set(heap.float32(at.radial, radialWidth * count), radialWidth * start);
  pairs.angular.set(heap.float32(at.angular, angular), angularFrom);
  if (wantsDisplacement) displacement.set(heap.float64(at.displacement, 3 * count), 3 * start);
}
