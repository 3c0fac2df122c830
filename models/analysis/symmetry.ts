// Space group, Wyckoff positions and standard cells, by moyo (K. Shinohara; spglib's successor). The module itself is
// WebAssembly that its host must load: whoever calls hands it over.
import { cartesianToFractional, fractionalToCartesian, isDegenerate } from "../structure/cell.ts";
import type { Structure } from "../structure/structure.ts";

/** moyo's cell; positions are fractional. */
interface MoyoCell {
  readonly lattice: { readonly basis: readonly number[] };
  readonly positions: readonly (readonly number[])[];
  readonly numbers: readonly number[];
}

/** What is used of moyo's answer. */
interface MoyoDataset {
  readonly number: number;
  readonly hall_number: number;
  readonly hm_symbol: string;
  readonly pearson_symbol: string;
  readonly operations: readonly unknown[];
  readonly orbits: readonly number[];
  readonly wyckoffs: readonly string[];
  readonly site_symmetry_symbols: readonly string[];
  readonly std_cell: MoyoCell;
  readonly prim_std_cell: MoyoCell;
}

/** The part of the loaded package @spglib/moyo-wasm that is needed. */
export interface MoyoModule {
  analyze_cell(cellJson: string, symprec: number, setting: string): MoyoDataset;
  space_group_type(number: number): { readonly crystal_system: string; readonly geometric_crystal_class: string };
}

export interface Symmetry {
  /** 1 to 230. */
  readonly spaceGroupNumber: number;
  /** Hermann-Mauguin, short, such as "F d -3 m". */
  readonly spaceGroupSymbol: string;
  readonly hallNumber: number;
  readonly crystalSystem: string;
  readonly pointGroup: string;
  readonly pearsonSymbol: string;
  /** Symmetry operations of the cell given, centring translations included. */
  readonly operations: number;
  /** For every atom: the first atom that symmetry takes it to, its Wyckoff letter and site symmetry. */
  readonly equivalentAtom: Int32Array;
  readonly wyckoffLetters: readonly string[];
  readonly siteSymmetries: readonly string[];
  /** Conventional and primitive standard cells, spglib's setting. */
  readonly standardCell: Structure;
  readonly primitiveCell: Structure;
  /** Tolerance, angstrom. */
  readonly toleranceAngstrom: number;
}

/**
 * Symmetry of a fully periodic structure; atoms may be off by the tolerance (default 1e-3 angstrom; files with three decimals need 1e-2).
 * @throws RangeError where there is no full cell or moyo finds the structure unfit (atoms on top of each other, say)
 */
export function findSymmetry(moyo: MoyoModule, structure: Structure, toleranceAngstrom = 1e-3): Symmetry {
  const { cell, positions, atomicNumbers, periodic } = structure;
  if (!periodic.every(Boolean) || isDegenerate(cell))
    throw new RangeError("Space groups belong to structures that are periodic in all three directions.");
  if (!(toleranceAngstrom > 0)) throw new RangeError(`The tolerance must be a length in angstrom, not ${toleranceAngstrom}.`);
  const fractional = cartesianToFractional(positions, cell)!;
  const input: MoyoCell = {
    lattice: { basis: [...cell] },
    positions: Array.from(atomicNumbers, (_, i) => [...fractional.subarray(3 * i, 3 * i + 3)]),
    numbers: [...atomicNumbers],
  };
  let found: MoyoDataset;
  try {
    found = moyo.analyze_cell(JSON.stringify(input), toleranceAngstrom, "Spglib");
  } catch (error) {
    throw new RangeError(
      `No symmetry could be found within ${toleranceAngstrom} angstrom (${error instanceof Error ? error.message : String(error)}). Atoms on top of each other, or a tolerance near the distance of atoms, do this.`,
    );
  }
  const group = moyo.space_group_type(found.number);
  return {
    spaceGroupNumber: found.number,
    spaceGroupSymbol: found.hm_symbol,
    hallNumber: found.hall_number,
    crystalSystem: group.crystal_system.toLowerCase(),
    pointGroup: group.geometric_crystal_class,
    pearsonSymbol: found.pearson_symbol,
    operations: found.operations.length,
    equivalentAtom: Int32Array.from(found.orbits),
    wyckoffLetters: found.wyckoffs,
    siteSymmetries: found.site_symmetry_symbols,
    standardCell: structureOf(found.std_cell),
    primitiveCell: structureOf(found.prim_std_cell),
    toleranceAngstrom,
  };
}

function structureOf({ lattice, positions, numbers }: MoyoCell): Structure {
  const cell = Float64Array.from(lattice.basis);
  return {
    cell,
    positions: fractionalToCartesian(Float64Array.from(positions.flat()), cell),
    atomicNumbers: Uint8Array.from(numbers),
    periodic: [true, true, true],
  };
}
