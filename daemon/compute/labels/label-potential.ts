// A calculator as a potential: it answers at once with the labels that it has been given, and says which are missing.
import type { Evaluation, Potential } from "@adatom/models/potentials/potential.ts";
import { cellVolume } from "@adatom/models/structure/cell.ts";
import { contentHash } from "@adatom/models/structure/content-hash.ts";
import { largestAtomicNumber } from "@adatom/models/structure/elements.ts";
import type { NeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Reference, Structure } from "@adatom/models/structure/structure.ts";

/** Energy and forces of a structure, with its stress where it has one. */
export type Label = Reference & Required<Pick<Reference, "energy" | "forces">>;

export class LabelPotential implements Potential {
  readonly name: string;
  readonly description: string;
  /** All elements: the other program says what it cannot do. */
  readonly species = Array.from({ length: largestAtomicNumber }, (_, k) => k + 1);
  /** Neighbours do not matter here: less than any bond, so that looking for them costs nothing. */
  readonly cutoffAngstrom = 1;
  /** What was asked about last and has no label yet; all that was announced together. */
  missing: readonly Structure[] = [];
  private readonly labels = new Map<string, Label>();

  constructor(calculator: string) {
    this.name = calculator;
    this.description = `calculator ${calculator} of adatom.json`;
  }

  /**
   * Per-atom energies are equal shares, as programs give none; stress is NaN where there is a volume and no stress was given.
   * @throws Error where the label is missing; `missing` holds the structure then
   */
  evaluate(structure: Structure, _: NeighbourList, into?: Evaluation): Evaluation {
    const label = this.labels.get(contentHash(structure));
    if (!label) {
      if (this.missing.length === 0) this.announce([structure]);
      throw new Error(`${this.description} has not answered yet`);
    }
    const atoms = structure.atomicNumbers.length;
    const { energies, forces } = into ?? { energies: new Float64Array(atoms), forces: new Float64Array(3 * atoms) };
    energies.fill(label.energy / atoms);
    forces.set(label.forces);
    const stress = label.stress?.slice() ?? new Float64Array(6).fill(cellVolume(structure.cell) > 0 ? Number.NaN : 0);
    return { energy: label.energy, energies, forces, stress };
  }

  announce(structures: readonly Structure[]): void {
    this.missing = structures.filter((structure) => !this.labels.has(contentHash(structure))).map(copied);
  }

  give(structure: Structure, label: Label): void {
    this.labels.set(contentHash(structure), label);
    this.missing = this.missing.filter((one) => one !== structure);
  }

  /** Labels are kept for the step that asks for them: the next one asks about other structures. */
  forget(): void {
    this.labels.clear();
  }
}

/** The mover goes on writing into its own. */
function copied({ positions, cell, atomicNumbers, periodic, info }: Structure): Structure {
  return { positions: positions.slice(), cell: cell.slice(), atomicNumbers: atomicNumbers.slice(), periodic, ...(info && { info }) };
}
