// Predictions by structure and model. The large arrays stay here: hovers fetch one atom at a time.
import type { Evaluation, Potential } from "@adatom/models/potentials/potential.ts";
import { symbolOf } from "@adatom/models/structure/elements.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import { ByteCappedCache } from "./byte-capped-cache.ts";
import type { AtomPrediction, FullPrediction, ModelReference, PredictionSummary } from "./contract.ts";
import { type ModelRegistry, modelIdentity } from "./model-registry.ts";
import { type Structures, usable } from "./structures.ts";

/** 512 MB: some 16 million atoms. */
const predictionBytes = 2 ** 29;
const mostExtrapolations = 100;

interface Prediction {
  readonly model: string;
  readonly evaluation: Evaluation;
  readonly summary: PredictionSummary;
}

export class Predictions {
  private readonly cache = new ByteCappedCache<Prediction>(predictionBytes);
  private readonly structures: Structures;
  private readonly models: ModelRegistry;

  constructor(structures: Structures, models: ModelRegistry) {
    this.structures = structures;
    this.models = models;
  }

  summary(hash: string, model: ModelReference): PredictionSummary {
    return this.predict(hash, model).summary;
  }

  /** Energies and forces of all atoms, or of `count` atoms from `from` on. */
  full(hash: string, model: ModelReference, from = 0, count = Number.POSITIVE_INFINITY): FullPrediction {
    const { summary, evaluation } = this.predict(hash, model);
    const { energies, forces } = evaluation;
    const end = Math.min(energies.length, from + count);
    return { ...summary, energies: energies.slice(from, end), forces: forces.slice(3 * from, 3 * end) };
  }

  /** @throws Failure BadStructure where there is no such atom */
  atom(hash: string, model: ModelReference, atom: number): AtomPrediction {
    const { evaluation, model: name } = this.predict(hash, model);
    const { energies, forces, extrapolations = [], spread } = evaluation;
    if (!(atom >= 0 && atom < energies.length))
      throw new Failure("BadStructure", `There is no atom ${atom + 1}: the structure has ${energies.length}.`);
    return {
      model: name,
      energy: energies[atom]!,
      force: [forces[3 * atom]!, forces[3 * atom + 1]!, forces[3 * atom + 2]!],
      extrapolations: extrapolations.filter((finding) => finding.atom === atom),
      ...(spread && { forceSpread: spread.forces[atom]! }),
    };
  }

  private predict(hash: string, reference: ModelReference): Prediction {
    const key = `${hash} ${modelIdentity(reference)}`;
    const cached = this.cache.get(key);
    if (cached) return cached;
    const structure = this.structures.get(hash);
    const potential = this.models.load(reference);
    requireCoverage(potential, structure);
    const list = this.structures.neighbours(hash, potential.cutoffAngstrom);
    const evaluation = usable(() => potential.evaluate(structure, list));
    const prediction = { model: potential.name, evaluation, summary: summarise(potential.name, structure, evaluation) };
    this.cache.set(key, prediction, evaluation.energies.byteLength + evaluation.forces.byteLength + 1000);
    return prediction;
  }
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
    extrapolatingAtoms: new Set(extrapolations.map((finding) => finding.atom)).size,
    extrapolations: extrapolations.slice(0, mostExtrapolations),
    ...(spread && { spread: { energy: spread.energy, maximumForce: spread.forces.reduce((most, value) => Math.max(most, value), 0) } }),
  };
}
