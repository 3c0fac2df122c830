// Who is bonded to whom, counted through periodic images. Rules of thumb on covalent radii, no energies.
import { buildCellGrid, type CellGrid } from "@adatom/models/structure/cell-grid.ts";
import { collectNeighbours, type PairBuffer } from "@adatom/models/structure/collect-neighbours.ts";
import { covalentRadius } from "@adatom/models/structure/elements.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import type { AtomNeighbours } from "./contract.ts";

/** Drawn as a bond up to this many times the sum of covalent radii: thermal stretch passes, second neighbours do not. */
const bondFactor = 1.2;
/** Listed as a neighbour up to this many times the sum. */
const neighbourFactor = 1.3;
const mostNeighbours = 12;

/** Nearest first, at most 12, images included. @throws RangeError for a structure that cannot be searched */
export function bondedNeighbours(structure: Structure, atom: number): AtomNeighbours {
  const own = covalentRadius(structure.atomicNumbers[atom]!);
  const grid = buildCellGrid(structure, neighbourFactor * (own + largestRadius(structure)));
  const bonded: { atom: number; distanceAngstrom: number }[] = [];
  for (const pair of pairsOf(grid, atom, emptyBuffer())) {
    const limit = neighbourFactor * (own + covalentRadius(structure.atomicNumbers[pair.neighbour]!));
    if (pair.distanceAngstrom <= limit) bonded.push({ atom: pair.neighbour, distanceAngstrom: pair.distanceAngstrom });
  }
  bonded.sort((a, b) => a.distanceAngstrom - b.distanceAngstrom || a.atom - b.atom);
  return { bonded: bonded.slice(0, mostNeighbours) };
}

/** Each bond once, 5 numbers: atom, atom, cell multiples of the second atom's image. */
export function bondsOf(structure: Structure): Int32Array {
  let bonds = new Int32Array(5 * Math.max(16, 2 * structure.atomicNumbers.length));
  let length = 0;
  visitPairs(structure, bondFactor, (first, pair) => {
    if (length + 5 > bonds.length) {
      const larger = new Int32Array(2 * bonds.length);
      larger.set(bonds);
      bonds = larger;
    }
    bonds[length++] = first;
    bonds[length++] = pair.neighbour;
    for (const multiple of pair.shift) bonds[length++] = multiple;
  });
  return bonds.slice(0, length);
}

interface Pair {
  readonly neighbour: number;
  readonly shift: readonly [number, number, number];
  readonly distanceAngstrom: number;
}

/** Every pair within `factor` times its sum of radii, once. */
function visitPairs(structure: Structure, factor: number, visit: (first: number, pair: Pair) => void): void {
  const { atomicNumbers } = structure;
  if (atomicNumbers.length === 0) return;
  const grid = buildCellGrid(structure, 2 * factor * largestRadius(structure));
  const buffer = emptyBuffer();
  for (let i = 0; i < atomicNumbers.length; i++) {
    const own = covalentRadius(atomicNumbers[i]!);
    for (const pair of pairsOf(grid, i, buffer)) {
      if (!isForward(i, pair)) continue;
      if (pair.distanceAngstrom <= factor * (own + covalentRadius(atomicNumbers[pair.neighbour]!))) visit(i, pair);
    }
  }
}

/** One of the two ways round a pair stands in: from the lower atom, and to an own image with a positive first multiple. */
function isForward(i: number, { neighbour, shift }: Pair): boolean {
  if (neighbour !== i) return neighbour > i;
  const [a, b, c] = shift;
  return a > 0 || (a === 0 && (b > 0 || (b === 0 && c > 0)));
}

function* pairsOf(grid: CellGrid, atom: number, buffer: PairBuffer): Generator<Pair> {
  const { positions, cell } = grid.structure;
  const count = collectNeighbours(grid, atom, buffer, 0);
  for (let n = 0; n < count; n++) {
    const j = buffer.neighbour[n]!;
    const s0 = buffer.shift[3 * n]!;
    const s1 = buffer.shift[3 * n + 1]!;
    const s2 = buffer.shift[3 * n + 2]!;
    let square = 0;
    for (let k = 0; k < 3; k++)
      square += (positions[3 * j + k]! + s0 * cell[k]! + s1 * cell[3 + k]! + s2 * cell[6 + k]! - positions[3 * atom + k]!) ** 2;
    yield { neighbour: j, shift: [s0, s1, s2], distanceAngstrom: Math.sqrt(square) };
  }
}

function largestRadius(structure: Structure): number {
  const seen = new Uint8Array(256);
  let largest = 0;
  for (const number of structure.atomicNumbers) {
    if (seen[number]!++ === 0) largest = Math.max(largest, covalentRadius(number));
    seen[number] = 1;
  }
  return largest;
}

function emptyBuffer(): PairBuffer {
  return { neighbour: new Int32Array(0), shift: new Int32Array(0) };
}
