// A structure: atoms in space, perhaps in a periodic cell, perhaps with reference results beside them.
// A plain struct of typed arrays; nothing here computes.

/** What a calculation (usually DFT) or a file says of a structure. Absent fields are unknown, never zero. */
export interface Reference {
  /** Total energy, eV. */
  readonly energy?: number;
  /** Forces, eV/angstrom, 3N, row by atom. */
  readonly forces?: Float64Array;
  /** Stress, eV/angstrom^3, Voigt order xx yy zz yz xz xy, sign of ASE: positive under tension, dE/dstrain / V. */
  readonly stress?: Float64Array;
}

export interface Structure {
  /** Cartesian positions, angstrom, 3N, row by atom. */
  readonly positions: Float64Array;
  /** Cell vectors, angstrom, 9, rows are vectors; all zero where there is no cell. */
  readonly cell: Float64Array;
  /** Atomic number of every atom, N; 0 is an element that could not be read. */
  readonly atomicNumbers: Uint8Array;
  /** Whether the structure repeats along each cell vector. A direction without a cell vector never repeats. */
  readonly periodic: readonly [boolean, boolean, boolean];
  readonly reference?: Reference;
  /** Name, comment, group and other key=value pairs of the file, kept as read. */
  readonly info?: Readonly<Record<string, string | number | boolean>>;
}

export function atomCount(structure: Structure): number {
  return structure.atomicNumbers.length;
}
