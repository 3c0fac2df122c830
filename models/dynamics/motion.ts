// Atoms in motion: positions and velocities under a potential, and the moves that every integrator is made of.
import { driftInKernel, kickInKernel, scaleInKernel, workArray } from "../kernels/atoms/motion.ts";
import { cellVolume } from "../structure/cell.ts";
import { boltzmannElectronvoltPerKelvin, electronvoltPerAngstrom3ToGigapascal } from "../structure/units.ts";
import type { MovingStructure } from "./moving-structure.ts";
import { accelerationUnit, kineticEnergyOf, momentumFlow } from "./velocities.ts";

export class Motion {
  readonly moving: MovingStructure;
  /** amu, N */
  readonly masses: Float64Array;
  /** angstrom/fs, 3N; those of fixed atoms are zero and stay so. */
  readonly speed: Float64Array;
  /** 1 for atoms that never move, N; null where all may. */
  readonly fixed: Uint8Array | null;
  /** Freedoms that share the kinetic energy. */
  readonly freedom: number;

  constructor(moving: MovingStructure, masses: Float64Array, speed: Float64Array, fixed: Uint8Array | null, freedom: number) {
    this.moving = moving;
    this.masses = workArray(masses, masses.length);
    this.speed = workArray(speed, masses.length);
    this.fixed = fixed;
    this.freedom = freedom;
  }

  /** Velocities over a time under the present forces. */
  kick(timeFs: number): void {
    const { masses, speed, fixed } = this;
    const { forces } = this.moving.evaluation;
    if (!fixed && kickInKernel(speed, forces, masses, timeFs * accelerationUnit)) return;
    for (let i = 0; i < masses.length; i++) {
      if (fixed && fixed[i] === 1) continue;
      const factor = (timeFs * accelerationUnit) / masses[i]!;
      speed[3 * i]! += factor * forces[3 * i]!;
      speed[3 * i + 1]! += factor * forces[3 * i + 1]!;
      speed[3 * i + 2]! += factor * forces[3 * i + 2]!;
    }
  }

  /** Positions over a time at the present velocities. */
  drift(timeFs: number): void {
    const { speed } = this;
    const { positions } = this.moving;
    if (driftInKernel(positions, speed, timeFs)) return;
    for (let p = 0; p < positions.length; p++) positions[p]! += timeFs * speed[p]!;
  }

  scaleVelocities(factor: number): void {
    const { speed } = this;
    if (scaleInKernel(speed, factor)) return;
    for (let p = 0; p < speed.length; p++) speed[p]! *= factor;
  }

  /** eV */
  kineticEnergy(): number {
    return kineticEnergyOf(this.masses, this.speed);
  }

  temperatureKelvin(): number {
    return this.freedom > 0 ? (2 * this.kineticEnergy()) / (this.freedom * boltzmannElectronvoltPerKelvin) : 0;
  }

  volume(): number {
    return cellVolume(this.moving.cell);
  }

  /** Pressure tensor times volume, eV, 9 numbers: sum of m v v minus volume times stress. */
  pressureVolume(): Float64Array {
    const result = momentumFlow(this.masses, this.speed).map((sum) => sum / accelerationUnit);
    const volume = this.volume();
    const { stress } = this.moving.evaluation;
    for (let p = 0; p < 9; p++) result[p]! -= volume * stress[voigtOfTensor[p]!]!;
    return result;
  }

  /** GPa; undefined where there is no volume. */
  pressureGPa(): number | undefined {
    const volume = this.volume();
    if (!(volume > 0)) return undefined;
    const { stress } = this.moving.evaluation;
    const virial = -(stress[0]! + stress[1]! + stress[2]!) / 3;
    return electronvoltPerAngstrom3ToGigapascal(virial + (2 * this.kineticEnergy()) / (3 * volume));
  }
}

/** Place in Voigt order (xx yy zz yz xz xy) of each of the nine components of a symmetric tensor. */
export const voigtOfTensor = [0, 5, 4, 5, 1, 3, 4, 3, 2] as const;
