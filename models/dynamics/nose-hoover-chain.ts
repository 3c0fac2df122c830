// A Nose-Hoover chain: a friction that follows the kinetic energy, itself held by another, and so on, deterministic and
// canonical. G. J. Martyna, M. L. Klein and M. Tuckerman, J. Chem. Phys. 97, 2635 (1992); its time-reversible propagator
// with the fourth-order Suzuki-Yoshida weights of G. J. Martyna, M. E. Tuckerman, D. J. Tobias and M. L. Klein,
// Mol. Phys. 87, 1117 (1996).
import { boltzmannElectronvoltPerKelvin } from "../structure/units.ts";

const links = 3;
const outer = 1 / (2 - 2 ** (1 / 3));
const weights = [outer, 1 - 2 * outer, outer];

export interface ChainState {
  /** 1/fs, one a link. */
  readonly rates: readonly number[];
  /** What the chain has taken up as potential energy: the integral of freedom k T d(xi), eV. */
  readonly stored: number;
}

export class NoseHooverChain {
  private readonly freedom: number;
  /** Inertias, eV fs^2, one a link; constant, so that ramps of the temperature do no hidden work. */
  private readonly inertias: readonly number[];
  private readonly rates: number[];
  private stored: number;

  /**
   * @param freedom degrees of freedom that the chain acts on; with none it does nothing
   * @param highestKelvin highest temperature that will be asked for, which sets the inertias: freedom k T time^2 and k T time^2
   */
  constructor(freedom: number, highestKelvin: number, timeFs: number, state?: ChainState) {
    const one = boltzmannElectronvoltPerKelvin * highestKelvin * timeFs * timeFs;
    this.freedom = freedom;
    this.inertias = Array.from({ length: links }, (_, link) => (link === 0 ? freedom * one : one));
    this.rates = state ? [...state.rates] : new Array<number>(links).fill(0);
    this.stored = state?.stored ?? 0;
  }

  /** Kinetic plus potential energy of the chain, eV. */
  energy(): number {
    return this.inertias.reduce((sum, inertia, link) => sum + 0.5 * inertia * this.rates[link]! ** 2, this.stored);
  }

  /**
   * Moves the chain over a time.
   * @param kineticEnergy of what it acts on, eV
   * @returns factor for the velocities of what it acts on
   */
  act(timeFs: number, kineticEnergy: number, temperatureKelvin: number): number {
    if (this.freedom === 0) return 1;
    const { inertias, rates, freedom } = this;
    const thermal = boltzmannElectronvoltPerKelvin * temperatureKelvin;
    const last = links - 1;
    let scale = 1;
    const pull = (link: number): number =>
      link === 0
        ? (2 * kineticEnergy * scale * scale - freedom * thermal) / inertias[0]!
        : (inertias[link - 1]! * rates[link - 1]! ** 2 - thermal) / inertias[link]!;
    for (const weight of weights) {
      const time = weight * timeFs;
      rates[last]! += 0.5 * time * pull(last);
      for (let link = last - 1; link >= 0; link--) this.turn(link, time, pull);
      scale *= Math.exp(-time * rates[0]!);
      for (let link = 0; link < links; link++) this.stored += (link === 0 ? freedom : 1) * thermal * time * rates[link]!;
      for (let link = 0; link < last; link++) this.turn(link, time, pull);
      rates[last]! += 0.5 * time * pull(last);
    }
    return scale;
  }

  state(): ChainState {
    return { rates: [...this.rates], stored: this.stored };
  }

  /** Half the time of a link: a quarter of the next one's friction, the pull, a quarter of the friction. */
  private turn(link: number, time: number, pull: (link: number) => number): void {
    const { rates } = this;
    const friction = Math.exp(-0.25 * time * rates[link + 1]!);
    rates[link] = (rates[link]! * friction + 0.5 * time * pull(link)) * friction;
  }
}
