// What a potential is to a device: WGSL that gives each atom's energy and gradient with respect to its bond vectors.
import type { DeviceArray } from "./kernel.ts";

export interface DevicePotential {
  /** Atomic numbers it covers; an atom's place in this list is its species on the device. At most 32. */
  readonly species: readonly number[];
  readonly cutoffAngstrom: number;
  /** Room for bonds an atom to begin with; grows where it does not do. */
  readonly bonds: number;
  /** Whether each thread has an atom, or each workgroup. */
  readonly atomsPerWorkgroup: "threads" | "one";
  /** A module bound as potential.wgsl.ts says. */
  source(bondCapacity: number, limits: Pick<GPUSupportedLimits, "maxComputeWorkgroupStorageSize">): string;
  /** Whether it reads the species of atoms and bonds. */
  readonly needsSpecies: boolean;
  /** Its own tables, bound after the rest. */
  readonly tables: readonly DeviceArray[];
}
