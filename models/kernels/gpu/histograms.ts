// Histograms of distances and of bond angles on a device, by elements: whole numbers, added by atomics, so the same each time.
// What they mean (densities, normalisation) is analysis/'s; a value within float32's rounding of a bin's bound may fall to
// either side of it.
import type { Structure } from "../../structure/structure.ts";
import { DeviceMotion, hostAtomsOf } from "./device-motion.ts";
import type { DevicePotential } from "./device-potential.ts";
import { requireDevice } from "./device-system.ts";
import { anglesSource, distancesSource } from "./histograms.wgsl.ts";

const skinAngstrom = 0.01;

export interface DeviceHistogram {
  /** Atomic numbers, ascending. */
  readonly species: readonly number[];
  readonly bins: number;
  /** Distances: of species a around b at (a S + b) bins. Angles: centre c between a <= b at ((c S + a) S + b) bins. */
  readonly counts: Uint32Array;
}

/** Distances up to the cutoff, in equal bins; every pair is seen from both ends. */
export function countDistances(device: GPUDevice, structure: Structure, cutoffAngstrom: number, bins: number): Promise<DeviceHistogram> {
  return count(device, structure, cutoffAngstrom, bins, 2, (species) => distancesSource(species, bins, cutoffAngstrom));
}

/** Angles at each atom between two neighbours within the cutoff, in equal bins from 0 to 180 degrees, each once. */
export function countAngles(device: GPUDevice, structure: Structure, cutoffAngstrom: number, bins: number): Promise<DeviceHistogram> {
  return count(device, structure, cutoffAngstrom, bins, 3, (species) => anglesSource(species, bins));
}

async function count(
  device: GPUDevice,
  structure: Structure,
  cutoffAngstrom: number,
  bins: number,
  power: number,
  source: (species: number) => string,
): Promise<DeviceHistogram> {
  requireDevice(structure, cutoffAngstrom, skinAngstrom);
  const species = [...new Set(structure.atomicNumbers)].sort((a, b) => a - b);
  const atoms = structure.atomicNumbers.length;
  const host = hostAtomsOf(structure, { cutoffAngstrom }, skinAngstrom, new Float64Array(3 * atoms), new Float64Array(atoms));
  const kernel: DevicePotential = {
    species,
    cutoffAngstrom,
    bonds: 32,
    atomsPerWorkgroup: "threads",
    source: () => source(species.length),
    needsSpecies: true,
    tables: [new Uint32Array(bins * species.length ** power)],
  };
  const motion = new DeviceMotion(device, structure, kernel, host, { skinAngstrom, thermostat: "none", seed: [0, 0] });
  try {
    await motion.evaluate();
    return { species, bins, counts: new Uint32Array(await motion.readTable(0)) };
  } finally {
    motion.destroy();
  }
}
