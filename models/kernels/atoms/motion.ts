// Loops over the atoms of a run in the kernel, for arrays that lie in its memory; callers do what is left to them in plain loops, with
// the same bits.
import { unlessFull } from "../team/heap.ts";
import { type AtomsFunctions, type AtomsKernel, atomsKernel, atomsPerPiece } from "./engine.ts";

/** Fewer atoms than this are not worth a place in the kernel's memory: copying them costs less than what it takes to give memory back. */
const fewest = 1000;

/** A copy of numbers, 1 or 3 an atom, to work on: in the kernel's memory where there is one and the run is large. */
export function workArray(values: Float64Array, atoms: number): Float64Array {
  const kernel = atoms < fewest ? undefined : atomsKernel();
  if (!kernel) return values.slice();
  const array = unlessFull(() => kernel.heap.array(values.length));
  if (!array) return values.slice();
  array.set(values);
  return array;
}

/** The kernel, and where arrays lie in its memory; undefined where one of them does not. */
export function placed(arrays: readonly Float64Array[]): { kernel: AtomsKernel; at: number[] } | undefined {
  const kernel = atomsKernel();
  if (!kernel) return undefined;
  const at: number[] = [];
  for (const array of arrays) {
    const address = kernel.heap.addressOf(array);
    if (address === undefined) return undefined;
    at.push(address);
  }
  return { kernel, at };
}

function runOver(kernel: AtomsKernel, name: keyof AtomsFunctions, atoms: number, ...args: readonly number[]): number {
  const pieces = Math.ceil(atoms / atomsPerPiece);
  kernel.run(name, pieces, atoms, ...args);
  return pieces;
}

/** v += scale f / m. @returns whether it was done */
export function kickInKernel(speed: Float64Array, force: Float64Array, mass: Float64Array, scale: number): boolean {
  const found = placed([speed, force, mass]);
  if (found) runOver(found.kernel, "kick", mass.length, ...found.at, scale);
  return found !== undefined;
}

/** x += time v. @returns whether it was done */
export function driftInKernel(position: Float64Array, speed: Float64Array, time: number): boolean {
  const found = placed([position, speed]);
  if (found) runOver(found.kernel, "drift", position.length / 3, ...found.at, time);
  return found !== undefined;
}

/** values *= factor, 3 an atom. @returns whether it was done */
export function scaleInKernel(values: Float64Array, factor: number): boolean {
  const found = placed([values]);
  if (found) runOver(found.kernel, "scale", values.length / 3, ...found.at, factor);
  return found !== undefined;
}

/** Each row of three becomes itself times a matrix (9 numbers). @returns whether it was done */
export function transformInKernel(rows: Float64Array, matrix: Float64Array): boolean {
  const found = placed([rows]);
  if (!found) return false;
  const { kernel, at } = found;
  const place = resultsOf(kernel, 9);
  kernel.heap.float64(place, 9).set(matrix);
  runOver(kernel, "transform", rows.length / 3, ...at, place);
  return true;
}

/** Sums over pieces of atoms of m v^2 (1 number) or m v v (9), piece by piece; undefined where the kernel cannot say. */
export function speedSumsInKernel(
  name: "squared_speed" | "momentum_flow",
  speed: Float64Array,
  mass: Float64Array,
): Float64Array | undefined {
  const found = placed([speed, mass]);
  if (!found) return undefined;
  const { kernel, at } = found;
  const numbers = (name === "squared_speed" ? 1 : 9) * Math.ceil(mass.length / atomsPerPiece);
  const place = resultsOf(kernel, numbers);
  runOver(kernel, name, mass.length, ...at, place);
  return kernel.heap.float64(place, numbers);
}

/** The two largest squared displacements from where a deformation (9 numbers, row vectors) takes positions from before; undefined where the kernel cannot say. */
export function largestDisplacementsInKernel(
  position: Float64Array,
  before: Float64Array,
  deformation: readonly number[],
): readonly [number, number] | undefined {
  const found = placed([position, before]);
  if (!found) return undefined;
  const { kernel, at } = found;
  const results = resultsOf(kernel, 9 + 2 * Math.ceil(position.length / 3 / atomsPerPiece));
  const values = kernel.heap.float64(results, 9).fill(0);
  values.set(deformation);
  const pieces = runOver(kernel, "displacements", position.length / 3, ...at, results, results + 72);
  const pairs = kernel.heap.float64(results + 72, 2 * pieces);
  let largest = 0;
  let second = 0;
  for (const square of pairs) {
    if (square > largest) {
      second = largest;
      largest = square;
    } else if (square > second) second = square;
  }
  return [largest, second];
}

/** Whether all of 3 numbers an atom are finite; undefined where the kernel cannot say. */
export function isFiniteInKernel(values: Float64Array): boolean | undefined {
  const found = placed([values]);
  if (!found) return undefined;
  const { kernel, at } = found;
  const results = resultsOf(kernel, Math.ceil(values.length / 3 / atomsPerPiece));
  const pieces = runOver(kernel, "unfinite", values.length / 3, ...at, results);
  return kernel.heap.float64(results, pieces).every((zero) => zero === 0);
}

const results = new WeakMap<AtomsKernel, { at(name: string, bytes: number): number }>();

/** Room for so many results. */
function resultsOf(kernel: AtomsKernel, doubles: number): number {
  const rooms = results.get(kernel) ?? kernel.heap.rooms();
  results.set(kernel, rooms);
  return rooms.at("results", 8 * doubles);
}
