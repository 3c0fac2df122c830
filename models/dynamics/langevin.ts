// The bath of Langevin dynamics: friction and noise on every atom.
import { exchangeInKernel } from "../kernels/atoms/noise.ts";
import { boltzmannElectronvoltPerKelvin } from "../structure/units.ts";
import type { Motion } from "./motion.ts";
import type { Random } from "./random.ts";
import { accelerationUnit } from "./velocities.ts";

/** The exact solution of dv = -friction v dt + noise over a time (Ornstein and Uhlenbeck). @returns kinetic energy added, eV */
export function exchangeWithBath(motion: Motion, timeFs: number, frictionPerFs: number, temperatureKelvin: number, random: Random): number {
  const { masses, speed, fixed } = motion;
  const keep = Math.exp(-frictionPerFs * timeFs);
  const noise = boltzmannElectronvoltPerKelvin * temperatureKelvin * accelerationUnit * -Math.expm1(-2 * frictionPerFs * timeFs);
  const before = motion.kineticEnergy();
  if (!fixed && exchangeInKernel(speed, masses, keep, noise, random)) return motion.kineticEnergy() - before;
  for (let i = 0; i < masses.length; i++) {
    if (fixed && fixed[i] === 1) continue;
    const width = Math.sqrt(noise / masses[i]!);
    for (let a = 3 * i; a < 3 * i + 3; a++) speed[a] = keep * speed[a]! + width * random.normal();
  }
  return motion.kineticEnergy() - before;
}
