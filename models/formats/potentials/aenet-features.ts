// aenet's training sets (.train) of structures of ours, with the values of a model's functions, and the structures of such a set.
import type { Stepwise } from "../../analysis/stepwise.ts";
import { createStructureDescriber } from "../../descriptors/structure-describer.ts";
import type { AtomicNetworkModel } from "../../networks/atomic-network/model.ts";
import { atomicNumberOf, symbolOf } from "../../structure/elements.ts";
import { buildNeighbourList } from "../../structure/neighbour-list.ts";
import type { Structure } from "../../structure/structure.ts";
import { aenetSetup } from "./aenet-basis.ts";
import type { AenetStatistics } from "./aenet-network.ts";
import type { AenetTrainingSet, AenetTrainingStructure } from "./aenet-training-set.ts";

/**
 * What aenet's generate.x would write: cohesive energies (the model's energies of free atoms taken off), and the values of the
 * model's functions in aenet's order.
 * @param names that the set gives the structures
 * @throws RangeError naming the structure without energy or with an element that the model does not know, or the function that aenet lacks
 */
export function* aenetTrainingSetOf(
  model: Pick<AtomicNetworkModel, "elements">,
  structures: readonly Structure[],
  names: readonly string[],
): Stepwise<AenetTrainingSet> {
  const { elements } = model;
  const species = elements.map(({ atomicNumber }) => atomicNumber);
  const bases = elements.map(({ functions }) => aenetSetup(functions, species));
  // The order of types is that of the set-ups' own lists, which spins follow.
  const types = bases[0]!.setup.environmentTypes;
  const placeOf = new Map(types.map((symbol, place) => [atomicNumberOf(symbol), place]));
  const describer = createStructureDescriber(elements);
  const sums = elements.map(({ functions }) => emptyStatistics(functions.length));
  const written: AenetTrainingStructure[] = [];
  for (const [k, structure] of structures.entries()) {
    const { atomicNumbers, positions, reference } = structure;
    if (reference?.energy === undefined) throw new RangeError(`${names[k]} has no energy`);
    const rows = describer.values(structure, buildNeighbourList(structure, describer.cutoffAngstrom));
    const next = elements.map(() => 0);
    let energy = reference.energy;
    const values = Array.from(atomicNumbers, (z): Float64Array => {
      const e = species.indexOf(z);
      if (e < 0) throw new RangeError(`${names[k]} has ${symbolOf(z)}, which the model does not know`);
      energy -= elements[e]!.energyOffset;
      const { order } = bases[e]!;
      const base = next[e]!++ * order.length;
      const own = Float64Array.from(order, (from) => rows[e]![base + from]!);
      addTo(sums[e]!, own);
      return own;
    });
    written.push({
      file: names[k]!,
      energy,
      types: Int32Array.from(atomicNumbers, (z) => placeOf.get(z)!),
      positions: positions.slice(),
      forces: reference.forces?.slice() ?? new Float64Array(positions.length),
      values,
    });
    yield (k + 1) / structures.length;
  }
  const perAtom = written.map(({ energy, types: own }) => energy / own.length);
  const elementOf = (symbol: string): number => species.indexOf(atomicNumberOf(symbol));
  return {
    types,
    atomEnergies: Float64Array.from(types, (symbol) => elements[elementOf(symbol)]!.energyOffset),
    normalized: false,
    scale: 1,
    shift: 0,
    structures: written,
    energies: [perAtom.reduce((sum, x) => sum + x, 0) / perAtom.length, Math.min(...perAtom), Math.max(...perAtom)],
    setups: types.map((symbol) => {
      const e = elementOf(symbol);
      return { setup: bases[e]!.setup, statistics: means(sums[e]!) };
    }),
  };
}

interface Sums {
  count: number;
  readonly minimum: Float64Array;
  readonly maximum: Float64Array;
  readonly sum: Float64Array;
  readonly squares: Float64Array;
}

function emptyStatistics(size: number): Sums {
  return {
    count: 0,
    minimum: new Float64Array(size).fill(Number.POSITIVE_INFINITY),
    maximum: new Float64Array(size).fill(Number.NEGATIVE_INFINITY),
    sum: new Float64Array(size),
    squares: new Float64Array(size),
  };
}

function addTo(sums: Sums, values: Float64Array): void {
  sums.count++;
  for (const [k, value] of values.entries()) {
    sums.minimum[k] = Math.min(sums.minimum[k]!, value);
    sums.maximum[k] = Math.max(sums.maximum[k]!, value);
    sums.sum[k]! += value;
    sums.squares[k]! += value * value;
  }
}

function means({ count, minimum, maximum, sum, squares }: Sums): AenetStatistics {
  const some = Math.max(count, 1);
  return { evaluations: count, minimum, maximum, average: sum.map((x) => x / some), covariance: squares.map((x) => x / some) };
}

/** Structures of a set, without cells, which it does not hold; energies with those of free atoms, eV. */
export function structuresOfTrainingSet({ types, atomEnergies, normalized, scale, shift, structures }: AenetTrainingSet): Structure[] {
  const numbers = types.map(atomicNumberOf);
  return structures.map(({ file, energy, types: own, positions, forces }): Structure => {
    const free = own.reduce((sum, type) => sum + atomEnergies[type]! + (normalized ? shift : 0), 0);
    return {
      positions,
      cell: new Float64Array(9),
      atomicNumbers: Uint8Array.from(own, (type) => numbers[type]!),
      periodic: [false, false, false],
      reference: { energy: free + (normalized ? energy / scale : energy), forces: normalized ? forces.map((f) => f / scale) : forces },
      info: { file },
    };
  });
}
