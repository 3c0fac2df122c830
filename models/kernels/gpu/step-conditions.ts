// What each step of a run on a device needs of the host: two vectors a step. Random numbers that concern all atoms at once
// are drawn here, from the run's own stream; those of single atoms on the device, by counter.
//
//   all           x time step (fs), y k T (eV)
//   langevin      z velocity kept, w 2 k T (1 - kept^2) (eV); second: x, y number of the step (two words of an integer)
//   bussi         z a normal deviate, w a sum of squares of the others; second: x share kept, y 1 - x
//   berendsen     z share relaxed, w freedoms
//   nose-hoover   second: x freedoms, y, z inertias of the first link and of the others (eV fs^2)
import type { MolecularDynamicsOptions } from "../../dynamics/dynamics.ts";
import type { Random } from "../../dynamics/random.ts";
import { chiSquared } from "../../dynamics/rescaling.ts";
import type { Schedule } from "../../dynamics/schedule.ts";
import { boltzmannElectronvoltPerKelvin } from "../../structure/units.ts";
import { thermostatNumbers } from "./motion.wgsl.ts";

export type DeviceThermostat = keyof typeof thermostatNumbers;

export const bytesPerStep = 32;

/** The device's thermostat of an ensemble; null where it has none, as for pressure. */
export function deviceThermostat(ensemble: MolecularDynamicsOptions["ensemble"]): DeviceThermostat | null {
  if (ensemble === "nve") return "none";
  const name = ensemble.replace("nvt-", "");
  return name in thermostatNumbers ? (name as DeviceThermostat) : null;
}

/** Inertias of the chain, eV fs^2, as dynamics/nose-hoover-chain.ts sets them. */
export function chainInertias(options: MolecularDynamicsOptions, schedule: Schedule, freedom: number): [number, number] {
  const time = options.thermostatTimeFs ?? 100 * options.timestepFs;
  const one = boltzmannElectronvoltPerKelvin * schedule.highestKelvin * time * time;
  return [freedom * one, one];
}

/** Draws from `random` what the steps need. */
export function stepConditions(
  options: MolecularDynamicsOptions,
  schedule: Schedule,
  freedom: number,
  random: Random,
  firstStep: number,
  steps: number,
): Float32Array<ArrayBuffer> {
  const floats = new Float32Array(8 * steps);
  const words = new Uint32Array(floats.buffer);
  const thermostat = deviceThermostat(options.ensemble);
  for (let s = 0; s < steps; s++) {
    const { timestepFs, temperatureKelvin } = schedule.at(firstStep + s);
    const thermal = boltzmannElectronvoltPerKelvin * temperatureKelvin;
    const share = timestepFs / (options.thermostatTimeFs ?? 100 * options.timestepFs);
    const at = 8 * s;
    floats[at] = timestepFs;
    floats[at + 1] = thermal;
    if (thermostat === "langevin") {
      const keep = Math.exp(-options.frictionPerFs! * timestepFs);
      floats[at + 2] = keep;
      floats[at + 3] = 2 * thermal * (1 - keep * keep);
      words[at + 4] = (firstStep + s) >>> 0;
      words[at + 5] = Math.floor((firstStep + s) / 2 ** 32);
    } else if (thermostat === "bussi" && freedom > 0) {
      floats[at + 2] = random.normal();
      floats[at + 3] = chiSquared(freedom - 1, random);
      floats[at + 4] = Math.exp(-share);
      floats[at + 5] = -Math.expm1(-share);
    } else if (thermostat === "berendsen") {
      floats[at + 2] = share;
      floats[at + 3] = freedom;
    } else if (thermostat === "nose-hoover") floats.set([freedom, ...chainInertias(options, schedule, freedom)], at + 4);
  }
  return floats;
}
