// The search of a cell grid: all neighbours of one atom, images included.
import type { CellGrid } from "./cell-grid.ts";
import type { Structure } from "./structure.ts";

/** Where `collectNeighbours` puts what it finds; grows as needed. */
export interface PairBuffer {
  /** Neighbour atoms. */
  neighbour: Int32Array<ArrayBuffer>;
  /** Cell multiples, 3 a neighbour. */
  shift: Int32Array<ArrayBuffer>;
}

/** Appends the neighbours of one atom to a buffer from `count` on, and returns the new count. Images of the atom itself count. */
export function collectNeighbours(grid: CellGrid, atom: number, buffer: PairBuffer, count: number): number {
  const { start, order, wrapped, wraps, surely, perhaps, search, rectangular, structure, cutoffAngstrom } = grid;
  const [d0, d1, d2] = grid.directions;
  const n0 = d0.boxes;
  const n1 = d1.boxes;
  const n2 = d2.boxes;
  const h1 = d1.boxHeight;
  const h2 = d2.boxHeight;
  const self = grid.place[atom]!;
  const x = wrapped[3 * self]!;
  const y = wrapped[3 * self + 1]!;
  const z = wrapped[3 * self + 2]!;
  const own0 = wraps[3 * self]!;
  const own1 = wraps[3 * self + 1]!;
  const own2 = wraps[3 * self + 2]!;
  // Where the atom stands, in boxes.
  const t0 = d0.toFraction;
  const t1 = d1.toFraction;
  const t2 = d2.toFraction;
  const p0 = n0 * (x * t0[0]! + y * t0[1]! + z * t0[2]! - d0.origin);
  const p1 = n1 * (x * t1[0]! + y * t1[1]! + z * t1[2]! - d1.origin);
  const p2 = n2 * (x * t2[0]! + y * t2[1]! + z * t2[2]! - d2.origin);
  const boxesPerAngstrom = 1 / d0.boxHeight;
  const searchSquared = search * search;
  let low1 = Math.floor(p1 - search / h1);
  let high1 = Math.floor(p1 + search / h1);
  let low2 = Math.floor(p2 - search / h2);
  let high2 = Math.floor(p2 + search / h2);
  if (!d1.periodic) {
    low1 = Math.max(low1, 0);
    high1 = Math.min(high1, n1 - 1);
  }
  if (!d2.periodic) {
    low2 = Math.max(low2, 0);
    high2 = Math.min(high2, n2 - 1);
  }
  let { neighbour, shift } = buffer;
  for (let c2 = low2; c2 <= high2; c2++) {
    const image2 = c2 >= 0 && c2 < n2 ? 0 : Math.floor(c2 / n2);
    const gap2 = c2 > p2 ? (c2 - p2) * h2 : p2 > c2 + 1 ? (p2 - c2 - 1) * h2 : 0;
    for (let c1 = low1; c1 <= high1; c1++) {
      const image1 = c1 >= 0 && c1 < n1 ? 0 : Math.floor(c1 / n1);
      let half = search;
      if (rectangular) {
        const gap1 = c1 > p1 ? (c1 - p1) * h1 : p1 > c1 + 1 ? (p1 - c1 - 1) * h1 : 0;
        const left = searchSquared - gap1 * gap1 - gap2 * gap2;
        if (left < 0) continue;
        half = Math.sqrt(left);
      }
      half *= boxesPerAngstrom;
      let low = Math.floor(p0 - half);
      let high = Math.floor(p0 + half);
      if (!d0.periodic) {
        low = Math.max(low, 0);
        high = Math.min(high, n0 - 1);
      }
      const row = ((c2 - image2 * n2) * n1 + c1 - image1 * n1) * n0;
      // Pieces of the row that lie in the same image.
      let image0 = low >= 0 ? 0 : Math.floor(low / n0);
      for (; image0 * n0 <= high; image0++) {
        const from = start[row + Math.max(low - image0 * n0, 0)]!;
        const to = start[row + Math.min(high - image0 * n0, n0 - 1) + 1]!;
        if (from === to) continue;
        if (count + to - from > neighbour.length) {
          growPairBuffer(buffer, count, count + to - from);
          neighbour = buffer.neighbour;
          shift = buffer.shift;
        }
        const home = (image0 | image1 | image2) === 0;
        let cx = x;
        let cy = y;
        let cz = z;
        let m0 = own0;
        let m1 = own1;
        let m2 = own2;
        if (!home) {
          const v0 = d0.vector;
          const v1 = d1.vector;
          const v2 = d2.vector;
          cx -= image0 * v0[0]! + image1 * v1[0]! + image2 * v2[0]!;
          cy -= image0 * v0[1]! + image1 * v1[1]! + image2 * v2[1]!;
          cz -= image0 * v0[2]! + image1 * v1[2]! + image2 * v2[2]!;
          const k0 = d0.multiples;
          const k1 = d1.multiples;
          const k2 = d2.multiples;
          m0 += image0 * k0[0]! + image1 * k1[0]! + image2 * k2[0]!;
          m1 += image0 * k0[1]! + image1 * k1[1]! + image2 * k2[1]!;
          m2 += image0 * k0[2]! + image1 * k1[2]! + image2 * k2[2]!;
        }
        // First who may be within reach, without a branch, which the processor could not predict: one atom in three is.
        let n = count;
        let inside = count;
        for (let q = from, p = 3 * from; q < to; q++, p += 3) {
          const dx = wrapped[p]! - cx;
          const dy = wrapped[p + 1]! - cy;
          const dz = wrapped[p + 2]! - cz;
          const square = dx * dx + dy * dy + dz * dz;
          neighbour[n] = q;
          n += Number(square <= perhaps);
          inside += Number(square < surely);
        }
        const isDoubtful = inside !== n;
        for (let h = count; h < n; h++) {
          const q = neighbour[h]!;
          if (q === self && home) continue;
          const p = 3 * q;
          const j = order[q]!;
          const s0 = m0 - wraps[p]!;
          const s1 = m1 - wraps[p + 1]!;
          const s2 = m2 - wraps[p + 2]!;
          if (isDoubtful && !isWithin(structure, atom, j, s0, s1, s2, cutoffAngstrom)) continue;
          neighbour[count] = j;
          const t = 3 * count;
          shift[t] = s0;
          shift[t + 1] = s1;
          shift[t + 2] = s2;
          count++;
        }
      }
    }
  }
  return count;
}

/** The rule itself: distance <= cutoff, in a form that gives the same bits from either end of a pair. */
function isWithin(structure: Structure, i: number, j: number, s0: number, s1: number, s2: number, cutoff: number): boolean {
  const { positions, cell } = structure;
  let square = 0;
  for (let a = 0; a < 3; a++) {
    const d = positions[3 * j + a]! - positions[3 * i + a]! + (s0 * cell[a]! + s1 * cell[3 + a]! + s2 * cell[6 + a]!);
    square += d * d;
  }
  return square <= cutoff * cutoff;
}

/** Pairs beyond which a list is refused (3.2 GB), before memory runs out. */
const mostPairs = 2e8;

const tooManyPairs = (): RangeError =>
  new RangeError(
    `More than ${mostPairs} neighbour pairs: the cutoff is too long for this structure, or many atoms lie on top of each other.`,
  );

/** Refuses at once what would fill the memory before it is refused. @throws RangeError where boxes hold too many atoms */
export function refuseCrowds(grid: CellGrid): void {
  // Cut into parts no higher than a third of the search, a box holds n atoms of which those of one part all see each
  // other (reduced cells are not so skewed that a part's diagonal is three heights): n^2 / parts - n pairs at least.
  const parts = grid.directions.reduce((all, direction) => all * Math.ceil((3 * direction.boxHeight) / grid.search), 1);
  let pairs = 0;
  for (let b = 0; b + 1 < grid.start.length; b++) {
    const atoms = grid.start[b + 1]! - grid.start[b]!;
    pairs += Math.max(0, (atoms * atoms) / parts - atoms);
  }
  if (pairs > mostPairs) throw tooManyPairs();
}

/** Makes room for `needed` pairs, keeping the first `count`. */
export function growPairBuffer(buffer: PairBuffer, count: number, needed: number): void {
  if (needed > mostPairs) throw tooManyPairs();
  const capacity = Math.min(mostPairs, Math.max(needed, Math.ceil(buffer.neighbour.length * 1.5)));
  const neighbour = new Int32Array(capacity);
  neighbour.set(buffer.neighbour.subarray(0, count));
  const shift = new Int32Array(3 * capacity);
  shift.set(buffer.shift.subarray(0, 3 * count));
  buffer.neighbour = neighbour;
  buffer.shift = shift;
}
