// Molecular dynamics: starts a run, steps it through its schedule, says how it stands, and keeps everything to go on from.
import type { Evaluation, Potential } from "../potentials/potential.ts";
import type { Structure } from "../structure/structure.ts";
import { Bath, type BathState } from "./bath.ts";
import { fixedMask } from "./check-options.ts";
import { removeMomentum, removeRotation } from "./drift-removal.ts";
import type { MolecularDynamicsOptions, MolecularDynamicsRun, Snapshot, ThermoSample } from "./dynamics.ts";
import { Motion } from "./motion.ts";
import { float64, MovingStructure } from "./moving-structure.ts";
import { createRandom, type Random, type RandomState } from "./random.ts";
import { Schedule } from "./schedule.ts";
import { massesOf, startingMotion } from "./starting-motion.ts";

/**
 * Starts a run: velocities drawn at the temperature from the seed, without net momentum, scaled to it exactly.
 * Rotation of an isolated molecule is taken out only where `removeDrift` says so.
 * @throws RangeError for options or a structure that cannot be run; the message says which
 */
export function startMolecularDynamics(
  structure: Structure,
  potential: Potential,
  options: MolecularDynamicsOptions,
): MolecularDynamicsRun {
  const { schedule, masses, random, speed, fixed, freedom } = startingMotion(structure, options);
  const moving = MovingStructure.start(structure, potential, options.skinAngstrom ?? 1);
  return new Run(new Motion(moving, masses, speed, fixed, freedom), options, schedule, random, 0);
}

/** Goes on from a snapshot of a run with the same potential, with the same bits as if it had never stopped. */
export function resumeMolecularDynamics(potential: Potential, snapshot: Snapshot): MolecularDynamicsRun {
  const { random, step, bath, freedom } = snapshot.json;
  const options = snapshot.json.options as MolecularDynamicsOptions;
  const moving = MovingStructure.resume(potential, snapshot);
  const masses = massesOf(moving.structure());
  const fixed = fixedMask(options.fixedAtoms, masses.length);
  const motion = new Motion(moving, masses, float64(snapshot, "velocities").slice(), fixed, freedom as number);
  return new Run(motion, options, new Schedule(options), createRandom(random as RandomState), step as number, bath as BathState);
}

class Run implements MolecularDynamicsRun {
  private readonly motion: Motion;
  private readonly options: MolecularDynamicsOptions;
  private readonly schedule: Schedule;
  private readonly random: Random;
  private readonly bath: Bath;
  private step: number;

  constructor(motion: Motion, options: MolecularDynamicsOptions, schedule: Schedule, random: Random, step: number, bath?: BathState) {
    this.motion = motion;
    this.options = options;
    this.schedule = schedule;
    this.random = random;
    this.bath = new Bath(options, schedule, motion, random, bath);
    this.step = step;
  }

  advance(steps: number): ThermoSample {
    for (let s = 0; s < steps; s++) {
      try {
        this.bath.step(this.schedule.at(this.step));
      } catch (error) {
        throw new RangeError(`Molecular dynamics failed at step ${this.step + 1}. ${error instanceof Error ? error.message : error}`);
      }
      this.removeDrift();
      this.step++;
    }
    return this.sample();
  }

  sample(): ThermoSample {
    const { motion } = this;
    const kineticEnergy = motion.kineticEnergy();
    const potentialEnergy = motion.moving.evaluation.energy;
    const pressureGPa = motion.pressureGPa();
    return {
      step: this.step,
      timeFs: this.schedule.timeFs(this.step),
      temperatureKelvin: motion.temperatureKelvin(),
      potentialEnergy,
      kineticEnergy,
      conservedEnergy: potentialEnergy + kineticEnergy + this.bath.energy(),
      extrapolatingAtoms: motion.moving.extrapolatingAtoms(),
      ...(pressureGPa !== undefined && { pressureGPa, volume: motion.volume() }),
    };
  }

  structure(): Structure {
    return this.motion.moving.structure();
  }

  velocities(): Float64Array {
    return this.motion.speed.slice();
  }

  evaluation(): Evaluation {
    return this.motion.moving.evaluation;
  }

  snapshot(): Snapshot {
    const { motion } = this;
    const { arrays, json } = motion.moving.snapshot();
    return {
      arrays: { ...arrays, velocities: motion.speed.slice() },
      json: {
        ...json,
        options: { ...this.options },
        random: this.random.state(),
        step: this.step,
        bath: this.bath.state(),
        freedom: motion.freedom,
      },
    };
  }

  private removeDrift(): void {
    const { removeDrift = "none" } = this.options;
    if (removeDrift === "none") return;
    const { motion } = this;
    const before = motion.kineticEnergy();
    removeMomentum(motion.masses, motion.speed);
    if (removeDrift === "rotation") removeRotation(motion.masses, motion.moving.positions, motion.speed);
    this.bath.addHeat(motion.kineticEnergy() - before);
  }
}
