// Atoms sorted into small boxes, so that who is near an atom is found by looking at the boxes around it: O(N) for any cell.
// The cell's periodic vectors are reduced first, directions that do not repeat get boxes over the atoms' extent.
import { reduceLattice } from "./lattice-reduction.ts";
import type { Structure } from "./structure.ts";

/** Where `collectNeighbours` puts what it finds; grows as needed. */
export interface PairBuffer {
  /** Neighbour atoms. */
  neighbour: Int32Array<ArrayBuffer>;
  /** Cell multiples, 3 a neighbour. */
  shift: Int32Array<ArrayBuffer>;
}

/** One of three directions of the grid. */
interface Direction {
  readonly periodic: boolean;
  /** Vector that takes a position to its coordinate along this direction: 0 to 1 inside. */
  readonly toFraction: readonly number[];
  readonly origin: number;
  /** Number of boxes, and how many to look at to either side. */
  readonly boxes: number;
  readonly reach: number;
  /** Lattice vector, angstrom, and its cell multiples in terms of the structure's own vectors; zeros where not periodic. */
  readonly vector: readonly number[];
  readonly multiples: readonly number[];
  /** Distance between opposite faces of one box, angstrom. */
  readonly boxHeight: number;
}

export interface CellGrid {
  readonly cutoffAngstrom: number;
  readonly structure: Structure;
  readonly directions: readonly [Direction, Direction, Direction];
  /** First sorted atom of each box, boxes + 1; the first direction runs fastest. */
  readonly start: Int32Array;
  /** Atom of each sorted place, and the place of each atom. */
  readonly order: Int32Array;
  readonly place: Int32Array;
  /** Box of each atom, N. */
  readonly box: Int32Array;
  /** Wrapped positions in sorted order, 3N, and the cell multiples that wrapping took away, 3N. */
  readonly wrapped: Float64Array;
  readonly wraps: Int32Array;
  /** Squared distances below `surely` are inside and above `perhaps` outside, whatever the rounding; between them the exact formula decides. */
  readonly surely: number;
  readonly perhaps: number;
  /** Rows of boxes around a box: second and third offset, and reach along the first direction. */
  readonly rows: Int32Array;
}

/** Images of one atom beyond which a cell is taken for broken rather than small. */
const mostImages = 1e6;

const cross = (a: readonly number[], b: readonly number[]): number[] => [
  a[1]! * b[2]! - a[2]! * b[1]!,
  a[2]! * b[0]! - a[0]! * b[2]!,
  a[0]! * b[1]! - a[1]! * b[0]!,
];
const dot = (a: readonly number[], b: readonly number[]): number => a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!;
const norm = (a: readonly number[]): number => Math.hypot(a[0]!, a[1]!, a[2]!);

/**
 * Sorts a structure's atoms for searches up to a cutoff (angstrom).
 * @throws RangeError where the cutoff is not a positive number, a position or cell vector is not finite, periodic cell
 * vectors are (nearly) in one plane or line, or the cell is so small that an atom would see more than a million images
 */
export function buildCellGrid(structure: Structure, cutoffAngstrom: number): CellGrid {
  if (!(cutoffAngstrom > 0 && cutoffAngstrom < 1e6))
    throw new RangeError(`The cutoff must be a positive length in angstrom, not ${cutoffAngstrom}.`);
  const { positions } = structure;
  const atoms = structure.atomicNumbers.length;
  let farthest = 0;
  for (let p = 0; p < 3 * atoms; p++) {
    const size = Math.abs(positions[p]!);
    if (!(size < 1e9)) throw new RangeError(`Atom ${Math.floor(p / 3) + 1} has a position that is not a usable number: ${positions[p]}.`);
    if (size > farthest) farthest = size;
  }
  // A little more than the cutoff, so that rounding of a box number never loses a pair.
  const search = cutoffAngstrom * (1 + 1e-9) + 1e-13 * farthest;
  const directions = chooseDirections(structure, search);
  const [d0, d1, d2] = directions;
  const boxCount = d0.boxes * d1.boxes * d2.boxes;

  const box = new Int32Array(atoms);
  const start = new Int32Array(boxCount + 1);
  const wrapsByAtom = new Int32Array(3 * atoms);
  let mostWraps = 0;
  for (let i = 0; i < atoms; i++) {
    const x = positions[3 * i]!;
    const y = positions[3 * i + 1]!;
    const z = positions[3 * i + 2]!;
    let index = 0;
    for (let k = 2; k >= 0; k--) {
      const direction = directions[k]!;
      const t = direction.toFraction;
      const fraction = x * t[0]! + y * t[1]! + z * t[2]! - direction.origin;
      let inside = fraction;
      if (direction.periodic) {
        const whole = Math.floor(fraction);
        inside = fraction - whole;
        wrapsByAtom[3 * i + k] = whole;
        if (Math.abs(whole) > mostWraps) mostWraps = Math.abs(whole);
      }
      index = index * direction.boxes + Math.max(0, Math.min(direction.boxes - 1, Math.floor(inside * direction.boxes)));
    }
    box[i] = index;
    start[index + 1]!++;
  }
  for (let b = 0; b < boxCount; b++) start[b + 1]! += start[b]!;
  const mostMultiples = Math.max(...directions.flatMap((d) => d.multiples.map(Math.abs)));
  if (mostWraps * mostMultiples > 1e8)
    throw new RangeError("An atom lies more than 1e8 cells outside the cell. Check the units of positions and cell.");

  const next = start.slice(0, boxCount);
  const order = new Int32Array(atoms);
  const place = new Int32Array(atoms);
  const wrapped = new Float64Array(3 * atoms);
  const wraps = new Int32Array(3 * atoms);
  for (let i = 0; i < atoms; i++) {
    const q = next[box[i]!]!++;
    order[q] = i;
    place[i] = q;
    const w0 = wrapsByAtom[3 * i]!;
    const w1 = wrapsByAtom[3 * i + 1]!;
    const w2 = wrapsByAtom[3 * i + 2]!;
    for (let a = 0; a < 3; a++) {
      wrapped[3 * q + a] = positions[3 * i + a]! - (w0 * d0.vector[a]! + w1 * d1.vector[a]! + w2 * d2.vector[a]!);
      wraps[3 * q + a] = w0 * d0.multiples[a]! + w1 * d1.multiples[a]! + w2 * d2.multiples[a]!;
    }
  }

  // How far rounding can move a distance: sums of positions and of cell multiples as large as these.
  let scale = farthest + cutoffAngstrom;
  for (const direction of directions) {
    for (let a = 0; a < 3; a++) {
      const length = Math.hypot(structure.cell[3 * a]!, structure.cell[3 * a + 1]!, structure.cell[3 * a + 2]!);
      scale += (2 * mostWraps + direction.reach + 1) * Math.abs(direction.multiples[a]!) * length;
    }
  }
  const doubt = 1e-14 * scale;
  return {
    cutoffAngstrom,
    structure,
    directions,
    start,
    order,
    place,
    box,
    wrapped,
    wraps,
    surely: Math.max(0, cutoffAngstrom - doubt) ** 2,
    perhaps: (cutoffAngstrom + doubt) ** 2,
    rows: chooseRows(directions, search),
  };
}

function chooseDirections(structure: Structure, search: number): [Direction, Direction, Direction] {
  const { cell, positions } = structure;
  const atoms = structure.atomicNumbers.length;
  const given: number[][] = [];
  const axes: number[] = [];
  for (let k = 0; k < 3; k++) {
    const vector = [cell[3 * k]!, cell[3 * k + 1]!, cell[3 * k + 2]!];
    const length = norm(vector);
    if (!Number.isFinite(length)) throw new RangeError(`Cell vector ${k + 1} is not finite: ${vector.join(" ")}.`);
    if (!structure.periodic[k] || length === 0) continue;
    given.push(vector);
    axes.push(k);
  }
  const { vectors, transform } = reduceLattice(given);
  const repeats = vectors.length;
  const basis = vectors.map((v) => [...v]);
  completeBasis(basis);
  const volume = dot(basis[0]!, cross(basis[1]!, basis[2]!));
  const product = norm(basis[0]!) * norm(basis[1]!) * norm(basis[2]!);
  if (!(Math.abs(volume) > 1e-6 * product) || given.some((v, k) => !(norm(vectors[k]!) > 1e-9 * norm(v)))) {
    throw new RangeError(
      `The periodic cell vectors lie in one plane or on one line (${given.map((v) => v.join(" ")).join("; ")}), so images cannot be told apart. Give independent vectors, or mark the direction as not periodic.`,
    );
  }
  const toFractions = [0, 1, 2].map((k) => cross(basis[(k + 1) % 3]!, basis[(k + 2) % 3]!).map((component) => component / volume));
  const origins: number[] = [];
  const heights: number[] = [];
  for (let k = 0; k < 3; k++) {
    const t = toFractions[k]!;
    if (k < repeats) {
      origins.push(0);
      heights.push(1 / norm(t));
      continue;
    }
    // Completing vectors have length 1 and stand on all others, so the fraction is angstrom: stretch it over the atoms' extent.
    let low = atoms > 0 ? Number.POSITIVE_INFINITY : 0;
    let high = atoms > 0 ? Number.NEGATIVE_INFINITY : 0;
    for (let i = 0; i < atoms; i++) {
      const along = positions[3 * i]! * t[0]! + positions[3 * i + 1]! * t[1]! + positions[3 * i + 2]! * t[2]!;
      if (along < low) low = along;
      if (along > high) high = along;
    }
    const extent = Math.max(high - low, search / 2);
    toFractions[k] = t.map((component) => component / extent);
    origins.push(low / extent);
    heights.push(extent);
  }
  // Boxes half as wide as the search, but not many more than atoms.
  const boxes = heights.map((height) => Math.max(1, Math.floor((2 * height) / search)));
  const most = 4 * atoms + 8;
  while (boxes[0]! * boxes[1]! * boxes[2]! > most) {
    const widest = boxes.indexOf(Math.max(...boxes));
    const others = boxes.reduce((all, count, k) => (k === widest ? all : all * count), 1);
    boxes[widest] = Math.max(
      1,
      Math.min(Math.floor(boxes[widest]! / 2), Math.max(Math.floor(most / others), Math.floor(boxes[widest]! / 4))),
    );
  }
  const directions = [0, 1, 2].map((k): Direction => {
    const boxHeight = heights[k]! / boxes[k]!;
    const multiples = [0, 0, 0];
    if (k < repeats) for (const [index, axis] of axes.entries()) multiples[axis] = transform[k]![index]!;
    return {
      periodic: k < repeats,
      toFraction: toFractions[k]!,
      origin: origins[k]!,
      boxes: boxes[k]!,
      reach: Math.ceil(search / boxHeight),
      vector: k < repeats ? vectors[k]! : [0, 0, 0],
      multiples,
      boxHeight,
    };
  });
  const images = directions.reduce((all, d) => (d.periodic ? all * ((2 * d.reach) / d.boxes + 1) : all), 1);
  if (!(images < mostImages)) {
    throw new RangeError(
      `The cell is so small that an atom would see about ${images.toExponential(1)} images within ${search.toFixed(2)} angstrom. Check the cell's unit.`,
    );
  }
  return directions as [Direction, Direction, Direction];
}

/** Adds unit vectors that stand on those present until there are three. */
function completeBasis(basis: number[][]): void {
  while (basis.length < 3) {
    let best: number[] = [0, 0, 0];
    for (let a = 0; a < 3; a++) {
      const axis = [0, 0, 0];
      axis[a] = 1;
      let candidate = axis;
      if (basis.length === 1) candidate = cross(basis[0]!, axis);
      if (basis.length === 2) candidate = cross(basis[0]!, basis[1]!);
      if (norm(candidate) > norm(best) * (1 + 1e-9)) best = candidate;
    }
    const length = norm(best);
    basis.push(best.map((component) => (length > 0 ? component / length : 0)));
  }
}

/** Rows of boxes that can hold an atom within reach; where the grid is rectangular, corners out of reach are left out. */
function chooseRows(directions: readonly [Direction, Direction, Direction], search: number): Int32Array {
  const [d0, d1, d2] = directions;
  const cosine = (a: Direction, b: Direction): number =>
    Math.abs(dot(a.toFraction, b.toFraction)) / (norm(a.toFraction) * norm(b.toFraction));
  const rectangular = cosine(d0, d1) < 1e-12 && cosine(d1, d2) < 1e-12 && cosine(d0, d2) < 1e-12;
  const rows: number[] = [];
  for (let k = -d2.reach; k <= d2.reach; k++) {
    for (let j = -d1.reach; j <= d1.reach; j++) {
      let reach = d0.reach;
      if (rectangular) {
        const gap1 = Math.max(0, Math.abs(j) - 1) * d1.boxHeight;
        const gap2 = Math.max(0, Math.abs(k) - 1) * d2.boxHeight;
        const left = search * search * (1 + 1e-9) - gap1 * gap1 - gap2 * gap2;
        if (left < 0) continue;
        reach = Math.min(reach, Math.ceil(Math.sqrt(left) / d0.boxHeight));
      }
      rows.push(j, k, reach);
    }
  }
  return Int32Array.from(rows);
}

/** Appends the neighbours of one atom to a buffer from `count` on, and returns the new count. Images of the atom itself count. */
export function collectNeighbours(grid: CellGrid, atom: number, buffer: PairBuffer, count: number): number {
  const { start, order, wrapped, wraps, rows, surely, perhaps, structure } = grid;
  const [d0, d1, d2] = grid.directions;
  const n0 = d0.boxes;
  const n1 = d1.boxes;
  const n2 = d2.boxes;
  const self = grid.place[atom]!;
  const x = wrapped[3 * self]!;
  const y = wrapped[3 * self + 1]!;
  const z = wrapped[3 * self + 2]!;
  const own0 = wraps[3 * self]!;
  const own1 = wraps[3 * self + 1]!;
  const own2 = wraps[3 * self + 2]!;
  const box = grid.box[atom]!;
  const b0 = box % n0;
  const b1 = ((box / n0) | 0) % n1;
  const b2 = (box / (n0 * n1)) | 0;
  let { neighbour, shift } = buffer;
  for (let r = 0; r < rows.length; r += 3) {
    let c1 = b1 + rows[r]!;
    let c2 = b2 + rows[r + 1]!;
    let image1 = 0;
    let image2 = 0;
    if (c1 < 0 || c1 >= n1) {
      if (!d1.periodic) continue;
      image1 = Math.floor(c1 / n1);
      c1 -= image1 * n1;
    }
    if (c2 < 0 || c2 >= n2) {
      if (!d2.periodic) continue;
      image2 = Math.floor(c2 / n2);
      c2 -= image2 * n2;
    }
    const row = (c2 * n1 + c1) * n0;
    const reach = rows[r + 2]!;
    let low = b0 - reach;
    let high = b0 + reach;
    if (!d0.periodic) {
      if (low < 0) low = 0;
      if (high >= n0) high = n0 - 1;
    }
    // Pieces of the row that lie in the same image.
    let image0 = Math.floor(low / n0);
    for (; image0 * n0 <= high; image0++) {
      const from = start[row + Math.max(low - image0 * n0, 0)]!;
      const to = start[row + Math.min(high - image0 * n0, n0 - 1) + 1]!;
      if (from === to) continue;
      if (count + to - from > neighbour.length) {
        growPairBuffer(buffer, count, count + to - from);
        neighbour = buffer.neighbour;
        shift = buffer.shift;
      }
      const home = image0 === 0 && image1 === 0 && image2 === 0;
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
        const t0 = d0.multiples;
        const t1 = d1.multiples;
        const t2 = d2.multiples;
        m0 += image0 * t0[0]! + image1 * t1[0]! + image2 * t2[0]!;
        m1 += image0 * t0[1]! + image1 * t1[1]! + image2 * t2[1]!;
        m2 += image0 * t0[2]! + image1 * t1[2]! + image2 * t2[2]!;
      }
      for (let q = from; q < to; q++) {
        const dx = wrapped[3 * q]! - cx;
        const dy = wrapped[3 * q + 1]! - cy;
        const dz = wrapped[3 * q + 2]! - cz;
        const square = dx * dx + dy * dy + dz * dz;
        if (square <= perhaps) {
          if (home && q === self) continue;
          const j = order[q]!;
          const s0 = m0 - wraps[3 * q]!;
          const s1 = m1 - wraps[3 * q + 1]!;
          const s2 = m2 - wraps[3 * q + 2]!;
          if (square >= surely && !isWithin(structure, atom, j, s0, s1, s2, grid.cutoffAngstrom)) continue;
          neighbour[count] = j;
          shift[3 * count] = s0;
          shift[3 * count + 1] = s1;
          shift[3 * count + 2] = s2;
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

/** Makes room for `needed` pairs, keeping the first `count`. */
export function growPairBuffer(buffer: PairBuffer, count: number, needed: number): void {
  const capacity = Math.max(needed, Math.ceil(buffer.neighbour.length * 1.5));
  if (3 * capacity > 2 ** 32)
    throw new RangeError(
      `More than ${count} neighbour pairs: the cutoff is too long for this structure, or atoms lie on top of each other.`,
    );
  const neighbour = new Int32Array(capacity);
  neighbour.set(buffer.neighbour.subarray(0, count));
  const shift = new Int32Array(3 * capacity);
  shift.set(buffer.shift.subarray(0, 3 * count));
  buffer.neighbour = neighbour;
  buffer.shift = shift;
}
