// What a minimiser walks on: coordinates with forces on them; here atoms alone, or atoms and their cell.
// The cell: x = x0 F and cell = cell0 F with F = 1 + D symmetric, so that nothing turns; E. B. Tadmor et al.,
// Phys. Rev. B 59, 235 (1999), as ASE's UnitCellFilter. D counts times sqrt(N) angstrom, which makes it about as stiff
// as a bond whatever the size of the cell.
import { cellVolume, invertCell, transposed } from "../structure/cell.ts";
import { gigapascalPerElectronvoltPerAngstrom3, gigapascalToElectronvoltPerAngstrom3 } from "../structure/units.ts";
import { fixedMask } from "./check-options.ts";
import type { RelaxationOptions, Snapshot } from "./dynamics.ts";
import { multiply, transformRows } from "./matrix3.ts";
import { voigtOfTensor } from "./motion.ts";
import { float64, type MovingStructure } from "./moving-structure.ts";

/** Coordinates in angstrom, in threes, and the forces on them, which need not come from an energy. */
export interface ForceField {
  readonly coordinates: Float64Array;
  readonly forces: Float64Array;
  /** Brings the forces up to date with coordinates that were changed. */
  evaluate(): void;
}

/** Forces that are minus the gradient of an energy. */
export interface Landscape extends ForceField {
  /** What falls: energy, or enthalpy where the cell moves; eV. */
  readonly height: number;
  /** Largest force on an atom, eV/angstrom. */
  maximumForce(): number;
  /** Where the cell moves: largest stress beyond the pressure outside, GPa. */
  maximumStressGPa(): number | undefined;
  snapshot(): Snapshot;
}

export function createLandscape(moving: MovingStructure, options: RelaxationOptions, snapshot?: Snapshot): Landscape {
  const { cell = "none", pressureGPa = 0, fixedAtoms } = options;
  return cell === "none"
    ? new AtomLandscape(moving, fixedMask(fixedAtoms, moving.positions.length / 3))
    : new CellLandscape(moving, cell === "isotropic", gigapascalToElectronvoltPerAngstrom3(pressureGPa), snapshot);
}

/** Largest of vectors in threes. */
export function longest(vectors: Float64Array, end = vectors.length): number {
  let largest = 0;
  for (let p = 0; p < end; p += 3) largest = Math.max(largest, vectors[p]! ** 2 + vectors[p + 1]! ** 2 + vectors[p + 2]! ** 2);
  return Math.sqrt(largest);
}

class AtomLandscape implements Landscape {
  readonly coordinates: Float64Array;
  readonly forces: Float64Array;
  private readonly moving: MovingStructure;
  private readonly fixed: Uint8Array | null;

  constructor(moving: MovingStructure, fixed: Uint8Array | null) {
    this.moving = moving;
    this.fixed = fixed;
    this.coordinates = moving.positions;
    this.forces = new Float64Array(moving.positions.length);
    this.takeForces();
  }

  get height(): number {
    return this.moving.evaluation.energy;
  }

  evaluate(): void {
    this.moving.evaluate();
    this.takeForces();
  }

  maximumForce(): number {
    return longest(this.forces);
  }

  maximumStressGPa(): undefined {
    return undefined;
  }

  snapshot(): Snapshot {
    return { arrays: {}, json: {} };
  }

  private takeForces(): void {
    const { forces, fixed } = this;
    forces.set(this.moving.evaluation.forces);
    if (fixed) for (let i = 0; i < fixed.length; i++) if (fixed[i] === 1) forces.fill(0, 3 * i, 3 * i + 3);
  }
}

class CellLandscape implements Landscape {
  /** Undeformed positions x0, then D sqrt(N). */
  readonly coordinates: Float64Array;
  readonly forces: Float64Array;
  private readonly moving: MovingStructure;
  private readonly isotropic: boolean;
  /** eV/angstrom^3 */
  private readonly pressure: number;
  private readonly firstCell: Float64Array;
  private readonly scale: number;

  constructor(moving: MovingStructure, isotropic: boolean, pressure: number, snapshot?: Snapshot) {
    const count = moving.positions.length;
    this.moving = moving;
    this.isotropic = isotropic;
    this.pressure = pressure;
    this.scale = Math.sqrt(count / 3);
    this.firstCell = snapshot ? float64(snapshot, "firstCell").slice() : moving.cell.slice();
    this.coordinates = snapshot ? float64(snapshot, "coordinates").slice() : new Float64Array(count + 9);
    if (!snapshot) this.coordinates.set(moving.positions);
    this.forces = new Float64Array(count + 9);
    this.takeForces(this.deformation());
  }

  get height(): number {
    return this.moving.evaluation.energy + this.pressure * cellVolume(this.moving.cell);
  }

  evaluate(): void {
    const { moving, coordinates } = this;
    const deformation = this.deformation();
    moving.positions.set(coordinates.subarray(0, moving.positions.length));
    moving.cell.set(this.firstCell);
    transformRows(moving.positions, deformation);
    transformRows(moving.cell, deformation);
    moving.evaluate();
    this.takeForces(deformation);
  }

  maximumForce(): number {
    return longest(this.moving.evaluation.forces);
  }

  maximumStressGPa(): number {
    return gigapascalPerElectronvoltPerAngstrom3 * this.excess().reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  }

  snapshot(): Snapshot {
    return { arrays: { coordinates: this.coordinates.slice(), firstCell: this.firstCell.slice() }, json: {} };
  }

  private deformation(): Float64Array {
    const result = this.coordinates.slice(-9).map((value) => value / this.scale);
    for (let p = 0; p < 9; p += 4) result[p]! += 1;
    return result;
  }

  /** Stress plus pressure, eV/angstrom^3, as far as the cell may answer it. */
  private excess(): Float64Array {
    const { stress } = this.moving.evaluation;
    const tensor = Float64Array.from(voigtOfTensor, (v, p) => stress[v]! + (p % 4 === 0 ? this.pressure : 0));
    const mean = (tensor[0]! + tensor[4]! + tensor[8]!) / 3;
    return this.isotropic ? tensor.map((_, p) => (p % 4 === 0 ? mean : 0)) : tensor;
  }

  private takeForces(deformation: Float64Array): void {
    const { moving, forces, scale } = this;
    const count = moving.positions.length;
    forces.set(moving.evaluation.forces);
    transformRows(forces.subarray(0, count), transposed(deformation));
    // A strain F^-1 dF costs volume times excess stress, so dH/dF = F^-T (V excess); its symmetric part acts on D.
    const inverse = invertCell(deformation);
    if (!inverse) throw new RangeError("The cell collapsed while it was relaxed: relax the atoms first, or check the starting cell.");
    const slope = multiply(transposed(inverse), this.excess());
    const factor = -cellVolume(moving.cell) / scale;
    const mean = (slope[0]! + slope[4]! + slope[8]!) / 3;
    for (let a = 0; a < 3; a++) {
      for (let b = 0; b < 3; b++) {
        const symmetric = this.isotropic ? (a === b ? mean : 0) : 0.5 * (slope[3 * a + b]! + slope[3 * b + a]!);
        forces[count + 3 * a + b] = factor * symmetric;
      }
    }
  }
}
