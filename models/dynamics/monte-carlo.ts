// Metropolis Monte Carlo at constant volume: one atom is moved at random and the move kept with probability
// min(1, exp(-dE / kT)). N. Metropolis et al., J. Chem. Phys. 21, 1087 (1953).
// A potential says nothing of how far an atom's energy reaches, so that each trial evaluates the whole structure:
// meant for clusters and small cells.
import type { Potential } from "../potentials/potential.ts";
import type { Structure } from "../structure/structure.ts";
import { boltzmannElectronvoltPerKelvin } from "../structure/units.ts";
import { checkFixedAtoms, fixedMask } from "./check-options.ts";
import type { MonteCarloOptions, MonteCarloRun, MonteCarloSample, Snapshot } from "./dynamics.ts";
import { MovingStructure } from "./moving-structure.ts";
import { createRandom, type Random, type RandomState } from "./random.ts";

const skinAngstrom = 1;
/** The displacement is adapted after so many trials, on what those gave. */
const trialsPerAdaptation = 50;

interface MonteCarloState {
  trial: number;
  accepted: number;
  /** Since the last adaptation. */
  acceptedLately: number;
  displacement: number;
  /** Of the structure as it stands; the last trial's may be another. */
  energy: number;
}

/** @throws RangeError for options or a structure that cannot be sampled; the message says which */
export function startMonteCarlo(structure: Structure, potential: Potential, options: MonteCarloOptions): MonteCarloRun {
  checkOptions(structure, options);
  const moving = MovingStructure.start(structure, potential, skinAngstrom);
  const { displacementAngstrom, seed } = options;
  const state = { trial: 0, accepted: 0, acceptedLately: 0, displacement: displacementAngstrom, energy: moving.evaluation.energy };
  return new Run(moving, options, createRandom(seed), state);
}

/** Goes on from a snapshot with the same potential, with the same bits as if it had never stopped. */
export function resumeMonteCarlo(potential: Potential, snapshot: Snapshot): MonteCarloRun {
  const { options, random, state } = snapshot.json;
  const moving = MovingStructure.resume(potential, snapshot);
  return new Run(moving, options as MonteCarloOptions, createRandom(random as RandomState), { ...(state as MonteCarloState) });
}

class Run implements MonteCarloRun {
  private readonly moving: MovingStructure;
  private readonly options: MonteCarloOptions;
  private readonly random: Random;
  private readonly state: MonteCarloState;
  private readonly movable: readonly number[];

  constructor(moving: MovingStructure, options: MonteCarloOptions, random: Random, state: MonteCarloState) {
    const atoms = moving.positions.length / 3;
    const fixed = fixedMask(options.fixedAtoms, atoms);
    this.moving = moving;
    this.options = options;
    this.random = random;
    this.state = state;
    this.movable = Array.from({ length: atoms }, (_, atom) => atom).filter((atom) => fixed?.[atom] !== 1);
  }

  advance(trials: number): MonteCarloSample {
    for (let t = 0; t < trials; t++) this.try();
    return this.sample();
  }

  sample(): MonteCarloSample {
    const { trial, accepted, energy, displacement } = this.state;
    return { trial, energy, acceptance: trial > 0 ? accepted / trial : 0, displacementAngstrom: displacement };
  }

  structure(): Structure {
    return this.moving.structure();
  }

  snapshot(): Snapshot {
    const { arrays, json } = this.moving.snapshot();
    return { arrays, json: { ...json, options: { ...this.options }, random: this.random.state(), state: { ...this.state } } };
  }

  private try(): void {
    const { moving, random, state } = this;
    const { temperatureKelvin, adaptTrials = 0 } = this.options;
    const first = 3 * this.movable[random.integer(this.movable.length)]!;
    const before = moving.positions.slice(first, first + 3);
    for (let p = first; p < first + 3; p++) moving.positions[p]! += state.displacement * (2 * random.uniform() - 1);
    const chance = random.uniform();
    // Atoms on top of each other have no finite energy, and no chance.
    const change = moving.tryEvaluate() ? moving.evaluation.energy - state.energy : Number.POSITIVE_INFINITY;
    state.trial++;
    if (chance < Math.exp(-change / (boltzmannElectronvoltPerKelvin * temperatureKelvin))) {
      state.energy = moving.evaluation.energy;
      state.accepted++;
      state.acceptedLately++;
    } else moving.positions.set(before, first);
    // A step that follows its own success breaks detailed balance: only before sampling begins.
    if (state.trial <= adaptTrials && state.trial % trialsPerAdaptation === 0) this.adapt();
  }

  private adapt(): void {
    const { state } = this;
    const { targetAcceptance = 0.4 } = this.options;
    const ratio = state.acceptedLately / trialsPerAdaptation / targetAcceptance;
    state.displacement *= Math.min(1.5, Math.max(0.5, ratio));
    state.acceptedLately = 0;
  }
}

function checkOptions(structure: Structure, options: MonteCarloOptions): void {
  const { temperatureKelvin, displacementAngstrom, targetAcceptance = 0.4, fixedAtoms } = options;
  const atoms = structure.atomicNumbers.length;
  if (!(temperatureKelvin > 0 && temperatureKelvin < 1e9))
    throw new RangeError(`temperatureKelvin must be positive, not ${temperatureKelvin}.`);
  if (!(displacementAngstrom > 0 && displacementAngstrom < 100))
    throw new RangeError(`displacementAngstrom must be a positive length in angstrom, not ${displacementAngstrom}.`);
  if (!(targetAcceptance > 0 && targetAcceptance < 1))
    throw new RangeError(`targetAcceptance must lie between 0 and 1, not ${targetAcceptance}.`);
  checkFixedAtoms(fixedAtoms, atoms);
  if (new Set(fixedAtoms).size >= atoms) throw new RangeError("There is no atom to move.");
}
