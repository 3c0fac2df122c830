// Everything around the atoms of a run: thermostat and barostat of its ensemble, and one step with them.
// NVE is velocity Verlet. Langevin is BAOAB: a kick, half a drift, the exact bath, half a drift, a kick (B. Leimkuhler and
// C. Matthews, Appl. Math. Res. Express 2013, 34), chosen because its configurations are sampled to higher order in the time
// step than those of other splittings, and because with zero friction it is velocity Verlet. Nose-Hoover chains stand
// symmetrically about a Verlet step, velocities are rescaled after one.
import { Barostat, type BarostatState } from "./barostat.ts";
import type { MolecularDynamicsOptions } from "./dynamics.ts";
import { exchangeWithBath } from "./langevin.ts";
import type { Motion } from "./motion.ts";
import { type ChainState, NoseHooverChain } from "./nose-hoover-chain.ts";
import type { Random } from "./random.ts";
import { berendsenFactor, bussiFactor } from "./rescaling.ts";
import type { Conditions, Schedule } from "./schedule.ts";

/** Plain JSON: with the velocities and the random stream, all there is to go on from. */
export interface BathState {
  /** What came from outside so far and is kept nowhere, eV: heat of stochastic baths, work of ramps. */
  readonly heat: number;
  readonly chain?: ChainState;
  readonly barostat?: BarostatState;
  /** Pressure outside during the last step, eV/angstrom^3. */
  readonly pressure: number;
}

export class Bath {
  private readonly options: MolecularDynamicsOptions;
  private readonly motion: Motion;
  private readonly random: Random;
  private readonly chain: NoseHooverChain | null;
  private readonly barostat: Barostat | null;
  private heat: number;
  private pressure: number;

  constructor(options: MolecularDynamicsOptions, schedule: Schedule, motion: Motion, random: Random, state?: BathState) {
    const { ensemble, thermostatTimeFs = 100 * options.timestepFs, barostatTimeFs = 1000 * options.timestepFs } = options;
    const constantPressure = ensemble === "npt" || ensemble === "npt-isotropic";
    const { freedom } = motion;
    const { highestKelvin } = schedule;
    this.options = options;
    this.motion = motion;
    this.random = random;
    this.heat = state?.heat ?? 0;
    this.pressure = state?.pressure ?? schedule.at(0).pressure;
    this.chain =
      constantPressure || ensemble === "nvt-nose-hoover"
        ? new NoseHooverChain(freedom, highestKelvin, thermostatTimeFs, state?.chain)
        : null;
    this.barostat = constantPressure
      ? new Barostat(ensemble === "npt-isotropic", freedom, highestKelvin, barostatTimeFs, state?.barostat)
      : null;
  }

  state(): BathState {
    const { heat, pressure, chain, barostat } = this;
    return { heat, pressure, ...(chain && { chain: chain.state() }), ...(barostat && { barostat: barostat.state() }) };
  }

  /** What to add to the energy of the atoms for a quantity that stays constant, eV. */
  energy(): number {
    const { heat, chain, barostat, pressure } = this;
    return -heat + (chain?.energy() ?? 0) + (barostat ? barostat.energy() + pressure * this.motion.volume() : 0);
  }

  /** Counts kinetic energy that was added (or, negative, taken) from outside, eV. */
  addHeat(heat: number): void {
    this.heat += heat;
  }

  /** One step: atoms, and cell where it moves; forces are those of the new positions afterwards. */
  step(conditions: Conditions): void {
    if (this.barostat) this.stepUnderPressure(conditions, this.barostat);
    else this.stepAtVolume(conditions);
  }

  private stepAtVolume(conditions: Conditions): void {
    const { motion } = this;
    const { timestepFs, temperatureKelvin } = conditions;
    if (this.chain) this.exchangeWithChain(0.5 * timestepFs, temperatureKelvin);
    motion.kick(0.5 * timestepFs);
    if (this.options.ensemble === "nvt-langevin") {
      motion.drift(0.5 * timestepFs);
      this.heat += exchangeWithBath(motion, timestepFs, this.options.frictionPerFs!, temperatureKelvin, this.random);
      motion.drift(0.5 * timestepFs);
    } else motion.drift(timestepFs);
    motion.moving.evaluate();
    motion.kick(0.5 * timestepFs);
    if (this.chain) this.exchangeWithChain(0.5 * timestepFs, temperatureKelvin);
    else this.rescale(conditions);
  }

  private stepUnderPressure({ timestepFs, temperatureKelvin, pressure }: Conditions, barostat: Barostat): void {
    const { motion } = this;
    const half = 0.5 * timestepFs;
    // A pressure that is raised from outside stores work in the volume.
    this.heat += (pressure - this.pressure) * motion.volume();
    this.pressure = pressure;
    barostat.exchange(half, temperatureKelvin);
    this.exchangeWithChain(half, temperatureKelvin);
    barostat.push(motion, half, pressure);
    barostat.kick(motion, half);
    barostat.drift(motion, timestepFs);
    motion.moving.evaluate();
    barostat.kick(motion, half);
    barostat.push(motion, half, pressure);
    this.exchangeWithChain(half, temperatureKelvin);
    barostat.exchange(half, temperatureKelvin);
  }

  private exchangeWithChain(timeFs: number, temperatureKelvin: number): void {
    this.motion.scaleVelocities(this.chain!.act(timeFs, this.motion.kineticEnergy(), temperatureKelvin));
  }

  private rescale({ timestepFs, temperatureKelvin }: Conditions): void {
    const { motion, options } = this;
    if (options.ensemble !== "nvt-bussi" && options.ensemble !== "nvt-berendsen") return;
    const share = timestepFs / (options.thermostatTimeFs ?? 100 * options.timestepFs);
    const before = motion.kineticEnergy();
    const factor =
      options.ensemble === "nvt-bussi"
        ? bussiFactor(before, motion.freedom, temperatureKelvin, share, this.random)
        : berendsenFactor(motion.temperatureKelvin(), temperatureKelvin, share);
    motion.scaleVelocities(factor);
    this.heat += before * (factor * factor - 1);
  }
}
