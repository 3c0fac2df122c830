// Energies of a structure at several volumes around its own, its shape kept and its atoms relaxed, and the equations of state
// that they give.

import { buildFastList } from "../kernels/atoms/kernel-neighbour-list.ts";
import type { Potential } from "../potentials/potential.ts";
import { cellVolume } from "../structure/cell.ts";
import type { Structure } from "../structure/structure.ts";
import { type EquationOfState, fitEquationOfState } from "./equation-of-state.ts";
import { relaxed as relaxedStructure } from "./relaxed.ts";
import { runThrough, type Stepwise, within } from "./stepwise.ts";

export interface EnergyVolumeOptions {
  /** Largest linear strain either way; default 0.02. */
  readonly strain?: number;
  /** Volumes, evenly spread in linear strain; default 9. */
  readonly points?: number;
  /** Whether atoms relax in each cell; default true. */
  readonly relaxed?: boolean;
  /** Largest force left, eV/angstrom; default 1e-4: its error in the energy is of second order. */
  readonly forceTolerance?: number;
}

export interface EnergyVolume {
  /** Of the whole structure, angstrom^3 and eV. */
  readonly volumes: Float64Array;
  readonly energies: Float64Array;
  readonly birchMurnaghan: EquationOfState;
  readonly vinet: EquationOfState;
}

/** @throws RangeError for a structure that is not fully periodic, atoms that do not relax, or volumes that enclose no minimum */
export function energyVolume(structure: Structure, potential: Potential, options: EnergyVolumeOptions = {}): EnergyVolume {
  return runThrough(energyVolumeSteps(structure, potential, options));
}

/** The same in pieces. */
export function* energyVolumeSteps(structure: Structure, potential: Potential, options: EnergyVolumeOptions = {}): Stepwise<EnergyVolume> {
  const { strain = 0.02, points = 9, relaxed = true, forceTolerance = 1e-4 } = options;
  if (!structure.periodic.every(Boolean))
    throw new RangeError("An equation of state needs a structure that is periodic in all three directions.");
  if (!(strain > 0 && strain < 0.3)) throw new RangeError(`The strain must lie between 0 and 0.3, not ${strain}.`);
  if (!(Number.isInteger(points) && points >= 5)) throw new RangeError(`An equation of state needs five volumes at least, not ${points}.`);
  const [volumes, energies] = [new Float64Array(points), new Float64Array(points)];
  for (let k = 0; k < points; k++) {
    const scale = 1 + strain * ((2 * k) / (points - 1) - 1);
    const scaled = { ...structure, positions: structure.positions.map((x) => x * scale), cell: structure.cell.map((x) => x * scale) };
    const rest = relaxed ? yield* within(relaxedStructure(scaled, potential, forceTolerance), k / points, (k + 1) / points) : scaled;
    volumes[k] = cellVolume(rest.cell);
    energies[k] = potential.evaluate(rest, buildFastList(rest, potential.cutoffAngstrom)).energy;
    yield (k + 1) / points;
  }
  return {
    volumes,
    energies,
    birchMurnaghan: fitEquationOfState(volumes, energies, "birch-murnaghan"),
    vinet: fitEquationOfState(volumes, energies, "vinet"),
  };
}
