// The three directions of a cell grid: reduced lattice vectors where the structure repeats, the atoms' extent where it does not.
import { reduceLattice } from "./lattice-reduction.ts";
import type { Structure } from "./structure.ts";

/** One of three directions of the grid. */
export interface GridDirection {
  readonly periodic: boolean;
  /** Vector that takes a position to its coordinate along this direction: 0 to 1 inside. */
  readonly toFraction: readonly number[];
  readonly origin: number;
  /** Number of boxes, and how many there are within the search to either side. */
  readonly boxes: number;
  readonly reach: number;
  /** Lattice vector, angstrom, and its cell multiples in terms of the structure's own vectors; zeros where not periodic. */
  readonly vector: readonly number[];
  readonly multiples: readonly number[];
  /** Distance between opposite faces of one box, angstrom. */
  readonly boxHeight: number;
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
 * Chooses directions and boxes for searches up to `search` (angstrom).
 * @throws RangeError where periodic vectors are not finite or not independent, or the cell is absurdly small
 */
export function chooseDirections(structure: Structure, search: number): [GridDirection, GridDirection, GridDirection] {
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
  // Boxes as wide as the search, but thin along the first direction, where whole rows are scanned; not many more than atoms.
  const boxes = heights.map((height, k) => Math.max(1, Math.floor(((k === 0 ? 6 : 1) * height) / search)));
  const most = 4 * atoms + 8;
  while (boxes[0]! * boxes[1]! * boxes[2]! > most) {
    const widest = boxes.indexOf(Math.max(...boxes));
    const others = boxes.reduce((all, count, k) => (k === widest ? all : all * count), 1);
    boxes[widest] = Math.max(
      1,
      Math.min(Math.floor(boxes[widest]! / 2), Math.max(Math.floor(most / others), Math.floor(boxes[widest]! / 4))),
    );
  }
  const directions = [0, 1, 2].map((k): GridDirection => {
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
  return directions as [GridDirection, GridDirection, GridDirection];
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

/** Whether distances along the three directions add up as squares. */
export function isRectangular([d0, d1, d2]: readonly [GridDirection, GridDirection, GridDirection]): boolean {
  const cosine = (a: GridDirection, b: GridDirection): number =>
    Math.abs(dot(a.toFraction, b.toFraction)) / (norm(a.toFraction) * norm(b.toFraction));
  return cosine(d0, d1) < 1e-12 && cosine(d1, d2) < 1e-12 && cosine(d0, d2) < 1e-12;
}
