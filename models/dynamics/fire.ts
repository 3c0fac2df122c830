// FIRE 2.0: damped motion that turns with the force and stops when it goes uphill.
// E. Bitzek et al., Phys. Rev. Lett. 97, 170201 (2006); J. Guenole et al., Comput. Mater. Sci. 175, 109584 (2020),
// with semi-implicit Euler steps. All masses are 1, time is in angstrom (amu/eV)^(1/2).
import type { Snapshot } from "./dynamics.ts";
import { type ForceField, longest } from "./landscape.ts";
import { longestMove, type Minimiser } from "./minimiser.ts";
import { float64 } from "./moving-structure.ts";

// The values of the 2020 paper; times chosen for unit mass, where a stiff bond of 10 eV/angstrom^2 swings in 2 time units.
const growth = 1.1;
const shrinkage = 0.5;
const firstMixing = 0.25;
const mixingDecay = 0.99;
const patience = 20;
const firstTime = 0.05;
const longestTime = 0.4;
const shortestTime = 0.001;

interface FireState {
  step: number;
  time: number;
  mixing: number;
  /** Steps since the motion last went uphill. */
  downhill: number;
}

export class Fire implements Minimiser {
  private readonly field: ForceField;
  private readonly velocities: Float64Array;
  private readonly fire: FireState;

  constructor(field: ForceField, snapshot?: Snapshot) {
    this.field = field;
    this.velocities = snapshot ? float64(snapshot, "velocities").slice() : new Float64Array(field.coordinates.length);
    this.fire = snapshot ? { ...(snapshot.json.minimiser as FireState) } : { step: 0, time: firstTime, mixing: firstMixing, downhill: 0 };
  }

  step(): void {
    const { fire, velocities, field } = this;
    const { coordinates, forces } = field;
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
      for (let p = 0; p < coordinates.length; p++) coordinates[p]! -= 0.5 * fire.time * velocities[p]!;
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
    for (let p = 0; p < forces.length; p++) velocities[p] = (1 - fire.mixing) * velocities[p]! + turn * forces[p]!;
    const move = fire.time * longest(velocities);
    const time = move > longestMove ? (fire.time * longestMove) / move : fire.time;
    for (let p = 0; p < coordinates.length; p++) coordinates[p]! += time * velocities[p]!;
    field.evaluate();
    fire.step++;
  }

  snapshot(): Snapshot {
    return { arrays: { velocities: this.velocities.slice() }, json: { minimiser: { ...this.fire } } };
  }
}
