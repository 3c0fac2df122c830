// What every run over time or towards a minimum offers its driver: small steps, and a snapshot that resumes it bit for bit.
import type { Structure } from "../structure/structure.ts";

/** Named arrays plus plain JSON: everything needed to go on exactly where a run stood. */
export interface Snapshot {
  readonly arrays: Readonly<Record<string, Float64Array | Float32Array | Int32Array | Uint8Array>>;
  readonly json: Readonly<Record<string, unknown>>;
}

/** One sample of a molecular-dynamics run. */
export interface ThermoSample {
  readonly step: number;
  readonly timeFs: number;
  readonly temperatureKelvin: number;
  readonly potentialEnergy: number;
  readonly kineticEnergy: number;
  /** Conserved quantity: total energy in NVE; total energy minus the thermostat's work under Langevin. eV. */
  readonly conservedEnergy: number;
  /** Number of atoms with a descriptor out of range; 0 for classical potentials. */
  readonly extrapolatingAtoms: number;
}

export interface MolecularDynamicsOptions {
  readonly ensemble: "nve" | "nvt-langevin";
  readonly timestepFs: number;
  /** Initial temperature of the Maxwell-Boltzmann velocities; the bath's temperature under NVT. */
  readonly temperatureKelvin: number;
  /** Langevin friction, 1/fs. */
  readonly frictionPerFs?: number;
  readonly seed: number;
  /** Verlet skin, angstrom; default 1. */
  readonly skinAngstrom?: number;
}

export interface MolecularDynamicsRun {
  /** Advances by so many steps and returns the sample at the end. */
  advance(steps: number): ThermoSample;
  sample(): ThermoSample;
  structure(): Structure;
  /** angstrom/fs, 3N */
  velocities(): Float64Array;
  snapshot(): Snapshot;
}

export interface RelaxationOptions {
  /** Stop when the largest force on any atom is below this, eV/angstrom. */
  readonly forceTolerance: number;
  readonly maximumSteps: number;
}

export interface RelaxationSample {
  readonly step: number;
  readonly energy: number;
  readonly maximumForce: number;
  readonly converged: boolean;
}

export interface RelaxationRun {
  advance(steps: number): RelaxationSample;
  sample(): RelaxationSample;
  structure(): Structure;
  snapshot(): Snapshot;
}
