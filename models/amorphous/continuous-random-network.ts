// A continuous random network from diamond: randomised by switches that are all accepted, then annealed by bond switching from
// above the temperature where the topology melts down to where it stands still; annealed again until its angles are narrow enough.
import type { Snapshot } from "../dynamics/dynamics.ts";
import { type BondNetwork, bondAngles, diamondNetwork } from "./bond-network.ts";
import { BondSwitching } from "./bond-switching.ts";

export interface RandomNetworkOptions {
  /** 8 n^3 atoms: 3 for 216, 5 for 1000. */
  readonly cellsPerEdge: number;
  readonly edgeAngstrom: number;
  readonly seed: number;
  /** Attempts an atom at each of the temperatures; default 160. */
  readonly attemptsPerAtom?: number;
  /** Standard deviation of the bond angles to reach, degrees; default 11. */
  readonly angleSigmaDegrees?: number;
  /** Anneals at most, the first one included; default 6. */
  readonly mostAnneals?: number;
}

export interface NetworkProgress {
  readonly attempts: number;
  readonly accepted: number;
  /** Keating energy, eV/atom. */
  readonly energyPerAtom: number;
  readonly angleSigmaDegrees: number;
  readonly kT: number;
  /** Half of what is left is given to the anneal at hand, as it may be followed by another; 1 when done. */
  readonly share: number;
  readonly finished: boolean;
}

/** Switches an atom that are all accepted: half of them leave nothing of the crystal (angles at 28 degrees, 6 eV/atom). */
const randomising = 0.5;
/** kT, eV. Networks of silicon rearrange freely above 0.6 and hardly below 0.2; later anneals begin where that is just lost. */
const first = { from: 0.55, to: 0.22, stages: 14 };
const again = { from: 0.4, to: 0.22, stages: 8 };
/** Attempts without temperature at the end of an anneal, an atom. */
const quench = 20;

interface Schedule {
  anneal: number;
  stage: number;
  /** Attempts done in this stage. */
  done: number;
}

export class RandomNetworkRun {
  private readonly options: Required<RandomNetworkOptions>;
  private readonly switching: BondSwitching;
  private readonly schedule: Schedule;
  private isFinished: boolean;

  private constructor(options: Required<RandomNetworkOptions>, switching: BondSwitching, schedule: Schedule, isFinished: boolean) {
    this.options = options;
    this.switching = switching;
    this.schedule = schedule;
    this.isFinished = isFinished;
  }

  static start(options: RandomNetworkOptions): RandomNetworkRun {
    const whole = { attemptsPerAtom: 160, angleSigmaDegrees: 11, mostAnneals: 6, ...options };
    const switching = new BondSwitching(diamondNetwork(options.cellsPerEdge, options.edgeAngstrom), options.seed);
    return new RandomNetworkRun(whole, switching, { anneal: 0, stage: -1, done: 0 }, false);
  }

  static resume(snapshot: Snapshot): RandomNetworkRun {
    const { options, schedule, switching, isFinished } = snapshot.json;
    const inner = BondSwitching.resume({ arrays: snapshot.arrays, json: switching as Snapshot["json"] });
    return new RandomNetworkRun(options as Required<RandomNetworkOptions>, inner, { ...(schedule as Schedule) }, isFinished as boolean);
  }

  snapshot(): Snapshot {
    const { arrays, json } = this.switching.snapshot();
    return { arrays, json: { options: this.options, schedule: { ...this.schedule }, switching: json, isFinished: this.isFinished } };
  }

  network(): BondNetwork {
    return this.switching.network;
  }

  /** Goes on by at most so many attempted switches; to the end of a stage at most. */
  advance(attempts: number): NetworkProgress {
    if (!this.isFinished) {
      const { schedule } = this;
      const length = this.stageLength();
      const turn = Math.min(attempts, length - schedule.done);
      this.switching.advance(turn, this.temperature());
      schedule.done += turn;
      if (schedule.done >= length) this.nextStage();
    }
    return this.progress();
  }

  progress(): NetworkProgress {
    const { switching, schedule } = this;
    const within = Math.max(0, (schedule.stage + schedule.done / this.stageLength()) / (this.anneal().stages + 1));
    return {
      ...switching.counts(),
      energyPerAtom: switching.energy / this.atoms(),
      angleSigmaDegrees: bondAngles(switching.network).sigma,
      kT: this.temperature(),
      share: this.isFinished ? 1 : 1 - 0.5 ** schedule.anneal * (1 - within / 2),
      finished: this.isFinished,
    };
  }

  private atoms(): number {
    return this.switching.network.positions.length / 3;
  }

  private anneal(): typeof first {
    return this.schedule.anneal === 0 ? first : again;
  }

  private temperature(): number {
    const { from, to, stages } = this.anneal();
    const { stage } = this.schedule;
    if (stage < 0) return Number.POSITIVE_INFINITY;
    return stage === stages ? 0 : from * (to / from) ** (stage / (stages - 1));
  }

  private stageLength(): number {
    const { stage } = this.schedule;
    const perAtom = stage < 0 ? randomising : stage === this.anneal().stages ? quench : this.options.attemptsPerAtom;
    return Math.ceil(perAtom * this.atoms());
  }

  private nextStage(): void {
    const { schedule, options } = this;
    schedule.done = 0;
    schedule.stage++;
    if (schedule.stage <= this.anneal().stages) return;
    this.switching.relax(1e-8);
    schedule.anneal++;
    schedule.stage = 0;
    const isNarrow = bondAngles(this.switching.network).sigma <= options.angleSigmaDegrees;
    this.isFinished = isNarrow || schedule.anneal >= options.mostAnneals;
  }
}
