// Messages of the i-PI protocol (ipi-code.org): 12 characters of a name, then numbers in atomic units, little-endian.
// Cells travel as matrices whose columns are the vectors; the virial is minus volume times stress.
import { cellVolume, invertCell, transposed } from "@adatom/models/structure/cell.ts";
import type { Reference, Structure } from "@adatom/models/structure/structure.ts";
import { bohrAngstrom, hartreeElectronvolt } from "@adatom/models/structure/units.ts";

export const headerLength = 12;
const forceUnit = hartreeElectronvolt / bohrAngstrom;
/** What no real message exceeds: a count beyond is a wrong protocol, not a larger system. */
export const mostAtoms = 100_000_000;

export function header(name: string): Buffer {
  return Buffer.from(name.padEnd(headerLength), "ascii");
}

export function headerName(bytes: Buffer): string {
  return bytes.toString("ascii").trim();
}

function doubles(values: ArrayLike<number>, factor = 1): Buffer {
  const bytes = Buffer.alloc(8 * values.length);
  for (let k = 0; k < values.length; k++) bytes.writeDoubleLE(values[k]! * factor, 8 * k);
  return bytes;
}

export function readDoubles(bytes: Buffer, factor = 1): Float64Array {
  return Float64Array.from({ length: bytes.length / 8 }, (_, k) => bytes.readDoubleLE(8 * k) * factor);
}

function integer(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

/** A cell for programs that know no other: far larger than anything, where the structure has none. */
const hugeBohr = 1000;

/** POSDATA: cell, its inverse, count, positions. */
export function positionData({ positions, cell }: Structure): Buffer {
  const inverse = invertCell(cell);
  const bohrCell = inverse
    ? transposed(cell).map((value) => value / bohrAngstrom)
    : Float64Array.of(hugeBohr, 0, 0, 0, hugeBohr, 0, 0, 0, hugeBohr);
  const bohrInverse = inverse
    ? transposed(inverse).map((value) => value * bohrAngstrom)
    : Float64Array.of(1 / hugeBohr, 0, 0, 0, 1 / hugeBohr, 0, 0, 0, 1 / hugeBohr);
  const count = integer(positions.length / 3);
  return Buffer.concat([header("POSDATA"), doubles(bohrCell), doubles(bohrInverse), count, doubles(positions, 1 / bohrAngstrom)]);
}

/** INIT: bead 0 and a word that programs ignore. */
export function initialisation(): Buffer {
  return Buffer.concat([header("INIT"), integer(0), integer(1), Buffer.from(" ")]);
}

/** FORCEREADY: energy, forces, virial, and a word, since some programs take no bytes for the end of the connection. */
export function forceData({ energy = 0, forces = new Float64Array(0), stress }: Reference, cell: Float64Array): Buffer {
  const volume = cellVolume(cell);
  const [xx = 0, yy = 0, zz = 0, yz = 0, xz = 0, xy = 0] = (stress ?? []) as ArrayLike<number> & Iterable<number>;
  const virial = [xx, xy, xz, xy, yy, yz, xz, yz, zz].map((value) => (-value * volume) / hartreeElectronvolt);
  return Buffer.concat([
    header("FORCEREADY"),
    doubles([energy / hartreeElectronvolt]),
    integer(forces.length / 3),
    doubles(forces, 1 / forceUnit),
    doubles(virial),
    integer(1),
    Buffer.from(" "),
  ]);
}

/** Energy, forces and stress of what follows FORCEREADY: 8 bytes, count, 24 bytes an atom, 72 bytes. */
export function referenceOf(energy: Buffer, forces: Buffer, virial: Buffer, cell: Float64Array): Reference {
  const volume = cellVolume(cell);
  const v = readDoubles(virial, -hartreeElectronvolt / (volume || 1));
  // LAMMPS fills one triangle and leaves the other at zero.
  const upperOnly = v[3] === 0 && v[6] === 0 && v[7] === 0;
  const lowerOnly = v[1] === 0 && v[2] === 0 && v[5] === 0;
  const mean = (a: number, b: number): number => (upperOnly || lowerOnly ? v[a]! + v[b]! : (v[a]! + v[b]!) / 2);
  const stress = Float64Array.of(v[0]!, v[4]!, v[8]!, mean(5, 7), mean(2, 6), mean(1, 3));
  return {
    energy: readDoubles(energy, hartreeElectronvolt)[0]!,
    forces: readDoubles(forces, forceUnit),
    ...(volume > 0 && { stress }),
  };
}

/** Cell (rows are vectors, angstrom) of POSDATA's first matrix. */
export function cellOf(bytes: Buffer): Float64Array {
  return transposed(readDoubles(bytes, bohrAngstrom));
}
