// Velocities in angstrom/fs, masses in amu: kinetic energy, temperature, and the Maxwell-Boltzmann distribution.
import { boltzmannElectronvoltPerKelvin, electronvoltPerAmuAngstrom2PerFs2 } from "../structure/units.ts";
import type { Random } from "./random.ts";

/** 1 eV/(angstrom amu) in angstrom/fs^2 (0.009 648 533...): force over mass times this is acceleration. */
export const accelerationUnit = 1 / electronvoltPerAmuAngstrom2PerFs2;

/** eV */
export function kineticEnergyOf(masses: Float64Array, velocities: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < masses.length; i++) {
    const x = velocities[3 * i]!;
    const y = velocities[3 * i + 1]!;
    const z = velocities[3 * i + 2]!;
    sum += masses[i]! * (x * x + y * y + z * z);
  }
  return (0.5 * sum) / accelerationUnit;
}

/** Freedoms of N atoms whose total momentum is fixed at zero. */
export function degreesOfFreedom(atoms: number): number {
  return Math.max(0, 3 * atoms - 3);
}

/** Velocities (3N) drawn at a temperature, without net momentum, then scaled so that the temperature over 3N - 3 freedoms is exact. One atom stands still. */
export function maxwellBoltzmannVelocities(masses: Float64Array, temperatureKelvin: number, random: Random): Float64Array {
  const atoms = masses.length;
  const velocities = new Float64Array(3 * atoms);
  const momentum = [0, 0, 0];
  let total = 0;
  for (let i = 0; i < atoms; i++) {
    const width = Math.sqrt((boltzmannElectronvoltPerKelvin * temperatureKelvin * accelerationUnit) / masses[i]!);
    total += masses[i]!;
    for (let a = 0; a < 3; a++) {
      velocities[3 * i + a] = width * random.normal();
      momentum[a]! += masses[i]! * velocities[3 * i + a]!;
    }
  }
  for (let p = 0; p < 3 * atoms; p++) velocities[p]! -= momentum[p % 3]! / total;
  if (atoms < 2 || temperatureKelvin === 0) return velocities.fill(0);
  scaleToTemperature(masses, velocities, temperatureKelvin, degreesOfFreedom(atoms));
  return velocities;
}

/** Scales velocities (in place) so that the temperature over so many freedoms is exact; velocities of zero stay. */
export function scaleToTemperature(masses: Float64Array, velocities: Float64Array, temperatureKelvin: number, freedom: number): void {
  const drawn = (2 * kineticEnergyOf(masses, velocities)) / (freedom * boltzmannElectronvoltPerKelvin);
  if (!(drawn > 0)) return;
  const scale = Math.sqrt(temperatureKelvin / drawn);
  for (let p = 0; p < velocities.length; p++) velocities[p]! *= scale;
}
