// What watches a molecular-dynamics job beside its thermometer: whether the model is still to be trusted, and g(r).
import {
  type RunningCurve,
  RunningRadialDistribution,
  type RunningRadialDistributionState,
} from "@adatom/models/analysis/running-radial-distribution.ts";
import { beyond, type Trust, trustOf } from "@adatom/models/dynamics/trust.ts";
import { buildFastList } from "@adatom/models/kernels/atoms/kernel-neighbour-list.ts";
import type { Evaluation, Potential } from "@adatom/models/potentials/potential.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import type { TrustPolicy } from "../job-contract.ts";

/** Structures that a run saves where its model is not to be trusted: the first ones are those that training lacks. */
const mostSaved = 50;

/** A frame of g(r) costs a few steps on the processor: larger structures, which may run on a GPU, wait longer for the next, in proportion. */
const atomsPerInterval = 20_000;

export interface WatchState {
  readonly radial: RunningRadialDistributionState | null;
  /** Checks that were beyond the limits, and structures saved of them. */
  readonly beyond: number;
  readonly saved: number;
}

export interface Finding {
  readonly trust: Trust;
  /** Why the run went too far; null where it did not. */
  readonly reason: string | null;
}

const nothingOutside: Trust = { extrapolatingAtoms: 0, furthestOutside: 0, maximumSpread: undefined, worst: null };

export class MolecularDynamicsWatch {
  private readonly potential: Potential;
  private readonly policy: TrustPolicy | undefined;
  private readonly radialEvery: number;
  private readonly radial: RunningRadialDistribution | null;
  private counted: Omit<WatchState, "radial">;

  /** @param radialEvery steps; 0 for no g(r) */
  constructor(potential: Potential, structure: Structure, policy: TrustPolicy | undefined, radialEvery: number, left?: WatchState) {
    this.potential = potential;
    this.policy = policy;
    this.radialEvery = radialEvery * Math.max(1, Math.ceil(structure.atomicNumbers.length / atomsPerInterval));
    const hasDensity = radialEvery > 0 && structure.periodic.every(Boolean) && structure.cell.some((value) => value !== 0);
    this.radial = hasDensity ? new RunningRadialDistribution(left?.radial ?? undefined) : null;
    this.counted = { beyond: left?.beyond ?? 0, saved: left?.saved ?? 0 };
  }

  /** Steps to the next one at which something is looked at. */
  next(step: number): number {
    const until = (every: number): number => every - (step % every);
    return Math.min(
      this.policy ? until(this.policy.every) : Number.POSITIVE_INFINITY,
      this.radial ? until(this.radialEvery) : Number.POSITIVE_INFINITY,
    );
  }

  wantsCurve(step: number): boolean {
    return this.radial !== null && step % this.radialEvery === 0;
  }

  wantsCheck(step: number): boolean {
    return this.policy !== undefined && step % this.policy.every === 0;
  }

  curve(structure?: Structure): RunningCurve | null {
    if (structure) this.radial?.add(structure);
    return this.radial?.curve() ?? null;
  }

  /**
   * @param known the evaluation of just this structure, where there is one
   * @param extrapolatingAtoms as the engine counted them: where it has no evaluation at hand and none extrapolate, none is made
   * @returns null for a potential that is never in doubt
   */
  check(structure: Structure, known: Evaluation | undefined, extrapolatingAtoms: number): Finding | null {
    if (!known && extrapolatingAtoms === 0 && this.policy?.spread === undefined) return { trust: nothingOutside, reason: null };
    const evaluation = known ?? this.potential.evaluate(structure, buildFastList(structure, this.potential.cutoffAngstrom));
    if (!this.policy || (!evaluation.extrapolations && !evaluation.spread)) return null;
    const trust = trustOf(evaluation);
    const reason = beyond(trust, this.policy);
    if (reason !== null) this.counted = { ...this.counted, beyond: this.counted.beyond + 1 };
    return { trust, reason };
  }

  /** Whether this structure is one to be saved: counted as saved then. */
  mayStillSave(): boolean {
    if (!this.policy?.output || this.counted.saved >= mostSaved) return false;
    this.counted = { ...this.counted, saved: this.counted.saved + 1 };
    return true;
  }

  counts(): Omit<WatchState, "radial"> {
    return this.counted;
  }

  state(): WatchState {
    return { ...this.counted, radial: this.radial?.state() ?? null };
  }
}
