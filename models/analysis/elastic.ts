// Elastic constants of a crystal under any potential, from the stresses of small strains.

import { buildFastList } from "../kernels/atoms/kernel-neighbour-list.ts";
import { solveLinearSystem } from "../linear-algebra/linear-system.ts";
import type { Potential } from "../potentials/potential.ts";
import type { Structure } from "../structure/structure.ts";
import { gigapascalPerElectronvoltPerAngstrom3 } from "../structure/units.ts";
import { relaxed as relaxedStructure } from "./relaxed.ts";
import { runThrough, type Stepwise, within } from "./stepwise.ts";

export interface ElasticOptions {
  /** Strain either way; default 5e-4: the stress's third order then adds some 1e-6 of the constant. */
  readonly strain?: number;
  /** Whether atoms relax inside of the strained cell; default true. Clamped atoms give the constants without internal strain. */
  readonly relaxed?: boolean;
  /** Largest force left, eV/angstrom; default 1e-8: small beside the forces that the strain makes (some 1e-3). */
  readonly forceTolerance?: number;
}

export interface ElasticConstants {
  /** C_ij, GPa, 6 by 6 row by row, Voigt order xx yy zz yz xz xy, engineering shear strains, made symmetric. */
  readonly constants: Float64Array;
  /** Largest |C_ij - C_ji| before that, GPa: an error estimate (and a sign of stress in the structure). */
  readonly asymmetry: number;
  /** Stress of the structure as it came, GPa, Voigt; the constants are those of a stress-free crystal only where it is small. */
  readonly stress: Float64Array;
  readonly voigt: ElasticModuli;
  /** Undefined where the constants cannot be inverted. */
  readonly reuss: ElasticModuli | undefined;
}

/** Of a polycrystal, GPa. */
export interface ElasticModuli {
  readonly bulk: number;
  readonly shear: number;
}

/** @throws RangeError for a structure that is not fully periodic or whose atoms do not relax */
export function elasticConstants(structure: Structure, potential: Potential, options: ElasticOptions = {}): ElasticConstants {
  return runThrough(elasticConstantsSteps(structure, potential, options));
}

/** The same in pieces. */
export function* elasticConstantsSteps(
  structure: Structure,
  potential: Potential,
  options: ElasticOptions = {},
): Stepwise<ElasticConstants> {
  const { strain = 5e-4, relaxed = true, forceTolerance = 1e-8 } = options;
  if (!structure.periodic.every(Boolean))
    throw new RangeError("Elastic constants need a structure that is periodic in all three directions.");
  if (!(strain > 0 && strain < 0.1)) throw new RangeError(`The strain must lie between 0 and 0.1, not ${strain}.`);
  function* rest(of: Structure, done: number): Stepwise<Structure> {
    return relaxed ? yield* within(relaxedStructure(of, potential, forceTolerance), done / 13, (done + 1) / 13) : of;
  }
  const start = yield* rest(structure, 0);
  const raw = new Float64Array(36);
  for (let j = 0; j < 6; j++) {
    const plus = stressOf(yield* rest(strained(start, j, strain), 2 * j + 1), potential);
    const minus = stressOf(yield* rest(strained(start, j, -strain), 2 * j + 2), potential);
    for (let i = 0; i < 6; i++) raw[6 * i + j] = (plus[i]! - minus[i]!) / (2 * strain);
    yield (2 * j + 3) / 13;
  }
  const constants = raw.map((value, k) => 0.5 * (value + raw[6 * (k % 6) + Math.floor(k / 6)]!));
  const asymmetry = raw.reduce((largest, value, k) => Math.max(largest, Math.abs(value - raw[6 * (k % 6) + Math.floor(k / 6)]!)), 0);
  return { constants, asymmetry, stress: stressOf(start, potential), voigt: voigtModuli(constants), reuss: reussModuli(constants) };
}

/** Cell and atoms under one Voigt strain (engineering shear), as a symmetric deformation without rotation. */
export function strained(structure: Structure, voigt: number, amount: number): Structure {
  const [row, column] = (
    [
      [0, 0],
      [1, 1],
      [2, 2],
      [1, 2],
      [0, 2],
      [0, 1],
    ] as const
  )[voigt]!;
  const part = row === column ? amount : amount / 2;
  const deform = (rows: Float64Array): Float64Array => {
    const result = rows.slice();
    for (let p = 0; p < rows.length; p += 3) {
      result[p + row]! += part * rows[p + column]!;
      if (row !== column) result[p + column]! += part * rows[p + row]!;
    }
    return result;
  };
  return { ...structure, positions: deform(structure.positions), cell: deform(structure.cell) };
}

function stressOf(structure: Structure, potential: Potential): Float64Array {
  const { stress } = potential.evaluate(structure, buildFastList(structure, potential.cutoffAngstrom));
  return stress.map((value) => value * gigapascalPerElectronvoltPerAngstrom3);
}

/** Equal strain in all grains (Voigt 1928). */
function voigtModuli(c: Float64Array): ElasticModuli {
  const diagonal = c[0]! + c[7]! + c[14]!;
  const off = c[1]! + c[2]! + c[8]!;
  return { bulk: (diagonal + 2 * off) / 9, shear: (diagonal - off + 3 * (c[21]! + c[28]! + c[35]!)) / 15 };
}

/** Equal stress in all grains (Reuss 1929), from the compliances. */
function reussModuli(c: Float64Array): ElasticModuli | undefined {
  const columns = Array.from({ length: 6 }, (_, k) =>
    solveLinearSystem(
      c,
      Float64Array.from({ length: 6 }, (_, i) => Number(i === k)),
    ),
  );
  const s = (i: number, j: number): number => columns[j]?.[i] ?? Number.NaN;
  const diagonal = s(0, 0) + s(1, 1) + s(2, 2);
  const off = s(0, 1) + s(0, 2) + s(1, 2);
  const shear = 15 / (4 * diagonal - 4 * off + 3 * (s(3, 3) + s(4, 4) + s(5, 5)));
  return Number.isFinite(shear) ? { bulk: 1 / (diagonal + 2 * off), shear } : undefined;
}
