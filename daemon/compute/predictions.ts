// Predictions by structure and model. The large arrays stay here: hovers fetch one atom at a time.
import type { Stepwise } from "@adatom/models/analysis/stepwise.ts";
import { furthestOutside } from "@adatom/models/dynamics/trust.ts";
import { buildFastList } from "@adatom/models/kernels/atoms/kernel-neighbour-list.ts";
import type { Evaluation, Potential } from "@adatom/models/potentials/potential.ts";
import { symbolOf } from "@adatom/models/structure/elements.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import { ByteCappedCache } from "./byte-capped-cache.ts";
import type { AtomPrediction, FullPrediction, ModelReference, PredictionSummary } from "./contract.ts";
import { type ModelRegistry, modelIdentity } from "./model-registry.ts";
import { NearestKnown } from "./nearest-known.ts";
import type { NearestToAtom } from "./prediction.ts";
import type { Structures } from "./structures.ts";
import type { Turns } from "./turns.ts";

/** 512 MB: some 16 million atoms. */
const predictionBytes = 2 ** 29;
const mostExtrapolations = 100;
const mostNearest = 3;

interface Prediction {
  readonly model: string;
  readonly evaluation: Evaluation;
  readonly summary: PredictionSummary;
}

export class Predictions {
  private readonly cache = new ByteCappedCache<Prediction>(predictionBytes);
  private readonly structures: Structures;
  private readonly models: ModelRegistry;
  private readonly turns: Turns;
  private readonly nearest = new NearestKnown();
  /** Long ones under way, by the same keys: who asks for one meanwhile waits for it. */
  private readonly underWay = new Map<string, Promise<Prediction>>();

  constructor(structures: Structures, models: ModelRegistry, turns: Turns) {
    this.structures = structures;
    this.models = models;
    this.turns = turns;
  }

  async summary(hash: string, model: ModelReference): Promise<PredictionSummary> {
    return (await this.predict(hash, model)).summary;
  }

  /** Energies and forces of all atoms, or of `count` atoms from `from` on. */
  async full(hash: string, model: ModelReference, from = 0, count = Number.POSITIVE_INFINITY): Promise<FullPrediction> {
    const { summary, evaluation } = await this.predict(hash, model);
    const { energies, forces } = evaluation;
    const end = Math.min(energies.length, from + count);
    return { ...summary, energies: energies.slice(from, end), forces: forces.slice(3 * from, 3 * end) };
  }

  /** @throws Failure BadStructure where there is no such atom */
  async atom(hash: string, model: ModelReference, atom: number): Promise<AtomPrediction> {
    const { evaluation, model: name } = await this.predict(hash, model);
    const { energies, forces, extrapolations = [], spread } = evaluation;
    if (!(atom >= 0 && atom < energies.length))
      throw new Failure("BadStructure", `There is no atom ${atom + 1}: the structure has ${energies.length}.`);
    const own = extrapolations.filter((finding) => finding.atom === atom);
    return {
      model: name,
      energy: energies[atom]!,
      force: [forces[3 * atom]!, forces[3 * atom + 1]!, forces[3 * atom + 2]!],
      extrapolations: own,
      ...(own.length > 0 && { nearest: this.nearest.of(this.structures.get(hash), atom, model, mostNearest) }),
      ...(spread && { forceSpread: spread.forces[atom]! }),
    };
  }

  private predict(hash: string, reference: ModelReference): Prediction | Promise<Prediction> {
    const key = `${hash} ${modelIdentity(reference)}`;
    const known = this.cache.get(key) ?? this.underWay.get(key);
    if (known) return known;
    const made = this.turns(this.steps(hash, reference, key));
    if (!(made instanceof Promise)) return made;
    const settled = made.finally(() => this.underWay.delete(key));
    this.underWay.set(key, settled);
    return settled;
  }

  private nearestToWorst(structure: Structure, evaluation: Evaluation, reference: ModelReference): { nearest?: NearestToAtom } {
    const worst = furthestOutside(evaluation.extrapolations ?? []);
    if (!worst) return {};
    const structures = this.nearest.of(structure, worst.atom, reference, mostNearest);
    return structures.length > 0 ? { nearest: { atom: worst.atom, structures } } : {};
  }

  /** Potentials with kernels that need no pieces, on lists that the kernels build: one piece each. */
  private *quick(structure: Structure, potential: Potential): Stepwise<Evaluation> {
    const list = buildFastList(structure, potential.cutoffAngstrom);
    yield 0.5;
    return potential.evaluate(structure, list);
  }

  private *steps(hash: string, reference: ModelReference, key: string): Stepwise<Prediction> {
    const structure = this.structures.get(hash);
    const potential = this.models.load(reference);
    requireCoverage(potential, structure);
    const evaluation = potential.steps
      ? yield* potential.steps(structure, yield* this.structures.neighbours(hash, potential.cutoffAngstrom))
      : yield* this.quick(structure, potential);
    const summary = { ...summarise(potential.name, structure, evaluation), ...this.nearestToWorst(structure, evaluation, reference) };
    const prediction = { model: potential.name, evaluation, summary };
    this.cache.set(key, prediction, evaluation.energies.byteLength + evaluation.forces.byteLength + 1000);
    return prediction;
  }
}

function countByElement(numbers: readonly number[]): { element: string; atoms: number }[] {
  const counts = [...Map.groupBy(numbers, (number) => number)].map(([number, all]) => ({ element: symbolOf(number), atoms: all.length }));
  return counts.sort((a, b) => b.atoms - a.atoms || (a.element < b.element ? -1 : 1));
}

/** @throws Failure UnsupportedSpecies naming the first atom that the potential does not cover, and what it covers */
export function requireCoverage(potential: Potential, structure: Structure): void {
  const covered = new Set(potential.species);
  const atom = structure.atomicNumbers.findIndex((number) => !covered.has(number));
  if (atom < 0) return;
  const covers = potential.species.map(symbolOf).join(", ");
  throw new Failure(
    "UnsupportedSpecies",
    `Atom ${atom + 1} is ${symbolOf(structure.atomicNumbers[atom]!)}, which ${potential.name} does not cover (it covers ${covers}). Choose or train another model.`,
    { atom, model: potential.name, species: potential.species },
  );
}

function summarise(model: string, structure: Structure, evaluation: Evaluation): PredictionSummary {
  const { energy, forces, stress, extrapolations = [], spread } = evaluation;
  const outside = new Set(extrapolations.map((finding) => finding.atom));
  let largest = 0;
  for (let i = 0; i < forces.length; i += 3) {
    const square = forces[i]! ** 2 + forces[i + 1]! ** 2 + forces[i + 2]! ** 2;
    if (!(square <= largest)) largest = square;
  }
  return {
    model,
    natoms: structure.atomicNumbers.length,
    energy,
    maximumForce: Math.sqrt(largest),
    stress: structure.periodic.every(Boolean) ? Array.from(stress) : null,
    extrapolatingAtoms: outside.size,
    ...(outside.size > 0 && { extrapolatingByElement: countByElement([...outside].map((atom) => structure.atomicNumbers[atom]!)) }),
    extrapolations: extrapolations.slice(0, mostExtrapolations),
    ...(spread && { spread: { energy: spread.energy, maximumForce: spread.forces.reduce((most, value) => Math.max(most, value), 0) } }),
  };
}
