// Looks for structures that a model does not know: dynamics from each starting structure, frames kept as candidates, until the
// steps are done or the model is not to be trusted any more.
import type { MolecularDynamicsRun, Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { resumeMolecularDynamics, startMolecularDynamics } from "@adatom/models/dynamics/molecular-dynamics.ts";
import { beyond, type TrustLimits, trustOf } from "@adatom/models/dynamics/trust.ts";
import { extxyz } from "@adatom/models/formats/extxyz.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import { findOverlaps } from "@adatom/models/structure/overlaps.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import type { JobContext } from "../driver.ts";
import { StepPace } from "../step-pace.ts";
import { TrajectoryFile } from "../trajectory-file.ts";
import type { ExploringDynamics } from "./parameters.ts";

/** Atoms nearer than this share of the sum of their covalent radii are no structure that a calculator should be asked about. */
const overlapScale = 0.6;
/** A run this much hotter than its bath has blown up. */
const hottestShare = 5;
const hottestKelvin = 1000;

/** What was found so far: goes into checkpoints. */
export interface Explored {
  /** Starting structure at work. */
  start: number;
  candidates: number;
  extrapolatingFrames: number;
  spreadSum: number;
  maximumSpread: number;
  spreads: number;
  fileSize: number;
  /** Walks that were ended before their time. */
  endedEarly: number;
}

export interface ExplorationOptions {
  readonly starts: readonly Structure[];
  readonly dynamics: ExploringDynamics;
  readonly limits: TrustLimits;
  readonly potential: Potential;
  /** Other velocities for another round. */
  readonly round: number;
  /** Extended XYZ of the candidates. */
  readonly file: string;
  readonly context: Pick<JobContext, "progress" | "requireDaemon" | "warn">;
}

export class Exploration {
  private readonly options: ExplorationOptions;
  private readonly file: TrajectoryFile;
  private readonly pace = new StepPace();
  private run: MolecularDynamicsRun | null = null;
  readonly found: Explored;

  constructor(options: ExplorationOptions, left: Snapshot | null) {
    this.options = options;
    const nothing = {
      start: 0,
      candidates: 0,
      extrapolatingFrames: 0,
      spreadSum: 0,
      maximumSpread: 0,
      spreads: 0,
      fileSize: 0,
      endedEarly: 0,
    };
    this.found = left ? { ...(left.json.found as Explored) } : nothing;
    this.file = new TrajectoryFile(options.file, this.found.fileSize, options.context.warn);
    if (left?.json.run)
      this.run = resumeMolecularDynamics(options.potential, { arrays: left.arrays, json: left.json.run as Snapshot["json"] });
  }

  /** One short turn. True when all starting structures are done with. */
  step(): boolean {
    const { starts, dynamics, context } = this.options;
    const { steps, sampleEvery } = dynamics;
    const start = starts[this.found.start];
    if (!start) return true;
    if (!this.run) {
      this.run = this.begin(start);
      if (this.look()) this.next();
      return false;
    }
    const { step } = this.run.sample();
    const turn = this.pace.steps(Math.min(sampleEvery - (step % sampleEvery), steps - step));
    const sample = this.pace.time(turn, () => this.run!.advance(turn));
    context.progress("exploring", this.found.start * steps + sample.step, starts.length * steps);
    const ends = sample.step >= steps;
    if ((sample.step % sampleEvery === 0 || ends) && this.look()) {
      this.found.endedEarly++;
      this.next();
    } else if (ends) this.next();
    return false;
  }

  private begin(start: Structure): MolecularDynamicsRun {
    const { dynamics, potential, round } = this.options;
    const { temperatureEndKelvin, steps, seed } = dynamics;
    return startMolecularDynamics(start, potential, {
      ...dynamics,
      ...(temperatureEndKelvin !== undefined && { rampSteps: steps }),
      seed: seed + 7919 * round + this.found.start,
    });
  }

  private next(): void {
    this.found.start++;
    this.run = null;
  }

  /** Keeps the frame where it is one. True where the walk is to end here. */
  private look(): boolean {
    const { dynamics, potential, limits, context } = this.options;
    const run = this.run!;
    const { potentialEnergy, temperatureKelvin, step } = run.sample();
    const structure = run.structure();
    const hottest = hottestShare * Math.max(dynamics.temperatureKelvin, dynamics.temperatureEndKelvin ?? 0) + hottestKelvin;
    if (!Number.isFinite(potentialEnergy) || temperatureKelvin > hottest || !isSound(structure)) return true;
    const evaluation = potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom));
    const trust = trustOf(evaluation);
    const { maximumSpread } = trust;
    if (trust.extrapolatingAtoms > 0) this.found.extrapolatingFrames++;
    if (maximumSpread !== undefined) {
      this.found.spreadSum += maximumSpread;
      this.found.spreads++;
      this.found.maximumSpread = Math.max(this.found.maximumSpread, maximumSpread);
    }
    const { reference: _, info: __, ...bare } = structure;
    const info = { explored_from: this.found.start, step, ...(maximumSpread !== undefined && { force_spread: maximumSpread }) };
    context.requireDaemon();
    this.file.append(extxyz.write!([{ ...bare, info }]));
    this.found.fileSize = this.file.size;
    this.found.candidates++;
    return beyond(trust, limits) !== null;
  }

  snapshot(): Snapshot {
    const run = this.run?.snapshot();
    return { arrays: run?.arrays ?? {}, json: { found: { ...this.found }, run: run?.json ?? null } };
  }

  synchronise(): void {
    this.file.sync();
  }

  dispose(): void {
    this.file.close();
  }
}

function isSound(structure: Structure): boolean {
  try {
    return findOverlaps(structure, overlapScale, 1).length === 0;
  } catch {
    // Positions that are no numbers.
    return false;
  }
}
