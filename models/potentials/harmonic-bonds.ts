// Harmonic bonds: springs between atoms, E = sum_bonds k/2 (r - r0)^2. With a fixed topology the solid whose vibrations, elastic
// constants and free energy are known in closed form: what integrators, phonons and thermostats are tried on.
// Springs between atoms and not to lattice sites (an Einstein crystal), so that moving the whole changes nothing, as in any solid.
import type { NeighbourList } from "../structure/neighbour-list.ts";
import { bondPotential } from "./bond-potential.ts";
import { speciesIndex } from "./bond-row.ts";
import type { Potential } from "./potential.ts";
import { pairTable } from "./species-table.ts";

/** One pair of elements, in either order. */
export interface HarmonicPair {
  readonly elements: readonly [number, number];
  /** k, eV/angstrom^2: twice the K of LAMMPS's bond_style harmonic. */
  readonly stiffness: number;
  /** r0, angstrom. */
  readonly length: number;
}

/**
 * Springs on the given `bonds` (each from both its ends; a neighbour list of the structure at rest is one), which belong to structures
 * with these atoms in this order, not wrapped back into the cell. Without `bonds`, springs between all atoms nearer than the cutoff,
 * found anew at each evaluation: energies then jump where atoms cross it.
 * @throws RangeError for a pair of elements that is missing or stands twice
 */
export function harmonicBonds(
  name: string,
  description: string,
  pairs: readonly HarmonicPair[],
  cutoffAngstrom: number,
  bonds?: NeighbourList,
): Potential {
  const { species, pairs: table } = pairTable(pairs, name);
  const indexOf = speciesIndex(species);
  return bondPotential({
    name,
    description,
    species,
    cutoffAngstrom,
    bonds,
    half: true,
    addAtom(i, count, row, atomicNumbers, energies) {
      const a = species.length * indexOf[atomicNumbers[i]!]!;
      for (let b = 0; b < count; b++) {
        const j = row.atom[b]!;
        const { stiffness, length } = table[a + indexOf[atomicNumbers[j]!]!]!;
        const r = row.distance[b]!;
        const quarter = 0.25 * stiffness * (r - length) * (r - length);
        energies[i]! += quarter;
        energies[j]! += quarter;
        const slope = (stiffness * (r - length)) / r;
        for (let x = 3 * b; x < 3 * b + 3; x++) row.gradient[x] = slope * row.vector[x]!;
      }
    },
  });
}
