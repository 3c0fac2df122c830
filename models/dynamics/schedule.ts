// What a run is asked for at each step: time step, temperature and pressure outside, from stages with linear ramps.
// A pure function of the step, so that there is nothing to store. "Several time steps" are stages with a time step each:
// one potential gives all forces, so there are no fast and slow parts to part a step into (r-RESPA).
import { gigapascalToElectronvoltPerAngstrom3 } from "../structure/units.ts";
import type { MolecularDynamicsOptions, Stage } from "./dynamics.ts";

/** What holds during a step. */
export interface Conditions {
  readonly timestepFs: number;
  readonly temperatureKelvin: number;
  /** eV/angstrom^3 */
  readonly pressure: number;
}

interface Part {
  readonly firstStep: number;
  readonly steps: number;
  readonly startFs: number;
  readonly timestepFs: number;
  readonly temperatures: readonly [number, number];
  readonly pressures: readonly [number, number];
}

export class Schedule {
  /** The highest temperature asked for: inertias of thermostats and barostat are set by it and stay constant. */
  readonly highestKelvin: number;
  private readonly parts: readonly Part[];

  /** @throws RangeError for a stage that cannot be run */
  constructor(options: MolecularDynamicsOptions) {
    const { stages, timestepFs, temperatureKelvin, temperatureEndKelvin, pressureGPa = 0, pressureEndGPa, rampSteps } = options;
    if ((temperatureEndKelvin !== undefined || pressureEndGPa !== undefined) && stages === undefined && !(rampSteps && rampSteps > 0))
      throw new RangeError("A ramp needs rampSteps, how many steps it takes.");
    const whole: Stage = {
      steps: rampSteps ?? 1,
      temperatureEndKelvin: temperatureEndKelvin ?? temperatureKelvin,
      pressureEndGPa: pressureEndGPa ?? pressureGPa,
    };
    const parts: Part[] = [];
    let firstStep = 0;
    let startFs = 0;
    for (const [index, stage] of (stages ?? [whole]).entries()) {
      const start = stage.temperatureKelvin ?? temperatureKelvin;
      const from = stage.pressureGPa ?? pressureGPa;
      const part: Part = {
        firstStep,
        steps: stage.steps,
        startFs,
        timestepFs: stage.timestepFs ?? timestepFs,
        temperatures: [start, stage.temperatureEndKelvin ?? start],
        pressures: [gigapascalToElectronvoltPerAngstrom3(from), gigapascalToElectronvoltPerAngstrom3(stage.pressureEndGPa ?? from)],
      };
      checkPart(part, stages ? `Stage ${index + 1}: ` : "");
      parts.push(part);
      firstStep += part.steps;
      startFs += part.steps * part.timestepFs;
    }
    if (parts.length === 0) throw new RangeError("There must be at least one stage, or none named at all.");
    this.parts = parts;
    this.highestKelvin = Math.max(...parts.flatMap((part) => part.temperatures));
  }

  /** What holds during the step after so many steps; a ramp has its first value in its first step. */
  at(step: number): Conditions {
    const part = this.partAt(step);
    const share = Math.min(1, (step - part.firstStep) / part.steps);
    const between = ([a, b]: readonly [number, number]): number => (share < 1 ? a + (b - a) * share : b);
    return { timestepFs: part.timestepFs, temperatureKelvin: between(part.temperatures), pressure: between(part.pressures) };
  }

  /** Time after so many steps, fs. */
  timeFs(step: number): number {
    const part = this.partAt(step);
    return part.startFs + (step - part.firstStep) * part.timestepFs;
  }

  /** The last part holds for ever. */
  private partAt(step: number): Part {
    return this.parts.findLast((part) => part.firstStep <= step) ?? this.parts[0]!;
  }
}

function checkPart({ steps, timestepFs, temperatures, pressures }: Part, where: string): void {
  if (!(Number.isInteger(steps) && steps >= 1)) throw new RangeError(`${where}steps must be a whole number of 1 or more, not ${steps}.`);
  if (!(timestepFs > 0 && timestepFs < 1000)) throw new RangeError(`${where}timestepFs must be a positive time in fs, not ${timestepFs}.`);
  for (const temperature of temperatures) {
    if (!(temperature >= 0 && temperature < 1e9)) throw new RangeError(`${where}temperatureKelvin must be 0 or more, not ${temperature}.`);
  }
  if (!pressures.every(Number.isFinite)) throw new RangeError(`${where}pressureGPa must be a finite number.`);
}
