// Relaxation of atoms in a fixed cell by FIRE 2.0: damped motion that turns with the force and stops when it goes uphill.
// E. Bitzek et al., Phys. Rev. Lett. 97, 170201 (2006); J. Guenole et al., Comput. Mater. Sci. 175, 109584 (2020),
// with semi-implicit Euler steps. All masses are 1, time is in angstrom (amu/eV)^(1/2).
import type { Potential } from "../potentials/potential.ts";
import type { Structure } from "../structure/structure.ts";
import type { RelaxationOptions, RelaxationRun, RelaxationSample, Snapshot } from "./dynamics.ts";
import { float64, MovingStructure } from "./moving-structure.ts";

// The values of the 2020 paper; times chosen for unit mass, where a stiff bond of 10 eV/angstrom^2 swings in 2 time units.
const growth = 1.1;
const shrinkage = 0.5;
const firstMixing = 0.25;
const mixingDecay = 0.99;
const patience = 20;
const firstTime = 0.05;
const longestTime = 0.4;
const shortestTime = 0.001;
/** No atom moves farther in a step, angstrom. */
const longestMove = 0.2;
const skinAngstrom = 0.5;

interface FireState {
  step: number;
  time: number;
  mixing: number;
  /** Steps since the motion last went uphill. */
  downhill: number;
}

/** @throws RangeError for options or a structure that cannot be relaxed; the message says which */
export function startRelaxation(structure: Structure, potential: Potential, options: RelaxationOptions): RelaxationRun {
  const { forceTolerance, maximumSteps } = options;
  if (!(forceTolerance > 0)) throw new RangeError(`forceTolerance must be a positive force in eV/angstrom, not ${forceTolerance}.`);
  if (!(maximumSteps >= 0)) throw new RangeError(`maximumSteps must be 0 or more, not ${maximumSteps}.`);
  const moving = MovingStructure.start(structure, potential, skinAngstrom);
  const velocities = new Float64Array(3 * structure.atomicNumbers.length);
  return new Run(moving, options, velocities, { step: 0, time: firstTime, mixing: firstMixing, downhill: 0 });
}

/** Goes on from a snapshot of a relaxation with the same potential, with the same bits as if it had never stopped. */
export function resumeRelaxation(potential: Potential, snapshot: Snapshot): RelaxationRun {
  const { options, fire } = snapshot.json;
  const velocities = float64(snapshot, "velocities").slice();
  return new Run(MovingStructure.resume(potential, snapshot), options as RelaxationOptions, velocities, { ...(fire as FireState) });
}

class Run implements RelaxationRun {
  private readonly moving: MovingStructure;
  private readonly options: RelaxationOptions;
  private readonly velocities: Float64Array;
  private readonly fire: FireState;

  constructor(moving: MovingStructure, options: RelaxationOptions, velocities: Float64Array, fire: FireState) {
    this.moving = moving;
    this.options = options;
    this.velocities = velocities;
    this.fire = fire;
  }

  /** Takes so many steps, fewer where it converges or reaches its maximum of steps. */
  advance(steps: number): RelaxationSample {
    for (let s = 0; s < steps && this.fire.step < this.options.maximumSteps && !this.sample().converged; s++) this.takeStep();
    return this.sample();
  }

  sample(): RelaxationSample {
    const { energy, forces } = this.moving.evaluation;
    let largest = 0;
    for (let p = 0; p < forces.length; p += 3) largest = Math.max(largest, forces[p]! ** 2 + forces[p + 1]! ** 2 + forces[p + 2]! ** 2);
    const maximumForce = Math.sqrt(largest);
    return { step: this.fire.step, energy, maximumForce, converged: maximumForce < this.options.forceTolerance };
  }

  structure(): Structure {
    return this.moving.structure();
  }

  snapshot(): Snapshot {
    const { arrays, json } = this.moving.snapshot();
    return {
      arrays: { ...arrays, velocities: this.velocities.slice() },
      json: { ...json, options: { ...this.options }, fire: { ...this.fire } },
    };
  }

  private takeStep(): void {
    const { fire, velocities } = this;
    const { positions } = this.moving;
    const { forces } = this.moving.evaluation;
    let power = 0;
    for (let p = 0; p < forces.length; p++) power += forces[p]! * velocities[p]!;
    if (power > 0) {
      fire.downhill++;
      if (fire.downhill > patience) {
        fire.time = Math.min(fire.time * growth, longestTime);
        fire.mixing *= mixingDecay;
      }
    } else {
      fire.downhill = 0;
      // Uphill from the start means standing still, not a step too long.
      if (fire.step > patience) fire.time = Math.max(fire.time * shrinkage, shortestTime);
      fire.mixing = firstMixing;
      // Half a step back: the motion overshot somewhere along the last one.
      for (let p = 0; p < positions.length; p++) positions[p]! -= 0.5 * fire.time * velocities[p]!;
      velocities.fill(0);
    }
    let speedSquared = 0;
    let forceSquared = 0;
    for (let p = 0; p < forces.length; p++) {
      velocities[p]! += fire.time * forces[p]!;
      speedSquared += velocities[p]! ** 2;
      forceSquared += forces[p]! ** 2;
    }
    const turn = forceSquared > 0 ? fire.mixing * Math.sqrt(speedSquared / forceSquared) : 0;
    let fastest = 0;
    for (let p = 0; p < forces.length; p += 3) {
      let square = 0;
      for (let a = p; a < p + 3; a++) {
        velocities[a] = (1 - fire.mixing) * velocities[a]! + turn * forces[a]!;
        square += velocities[a]! ** 2;
      }
      fastest = Math.max(fastest, square);
    }
    const move = fire.time * Math.sqrt(fastest);
    const time = move > longestMove ? (fire.time * longestMove) / move : fire.time;
    for (let p = 0; p < positions.length; p++) positions[p]! += time * velocities[p]!;
    this.moving.evaluate();
    fire.step++;
  }
}
