// Constant pressure: the cell as a massive piston with its own Nose-Hoover chain, isotropic or with all six strains free.
// G. J. Martyna, D. J. Tobias and M. L. Klein, J. Chem. Phys. 101, 4177 (1994); reversible splitting in the manner of
// M. E. Tuckerman et al., J. Phys. A 39, 5629 (2006). The strain rate is kept symmetric, so that the cell never turns.
//   dr/dt = v + r W      dh/dt = h W      dv/dt = F/m - v (W + tr W / freedom) - friction v
//   M dW/dt = V (P - Pext) + (sum m v^2 / freedom) 1 - friction W,   M = (freedom + 3) k T time^2 / 3
// One code serves both: under isotropic pressure the right-hand side is replaced by its mean times 1.

import { boltzmannElectronvoltPerKelvin } from "../structure/units.ts";
import { exponential, multiply, transformRows } from "./matrix3.ts";
import type { Motion } from "./motion.ts";
import { type ChainState, NoseHooverChain } from "./nose-hoover-chain.ts";

export interface BarostatState {
  /** W, 1/fs, nine numbers. */
  readonly strainRate: readonly number[];
  readonly chain: ChainState;
}

export class Barostat {
  private readonly isotropic: boolean;
  /** M, eV fs^2 */
  private readonly inertia: number;
  private readonly strainRate: Float64Array;
  private readonly chain: NoseHooverChain;

  constructor(isotropic: boolean, freedom: number, highestKelvin: number, timeFs: number, state?: BarostatState) {
    this.isotropic = isotropic;
    this.inertia = ((freedom + 3) * boltzmannElectronvoltPerKelvin * highestKelvin * timeFs * timeFs) / 3;
    this.strainRate = state ? Float64Array.from(state.strainRate) : new Float64Array(9);
    this.chain = new NoseHooverChain(isotropic ? 1 : 6, highestKelvin, timeFs, state?.chain);
  }

  /** Kinetic energy of the cell and all of its chain, eV; pressure times volume is the caller's to add. */
  energy(): number {
    return this.kineticEnergy() + this.chain.energy();
  }

  state(): BarostatState {
    return { strainRate: [...this.strainRate], chain: this.chain.state() };
  }

  /** Its thermostat over a time. */
  exchange(timeFs: number, temperatureKelvin: number): void {
    const scale = this.chain.act(timeFs, this.kineticEnergy(), temperatureKelvin);
    for (let p = 0; p < 9; p++) this.strainRate[p]! *= scale;
  }

  /** The strain rate over a time under the difference of pressures (eV/angstrom^3 outside). */
  push(motion: Motion, timeFs: number, pressure: number): void {
    const drive = motion.pressureVolume();
    const extra = (2 * motion.kineticEnergy()) / motion.freedom - pressure * motion.volume();
    for (let p = 0; p < 9; p += 4) drive[p]! += extra;
    const factor = timeFs / this.inertia;
    if (this.isotropic) {
      const mean = (drive[0]! + drive[4]! + drive[8]!) / 3;
      for (let p = 0; p < 9; p += 4) this.strainRate[p]! += factor * mean;
    } else for (let p = 0; p < 9; p++) this.strainRate[p]! += factor * 0.5 * (drive[p]! + drive[transposed[p]!]!);
  }

  /** Velocities over a time under the forces and the cell's motion: half of that, the kick, the other half. */
  kick(motion: Motion, timeFs: number): void {
    const rate = this.strainRate;
    const trace = (rate[0]! + rate[4]! + rate[8]!) / motion.freedom;
    const half = exponential(rate.map((value, p) => -0.5 * timeFs * (value + (p % 4 === 0 ? trace : 0))));
    transformRows(motion.speed, half);
    motion.kick(timeFs);
    transformRows(motion.speed, half);
  }

  /** Positions and cell over a time: half of the strain, the drift, the other half. */
  drift(motion: Motion, timeFs: number): void {
    const { positions, cell } = motion.moving;
    const half = exponential(this.strainRate.map((value) => 0.5 * timeFs * value));
    transformRows(positions, half);
    motion.drift(timeFs);
    transformRows(positions, half);
    transformRows(cell, multiply(half, half));
  }

  private kineticEnergy(): number {
    return 0.5 * this.inertia * this.strainRate.reduce((sum, value) => sum + value * value, 0);
  }
}

const transposed = [0, 3, 6, 1, 4, 7, 2, 5, 8] as const;
