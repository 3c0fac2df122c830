// Descriptors of all atoms of a structure, one atom after the other.
import type { NeighbourList } from "../structure/neighbour-list.ts";
import type { Structure } from "../structure/structure.ts";
import type { Descriptor } from "./descriptor.ts";
import { createEnvironment, type Environment, gatherEnvironment } from "./environment.ts";
import type { AllAtoms } from "./structure-describer.ts";

export function createPlainDescriber(species: readonly number[], descriptors: readonly Descriptor[]): AllAtoms {
  const environment = createEnvironment();
  let radialScratch = new Float64Array(0);
  let angularScratch = new Float64Array(0);

  /** A row of each element's functions for each of its atoms. */
  function rowsFor({ atomicNumbers }: Structure): Float64Array[] {
    const counts = species.map(() => 0);
    for (const z of atomicNumbers) {
      const e = species.indexOf(z);
      if (e >= 0) counts[e]!++;
    }
    return descriptors.map(({ size }, e) => new Float64Array(counts[e]! * size));
  }

  /** Visits the atoms that are described. @param row of the atom among those of its element */
  function eachAtom(
    structure: Structure,
    list: NeighbourList,
    visit: (atom: number, element: number, row: number, environment: Environment) => void,
  ): void {
    const rows = species.map(() => 0);
    for (const [i, z] of structure.atomicNumbers.entries()) {
      const e = species.indexOf(z);
      if (e < 0) continue;
      gatherEnvironment(environment, descriptors[e]!, structure, list, i);
      visit(i, e, rows[e]!++, environment);
    }
  }

  /** Values into `row`, derivatives into the scratch. */
  function derive({ size, columns, derivatives }: Descriptor, row: number, values: Float64Array): void {
    const { count, angularCount } = environment;
    const [radial, angular] = [count * columns.radialWidth, angularCount * 3 * columns.angularSize];
    if (radialScratch.length < radial) radialScratch = new Float64Array(2 * radial);
    if (angularScratch.length < angular) angularScratch = new Float64Array(2 * angular);
    derivatives(environment, values.subarray(row * size, (row + 1) * size), radialScratch, angularScratch);
  }

  return {
    values(structure, list) {
      const values = rowsFor(structure);
      eachAtom(structure, list, (_, e, row) => {
        const { size } = descriptors[e]!;
        descriptors[e]!.values(environment, values[e]!.subarray(row * size, (row + 1) * size));
      });
      return values;
    },

    derivatives(structure, list, wantsDisplacement, makePairs) {
      const atoms = structure.atomicNumbers.length;
      const values = rowsFor(structure);
      const radialWidth = Math.max(0, ...descriptors.map(({ columns }) => columns.radialWidth));
      const counts = { pairs: new Int32Array(atoms), angular: new Int32Array(atoms) };
      eachAtom(structure, list, (i) => {
        counts.pairs[i] = environment.count;
        counts.angular[i] = environment.angularCount;
      });
      const bounds = pairBounds(structure, counts, species, descriptors);
      const sizes = { atoms, pairs: bounds.first[atoms]!, angular: bounds.angularStart[atoms]!, radialWidth };
      const pairs = makePairs(sizes);
      const { first, angularStart, neighbour, blockOffset, blockLength, direction, radial, angular } = pairs;
      first.set(bounds.first);
      angularStart.set(bounds.angularStart);
      pairs.angularCount.set(counts.angular);
      radial.fill(0);
      const displacement = new Float64Array(wantsDisplacement ? 3 * sizes.pairs : 0);
      eachAtom(structure, list, (i, e, row) => {
        const { columns } = descriptors[e]!;
        derive(descriptors[e]!, row, values[e]!);
        angular.set(angularScratch.subarray(0, environment.angularCount * 3 * columns.angularSize), angularStart[i]!);
        for (let n = 0; n < environment.count; n++) {
          const pair = first[i]! + n;
          const { offset, length } = columns.blocks[environment.species[n]!]!;
          neighbour[pair] = environment.neighbour[n]!;
          blockOffset[pair] = offset;
          blockLength[pair] = length;
          for (let c = 0; c < 3; c++) direction[3 * pair + c] = environment.displacement[3 * n + c]! / environment.distance[n]!;
          if (wantsDisplacement) for (let c = 0; c < 3; c++) displacement[3 * pair + c] = environment.displacement[3 * n + c]!;
          for (let m = 0; m < length; m++) radial[pair * radialWidth + m] = radialScratch[n * columns.radialWidth + m]!;
        }
      });
      return { values, pairs, displacement };
    },

    sensitivities(structure, list) {
      const values = rowsFor(structure);
      const squares = values.map(({ length }) => new Float64Array(length));
      eachAtom(structure, list, (_, e, row) => {
        const { size, columns } = descriptors[e]!;
        derive(descriptors[e]!, row, values[e]!);
        addSquares(environment, columns, radialScratch, angularScratch, squares[e]!.subarray(row * size, (row + 1) * size));
      });
      return { values, squares };
    },
  };
}

/** Where each atom's pairs and angular numbers begin, one more at the end, from how many there are. */
export function pairBounds(
  { atomicNumbers }: Structure,
  counts: { readonly pairs: Int32Array; readonly angular: Int32Array },
  species: readonly number[],
  descriptors: readonly Descriptor[],
): { readonly first: Int32Array; readonly angularStart: Int32Array } {
  const first = new Int32Array(atomicNumbers.length + 1);
  const angularStart = new Int32Array(atomicNumbers.length + 1);
  for (const [i, z] of atomicNumbers.entries()) {
    const columns = descriptors[species.indexOf(z)]?.columns.angularSize ?? 0;
    first[i + 1] = first[i]! + counts.pairs[i]!;
    angularStart[i + 1] = angularStart[i]! + 3 * columns * counts.angular[i]!;
  }
  return { first, angularStart };
}

/** Adds the squared derivatives of every function by every neighbour's position. */
function addSquares(
  { count, angularCount, species, displacement, distance }: Environment,
  { radialSize, angularSize, radialWidth, blocks, combination }: Descriptor["columns"],
  radial: Float64Array,
  angular: Float64Array,
  squares: Float64Array,
): void {
  const gradient = new Float64Array(radialSize + angularSize);
  for (let j = 0; j < count; j++) {
    const { offset, length } = blocks[species[j]!]!;
    for (let c = 0; c < 3; c++) {
      gradient.fill(0);
      const along = displacement[3 * j + c]! / distance[j]!;
      for (let m = 0; m < length; m++) gradient[offset + m] = along * radial[j * radialWidth + m]!;
      if (j < angularCount) {
        const from = (3 * j + c) * angularSize;
        for (let m = 0; m < angularSize; m++) gradient[radialSize + m] = angular[from + m]!;
      }
      for (const [f, columns] of combination.entries()) {
        let own = 0;
        for (const [column, weight] of columns) own += weight * gradient[column]!;
        squares[f]! += own * own;
      }
    }
  }
}
