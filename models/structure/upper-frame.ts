// The turned frame that LAMMPS and i-PI ask for: the first cell vector along x, the second in the xy plane, right-handed.
import { cellDeterminant, isDegenerate, transposed } from "./cell.ts";
import type { Reference, Structure } from "./structure.ts";

export interface UpperFrame {
  /** The structure turned; itself where there is no cell of three vectors. */
  readonly structure: Structure;
  /** 3 by 3, rows: the turned frame's axes in the old one. Turned = matrix times old. */
  readonly axes: Float64Array;
}

const identity = (): Float64Array => Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);

/** A left-handed cell is turned and mirrored: energies do not change, and vectors come back the same way. */
export function toUpperFrame(structure: Structure): UpperFrame {
  const { cell, positions } = structure;
  const lies = cell[1] === 0 && cell[2] === 0 && cell[5] === 0 && cell[0]! > 0 && cell[4]! > 0 && cell[8]! > 0;
  if (isDegenerate(cell) || lies) return { structure, axes: identity() };
  const a = [cell[0]!, cell[1]!, cell[2]!] as const;
  const b = [cell[3]!, cell[4]!, cell[5]!] as const;
  const x = unit(a);
  const normal = unit(cross(a, b));
  const z = cellDeterminant(cell) < 0 ? scaled(normal, -1) : normal;
  const y = cross(normal, x);
  const axes = Float64Array.of(...x, ...y, ...z);
  const turned = timesRows(cell, axes);
  // What must be zero is zero to the bit.
  turned[1] = turned[2] = turned[5] = 0;
  return { structure: { ...structure, cell: turned, positions: timesRows(positions, axes) }, axes };
}

/** Forces (3N) and stress (Voigt) of the turned frame as they are in the old one. */
export function fromUpperFrame(reference: Reference, axes: Float64Array): Reference {
  const { energy, forces, stress } = reference;
  return {
    ...(energy !== undefined && { energy }),
    ...(forces && { forces: timesRows(forces, transposed(axes)) }),
    ...(stress && { stress: turnedBack(stress, axes) }),
  };
}

type Vector = readonly [number, number, number];
const scaled = (v: Vector, by: number): Vector => [v[0] * by, v[1] * by, v[2] * by];
const unit = (v: Vector): Vector => scaled(v, 1 / Math.hypot(...v));
const cross = (a: Vector, b: Vector): Vector => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];

/** Every row of three as a column vector times the matrix. */
function timesRows(rows: Float64Array, matrix: Float64Array): Float64Array {
  const result = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i += 3)
    for (let k = 0; k < 3; k++)
      result[i + k] = matrix[3 * k]! * rows[i]! + matrix[3 * k + 1]! * rows[i + 1]! + matrix[3 * k + 2]! * rows[i + 2]!;
  return result;
}

/** Transposed axes times the tensor times axes. */
function turnedBack([xx, yy, zz, yz, xz, xy]: ArrayLike<number> & Iterable<number>, axes: Float64Array): Float64Array {
  const tensor = Float64Array.of(xx!, xy!, xz!, xy!, yy!, yz!, xz!, yz!, zz!);
  const back = transposed(axes);
  const half = timesRows(tensor, back);
  const full = timesRows(transposed(half), back);
  return Float64Array.of(full[0]!, full[4]!, full[8]!, (full[5]! + full[7]!) / 2, (full[2]! + full[6]!) / 2, (full[1]! + full[3]!) / 2);
}
