// What every run over time or towards a minimum offers its driver: small steps, and a snapshot that resumes it bit for bit.
import type { Evaluation } from "../potentials/potential.ts";
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
  /** Conserved quantity: total energy in NVE; with a bath or a piston, what those hold and what was done from outside is counted as well. eV. */
  readonly conservedEnergy: number;
  /** A third of the trace of the pressure tensor, motion of the atoms included, GPa; only where the cell has a volume. */
  readonly pressureGPa?: number;
  /** Volume of the cell, angstrom^3; only where it has one. */
  readonly volume?: number;
  /** Number of atoms with a descriptor out of range; 0 for classical potentials. */
  readonly extrapolatingAtoms: number;
}

/**
 * nve: constant energy. nvt-langevin, nvt-nose-hoover, nvt-bussi: the canonical ensemble. nvt-berendsen: a bath that steers
 * the temperature without sampling any ensemble, for equilibration. npt-isotropic: constant pressure, the cell keeps its
 * shape. npt: constant pressure, all six strains of the cell free.
 */
export type Ensemble = "nve" | "nvt-langevin" | "nvt-nose-hoover" | "nvt-bussi" | "nvt-berendsen" | "npt-isotropic" | "npt";

/** A part of a run with conditions of its own; what is left out is as the options say, an end that is left out equals the start. */
export interface Stage {
  readonly steps: number;
  readonly timestepFs?: number;
  readonly temperatureKelvin?: number;
  readonly temperatureEndKelvin?: number;
  readonly pressureGPa?: number;
  readonly pressureEndGPa?: number;
}

export interface MolecularDynamicsOptions {
  readonly ensemble: Ensemble;
  readonly timestepFs: number;
  /** Initial temperature of the Maxwell-Boltzmann velocities; the bath's temperature under NVT and NPT. */
  readonly temperatureKelvin: number;
  /** Bath's temperature after `rampSteps`, reached linearly. */
  readonly temperatureEndKelvin?: number;
  /** Pressure outside, GPa, under NPT; default 0. */
  readonly pressureGPa?: number;
  /** Pressure outside after `rampSteps`, reached linearly. */
  readonly pressureEndGPa?: number;
  /** Steps that the ramps take; the ends hold afterwards. */
  readonly rampSteps?: number;
  /** Stages one after another, each with its own time step and ramps; the last one's end holds afterwards. Without them the whole run is one. */
  readonly stages?: readonly Stage[];
  /** Langevin friction, 1/fs. */
  readonly frictionPerFs?: number;
  /** Relaxation time of the Nose-Hoover, Bussi and Berendsen thermostats, fs; default 100 time steps. */
  readonly thermostatTimeFs?: number;
  /** Period of the cell's motion under NPT, fs; default 1000 time steps. */
  readonly barostatTimeFs?: number;
  /** Atoms that never move, from 0; not under NPT. */
  readonly fixedAtoms?: readonly number[];
  /** After every step: take out the net momentum, or momentum and rotation (of a structure that repeats nowhere). Default none. */
  readonly removeDrift?: "none" | "momentum" | "rotation";
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
  /** Of the structure as it stands; good until the next step. */
  evaluation(): Evaluation;
  snapshot(): Snapshot;
}

export interface RelaxationOptions {
  /** Stop when the largest force on any atom is below this, eV/angstrom. */
  readonly forceTolerance: number;
  readonly maximumSteps: number;
  /** FIRE 2.0 (default), conjugate gradients, or limited-memory BFGS. */
  readonly method?: "fire" | "cg" | "l-bfgs";
  /** What of the cell moves: nothing (default), its size, or all six strains. */
  readonly cell?: "none" | "isotropic" | "full";
  /** Pressure outside, GPa, where the cell moves: energy + pressure x volume is minimised. Default 0. */
  readonly pressureGPa?: number;
  /** Where the cell moves: no component of stress differs from the pressure outside by more, GPa. Default 0.05. */
  readonly stressToleranceGPa?: number;
  /** Atoms that never move, from 0; only where the cell is kept. */
  readonly fixedAtoms?: readonly number[];
}

export interface RelaxationSample {
  readonly step: number;
  /** Potential energy, eV. */
  readonly energy: number;
  readonly maximumForce: number;
  readonly converged: boolean;
  /** Where the cell moves: largest difference of a stress component that may change from the pressure outside, GPa. */
  readonly maximumStressGPa?: number;
  /** Where the cell moves, angstrom^3. */
  readonly volume?: number;
  /** Where the cell moves: energy + pressure x volume, what falls from step to step, eV. */
  readonly enthalpy?: number;
}

export interface RelaxationRun {
  advance(steps: number): RelaxationSample;
  sample(): RelaxationSample;
  structure(): Structure;
  snapshot(): Snapshot;
}

export interface NudgedElasticBandOptions {
  /** Images between the two ends. */
  readonly images: number;
  /** Stop when no image feels a larger force across the path (the climbing one: along it as well), eV/angstrom. */
  readonly forceTolerance: number;
  /** Of relaxing the ends and of moving the band, together. */
  readonly maximumSteps: number;
  /** Between neighbouring images, eV/angstrom^2; default 5. */
  readonly springConstant?: number;
  /** Whether the highest image climbs to the saddle point; default true. */
  readonly climb?: boolean;
  /** Whether the ends are relaxed first, to the same force; default true. */
  readonly relaxEnds?: boolean;
  /** Atoms that never move, from 0. */
  readonly fixedAtoms?: readonly number[];
}

export interface NudgedElasticBandSample {
  readonly step: number;
  readonly phase: "ends" | "band" | "climbing";
  readonly maximumForce: number;
  readonly converged: boolean;
  /** Of every image, ends included, eV. While the ends relax, of the ends alone. */
  readonly energies: readonly number[];
  /** Highest image above the first end, and above the last, eV. */
  readonly barrier: number;
  readonly reverseBarrier: number;
}

export interface NudgedElasticBandRun {
  advance(steps: number): NudgedElasticBandSample;
  sample(): NudgedElasticBandSample;
  /** All images from end to end; while the ends relax, the ends alone. */
  structures(): Structure[];
  snapshot(): Snapshot;
}

export interface MonteCarloOptions {
  readonly temperatureKelvin: number;
  /** Largest displacement along each axis, angstrom; the first one where it is adapted. */
  readonly displacementAngstrom: number;
  readonly seed: number;
  /** For so many trials the displacement is adapted towards `targetAcceptance`; later ones keep it, and only they sample. Default 0. */
  readonly adaptTrials?: number;
  /** Default 0.4. */
  readonly targetAcceptance?: number;
  /** Atoms that never move, from 0. */
  readonly fixedAtoms?: readonly number[];
}

export interface MonteCarloSample {
  /** Trials so far, accepted or not. */
  readonly trial: number;
  /** eV */
  readonly energy: number;
  /** Share of all trials that was accepted; 0 before the first. */
  readonly acceptance: number;
  readonly displacementAngstrom: number;
}

export interface MonteCarloRun {
  advance(trials: number): MonteCarloSample;
  sample(): MonteCarloSample;
  structure(): Structure;
  snapshot(): Snapshot;
}
