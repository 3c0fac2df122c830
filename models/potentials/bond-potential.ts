// Classical potentials that take one atom's bonds at a time, each row of the list once.
import { BondRow } from "./bond-row.ts";
import { type ClassicalPotential, classicalPotential } from "./evaluation.ts";
import type { Potential } from "./potential.ts";

export interface BondPotential extends Omit<ClassicalPotential, "accumulate"> {
  /** Whether of each pair only one end has the bond; default: both. */
  readonly half?: boolean;
  /** Adds the energies (eV) that atom i's bonds give to atoms, and to the row the gradients with respect to its bond vectors. */
  addAtom(i: number, count: number, row: BondRow, atomicNumbers: Uint8Array, energies: Float64Array): void;
}

/** The potential: gathers each atom's bonds inside the cutoff, all of them where the topology is fixed, and sums forces and strain. */
export function bondPotential({ half = false, addAtom, ...head }: BondPotential): Potential {
  const reach = head.bonds ? Number.POSITIVE_INFINITY : head.cutoffAngstrom;
  const row = new BondRow();
  return classicalPotential({
    ...head,
    accumulate(structure, neighbours, { energies, forces, stress }) {
      const { atomicNumbers } = structure;
      for (let i = 0; i < atomicNumbers.length; i++) {
        const count = row.gather(structure, neighbours, i, reach, half);
        addAtom(i, count, row, atomicNumbers, energies);
        row.addGradients(i, count, forces, stress);
      }
    },
  });
}
