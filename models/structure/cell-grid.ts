// Atoms sorted into small boxes, so that who is near an atom is found by looking at the boxes around it: O(N) for any cell.
import { chooseDirections, type GridDirection, isRectangular } from "./grid-directions.ts";
import type { Structure } from "./structure.ts";

export { collectNeighbours, type PairBuffer } from "./collect-neighbours.ts";

export interface CellGrid {
  readonly cutoffAngstrom: number;
  readonly structure: Structure;
  readonly directions: readonly [GridDirection, GridDirection, GridDirection];
  readonly rectangular: boolean;
  /** The cutoff and a little more, so that rounding of a box number never loses a pair, angstrom. */
  readonly search: number;
  /** First sorted atom of each box, boxes + 1; the first direction runs fastest. */
  readonly start: Int32Array;
  /** Atom of each sorted place, and the place of each atom. */
  readonly order: Int32Array;
  readonly place: Int32Array;
  /** Wrapped positions in sorted order, 3N, and the cell multiples that wrapping took away, 3N. */
  readonly wrapped: Float64Array;
  readonly wraps: Int32Array;
  /** Squared distances below `surely` are inside and above `perhaps` outside, whatever the rounding; between them the exact formula decides. */
  readonly surely: number;
  readonly perhaps: number;
}

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
    wrapped,
    wraps,
    surely: Math.max(0, cutoffAngstrom - doubt) ** 2,
    perhaps: (cutoffAngstrom + doubt) ** 2,
    search,
    rectangular: isRectangular(directions),
  };
}
