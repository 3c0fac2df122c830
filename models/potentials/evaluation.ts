// What classical potentials share around their loops: result arrays, the species check, stress from the virial.
import { evaluateParts, type PartPotential } from "../kernels/atoms/part-evaluation.ts";
import { cellVolume } from "../structure/cell.ts";
import { symbolOf } from "../structure/elements.ts";
import type { NeighbourList } from "../structure/neighbour-list.ts";
import type { Structure } from "../structure/structure.ts";
import type { Evaluation, Potential } from "./potential.ts";

/** Where a result adds up: per-atom energies (N, eV), forces (3N, eV/angstrom), and in `stress` the strain derivative (Voigt, eV). */
export interface EvaluationParts {
  readonly energies: Float64Array;
  readonly forces: Float64Array;
  readonly stress: Float64Array;
}

/** A classical potential but for what all of them do around their loops. */
export interface ClassicalPotential extends Omit<Potential, "evaluate"> {
  /** A fixed topology: taken in place of the caller's list, however far that reaches. */
  readonly bonds?: NeighbourList | undefined;
  /** The same potential as the kernel does it; where that cannot be, or without one, the plain loops of `accumulate` count. */
  readonly kernel?: PartPotential | undefined;
  /** Adds a checked structure's energies, forces and strain derivative to zeroed arrays. */
  accumulate(structure: Structure, neighbours: NeighbourList, parts: EvaluationParts): void;
}

/** The potential: checks elements and list, lets it accumulate, and completes the result. */
export function classicalPotential({ bonds, accumulate, kernel, ...head }: ClassicalPotential): Potential {
  const { name, species, cutoffAngstrom } = head;
  return {
    ...head,
    evaluate(structure: Structure, neighbours: NeighbourList, into?: Evaluation): Evaluation {
      requireSpecies(structure, species, name);
      requireList(structure, bonds ?? neighbours, bonds ? 0 : cutoffAngstrom, name);
      const parts = roomForEvaluation(structure.atomicNumbers.length, into);
      const energy = kernel && evaluateParts(kernel, structure, bonds ?? neighbours, parts);
      if (energy !== undefined) return finishEvaluation(structure, parts, energy);
      accumulate(structure, bonds ?? neighbours, cleared(parts));
      return finishEvaluation(structure, parts);
    },
  };
}

/** Zeroed arrays for a result of N atoms: those of `into` where they fit, else new ones. */
export function startEvaluation(atoms: number, into?: Evaluation): EvaluationParts {
  return cleared(roomForEvaluation(atoms, into));
}

function roomForEvaluation(atoms: number, into?: Evaluation): EvaluationParts {
  if (into && into.energies.length === atoms && into.forces.length === 3 * atoms && into.stress.length === 6) return into;
  return { energies: new Float64Array(atoms), forces: new Float64Array(3 * atoms), stress: new Float64Array(6) };
}

function cleared(parts: EvaluationParts): EvaluationParts {
  parts.energies.fill(0);
  parts.forces.fill(0);
  parts.stress.fill(0);
  return parts;
}

/** Completes a result: total energy where it is not known, and stress from the strain derivative dE/dstrain (eV, Voigt) that `stress` holds so far. */
export function finishEvaluation(structure: Structure, parts: EvaluationParts, known?: number): Evaluation {
  const { energies, forces, stress } = parts;
  let energy = known ?? 0;
  if (known === undefined) for (let i = 0; i < energies.length; i++) energy += energies[i]!;
  const volume = cellVolume(structure.cell);
  for (let v = 0; v < 6; v++) stress[v] = volume > 0 ? stress[v]! / volume : 0;
  return { energy, energies, forces, stress };
}

/** @throws RangeError naming the first atom whose element is not among `species` */
export function requireSpecies(structure: Structure, species: readonly number[], name: string): void {
  const { atomicNumbers } = structure;
  const covered = new Uint8Array(256);
  for (const number of species) covered[number] = 1;
  for (let i = 0; i < atomicNumbers.length; i++) {
    if (covered[atomicNumbers[i]!] === 0) {
      throw new RangeError(
        `${name} covers ${species.map(symbolOf).join(", ")} only, but atom ${i + 1} is ${symbolOf(atomicNumbers[i]!)}. Choose a potential for these elements, or train one.`,
      );
    }
  }
}

/** @throws RangeError where a neighbour list is of another structure or reaches less far than the potential */
export function requireList(structure: Structure, neighbours: NeighbourList, cutoffAngstrom: number, name: string): void {
  const rows = neighbours.atoms ?? neighbours.first.length - 1;
  if (rows !== structure.atomicNumbers.length) {
    throw new RangeError(
      `The neighbour list is of ${rows} atoms, the structure has ${structure.atomicNumbers.length}. Build a list for it.`,
    );
  }
  if (neighbours.cutoffAngstrom < cutoffAngstrom) {
    throw new RangeError(`${name} needs neighbours up to ${cutoffAngstrom} angstrom, the list ends at ${neighbours.cutoffAngstrom}.`);
  }
}
