// Molecular dynamics at constant volume: velocity Verlet (NVE), and Langevin dynamics in the BAOAB splitting (NVT).
// B. Leimkuhler and C. Matthews, Appl. Math. Res. Express 2013, 34: a kick, half a drift, the exact Ornstein-Uhlenbeck
// step, half a drift, a kick. Chosen because its configurations are sampled to higher order in the time step than
// those of other splittings, and because with zero friction it is velocity Verlet.
import type { Potential } from "../potentials/potential.ts";
import { atomicMass, symbolOf } from "../structure/elements.ts";
import type { Structure } from "../structure/structure.ts";
import { boltzmannElectronvoltPerKelvin } from "../structure/units.ts";
import type { MolecularDynamicsOptions, MolecularDynamicsRun, Snapshot, ThermoSample } from "./dynamics.ts";
import { float64, MovingStructure } from "./moving-structure.ts";
import { createRandom, type Random, type RandomState } from "./random.ts";
import { accelerationUnit, degreesOfFreedom, kineticEnergyOf, maxwellBoltzmannVelocities } from "./velocities.ts";

/**
 * Starts a run: velocities drawn at the temperature from the seed, without net momentum, scaled to it exactly.
 * Rotation of an isolated molecule is not taken out.
 * @throws RangeError for options or a structure that cannot be run; the message says which
 */
export function startMolecularDynamics(
  structure: Structure,
  potential: Potential,
  options: MolecularDynamicsOptions,
): MolecularDynamicsRun {
  checkOptions(options);
  const masses = massesOf(structure);
  const random = createRandom(options.seed);
  const velocities = maxwellBoltzmannVelocities(masses, options.temperatureKelvin, random);
  const moving = MovingStructure.start(structure, potential, options.skinAngstrom ?? 1);
  return new Run(moving, options, masses, velocities, random, 0, 0);
}

/** Goes on from a snapshot of a run with the same potential, with the same bits as if it had never stopped. */
export function resumeMolecularDynamics(potential: Potential, snapshot: Snapshot): MolecularDynamicsRun {
  const { options, random, step, heat } = snapshot.json;
  const moving = MovingStructure.resume(potential, snapshot);
  return new Run(
    moving,
    options as MolecularDynamicsOptions,
    massesOf(moving.structure()),
    float64(snapshot, "velocities").slice(),
    createRandom(random as RandomState),
    step as number,
    heat as number,
  );
}

class Run implements MolecularDynamicsRun {
  private readonly moving: MovingStructure;
  private readonly options: MolecularDynamicsOptions;
  /** amu, N */
  private readonly masses: Float64Array;
  /** angstrom/fs, 3N */
  private readonly speed: Float64Array;
  private readonly random: Random;
  private step: number;
  /** What the bath has given so far, eV. */
  private heat: number;

  constructor(
    moving: MovingStructure,
    options: MolecularDynamicsOptions,
    masses: Float64Array,
    speed: Float64Array,
    random: Random,
    step: number,
    heat: number,
  ) {
    this.moving = moving;
    this.options = options;
    this.masses = masses;
    this.speed = speed;
    this.random = random;
    this.step = step;
    this.heat = heat;
  }

  advance(steps: number): ThermoSample {
    const { timestepFs, ensemble } = this.options;
    for (let s = 0; s < steps; s++) {
      this.kick(0.5 * timestepFs);
      if (ensemble === "nvt-langevin") {
        this.drift(0.5 * timestepFs);
        this.exchangeWithBath(timestepFs);
        this.drift(0.5 * timestepFs);
      } else this.drift(timestepFs);
      try {
        this.moving.evaluate();
      } catch (error) {
        throw new RangeError(`Molecular dynamics failed at step ${this.step + 1}. ${error instanceof Error ? error.message : error}`);
      }
      this.kick(0.5 * timestepFs);
      this.step++;
    }
    return this.sample();
  }

  sample(): ThermoSample {
    const kineticEnergy = kineticEnergyOf(this.masses, this.speed);
    const potentialEnergy = this.moving.evaluation.energy;
    // The bath moves the centre of mass as well; without it the total momentum stays zero and its freedom is gone.
    const freedom = this.options.ensemble === "nvt-langevin" ? 3 * this.masses.length : degreesOfFreedom(this.masses.length);
    return {
      step: this.step,
      timeFs: this.step * this.options.timestepFs,
      temperatureKelvin: freedom > 0 ? (2 * kineticEnergy) / (freedom * boltzmannElectronvoltPerKelvin) : 0,
      potentialEnergy,
      kineticEnergy,
      conservedEnergy: potentialEnergy + kineticEnergy - this.heat,
      extrapolatingAtoms: this.moving.extrapolatingAtoms(),
    };
  }

  structure(): Structure {
    return this.moving.structure();
  }

  velocities(): Float64Array {
    return this.speed.slice();
  }

  snapshot(): Snapshot {
    const { arrays, json } = this.moving.snapshot();
    return {
      arrays: { ...arrays, velocities: this.speed.slice() },
      json: { ...json, options: { ...this.options }, random: this.random.state(), step: this.step, heat: this.heat },
    };
  }

  private kick(time: number): void {
    const { masses, speed } = this;
    const { forces } = this.moving.evaluation;
    for (let i = 0; i < masses.length; i++) {
      const factor = (time * accelerationUnit) / masses[i]!;
      speed[3 * i]! += factor * forces[3 * i]!;
      speed[3 * i + 1]! += factor * forces[3 * i + 1]!;
      speed[3 * i + 2]! += factor * forces[3 * i + 2]!;
    }
  }

  private drift(time: number): void {
    const { speed } = this;
    const { positions } = this.moving;
    for (let p = 0; p < positions.length; p++) positions[p]! += time * speed[p]!;
  }

  /** The exact solution of dv = -friction v dt + noise over the step; the kinetic energy it adds is heat. */
  private exchangeWithBath(time: number): void {
    const { masses, speed, random } = this;
    const keep = Math.exp(-this.options.frictionPerFs! * time);
    const noise =
      boltzmannElectronvoltPerKelvin *
      this.options.temperatureKelvin *
      accelerationUnit *
      -Math.expm1(-2 * this.options.frictionPerFs! * time);
    const before = kineticEnergyOf(masses, speed);
    for (let i = 0; i < masses.length; i++) {
      const width = Math.sqrt(noise / masses[i]!);
      for (let a = 3 * i; a < 3 * i + 3; a++) speed[a] = keep * speed[a]! + width * random.normal();
    }
    this.heat += kineticEnergyOf(masses, speed) - before;
  }
}

function massesOf(structure: Structure): Float64Array {
  return Float64Array.from(structure.atomicNumbers, (number, i) => {
    const mass = atomicMass(number);
    if (!(mass > 0)) throw new RangeError(`Atom ${i + 1} (${symbolOf(number)}) has no known mass, so it cannot be moved.`);
    return mass;
  });
}

function checkOptions(options: MolecularDynamicsOptions): void {
  const { ensemble, timestepFs, temperatureKelvin, frictionPerFs } = options;
  if (ensemble !== "nve" && ensemble !== "nvt-langevin")
    throw new RangeError(`Unknown ensemble "${ensemble}": use "nve" or "nvt-langevin".`);
  if (!(timestepFs > 0 && timestepFs < 1000)) throw new RangeError(`timestepFs must be a positive time in fs, not ${timestepFs}.`);
  if (!(temperatureKelvin >= 0 && temperatureKelvin < 1e9))
    throw new RangeError(`temperatureKelvin must be 0 or more, not ${temperatureKelvin}.`);
  if (ensemble === "nvt-langevin" && !(frictionPerFs !== undefined && frictionPerFs > 0 && frictionPerFs < 1e3)) {
    throw new RangeError(`Langevin dynamics needs frictionPerFs, a positive rate in 1/fs such as 0.01, not ${frictionPerFs}.`);
  }
}
