// Velocities in angstrom/fs, masses in amu: kinetic energy, temperature, and the Maxwell-Boltzmann distribution.
import { speedSumsInKernel } from "../kernels/atoms/motion.ts";
import { boltzmannElectronvoltPerKelvin, electronvoltPerAmuAngstrom2PerFs2 } from "../structure/units.ts";
import type { Random } from "./random.ts";

/** 1 eV/(angstrom amu) in angstrom/fs^2 (0.009 648 533...): force over mass times this is acceleration. */
export const accelerationUnit = 1 / electronvoltPerAmuAngstrom2PerFs2;

/** Atoms whose sums are formed together, and then added up: the same for plain loops and the kernel, whose threads take such pieces. */
export const atomsASum = 4096;

/** eV */
export function kineticEnergyOf(masses: Float64Array, velocities: Float64Array): number {
  const sums = speedSumsInKernel("squared_speed", velocities, masses) ?? squaredSpeeds(masses, velocities);
  let sum = 0;
  for (const own of sums) sum += own;
  return (0.5 * sum) / accelerationUnit;
}

function squaredSpeeds(masses: Float64Array, velocities: Float64Array): number[] {
  const sums: number[] = [];
  for (let start = 0; start < masses.length; start += atomsASum) {
    let sum = 0;
    for (let i = start; i < Math.min(masses.length, start + atomsASum); i++) {
      const x = velocities[3 * i]!;
      const y = velocities[3 * i + 1]!;
      const z = velocities[3 * i + 2]!;
      sum += masses[i]! * (x * x + y * y + z * z);
    }
    sums.push(sum);
  }
  return sums;
}

/** Sum of m v v, amu angstrom^2/fs^2, 9 numbers. */
export function momentumFlow(masses: Float64Array, velocities: Float64Array): Float64Array {
  const sums = speedSumsInKernel("momentum_flow", velocities, masses) ?? momentumFlows(masses, velocities);
  const total = new Float64Array(9);
  for (const [k, own] of sums.entries()) total[k % 9]! += own;
  return total;
}

function momentumFlows(masses: Float64Array, velocities: Float64Array): Float64Array {
  const sums = new Float64Array(9 * Math.ceil(masses.length / atomsASum));
  for (let i = 0; i < masses.length; i++) {
    const piece = 9 * Math.floor(i / atomsASum);
    for (let a = 0; a < 3; a++) {
      const momentum = masses[i]! * velocities[3 * i + a]!;
      for (let b = 0; b < 3; b++) sums[piece + 3 * a + b]! += momentum * velocities[3 * i + b]!;
    }
  }
  return sums;
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
