// What a set of structures holds: how many, of what, and how energies and forces are distributed.
import { cellVolume } from "../structure/cell.ts";
import type { Structure } from "../structure/structure.ts";

export interface Distribution {
  readonly count: number;
  readonly mean: number;
  readonly deviation: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Counts of equal bins from minimum to maximum. */
  readonly histogram: readonly number[];
}

export interface DataStatistics {
  readonly structures: number;
  readonly atoms: number;
  /** Atoms of the smallest and the largest structure. */
  readonly smallest: number;
  readonly largest: number;
  /** Atoms by atomic number, and structures they occur in. */
  readonly elements: readonly { readonly atomicNumber: number; readonly atoms: number; readonly structures: number }[];
  readonly periodic: number;
  readonly withEnergy: number;
  readonly withForces: number;
  readonly withStress: number;
  /** eV/atom; null where no structure has one, as below. */
  readonly energyPerAtom: Distribution | null;
  /** Components, eV/angstrom. */
  readonly forceComponent: Distribution | null;
  /** Lengths of the forces on atoms, eV/angstrom. */
  readonly force: Distribution | null;
  /** angstrom^3 an atom. */
  readonly volumePerAtom: Distribution | null;
  /** Structures by the value of the key asked for. */
  readonly groups: readonly { readonly name: string; readonly structures: number }[];
}

const bins = 20;

export function distributionOf(values: Float64Array): Distribution | null {
  const count = values.length;
  if (count === 0) return null;
  let sum = 0;
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    sum += value;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  const mean = sum / count;
  let squares = 0;
  const histogram = new Array<number>(bins).fill(0);
  const width = (maximum - minimum) / bins;
  for (const value of values) {
    squares += (value - mean) ** 2;
    histogram[width > 0 ? Math.min(bins - 1, Math.floor((value - minimum) / width)) : 0]!++;
  }
  return { count, mean, deviation: Math.sqrt(squares / count), minimum, maximum, histogram };
}

/** @param groupKey of the structures' info */
export function dataStatistics(structures: readonly Structure[], groupKey: string): DataStatistics {
  const elements = new Map<number, { atoms: number; structures: number }>();
  const groups = new Map<string, number>();
  const energies: number[] = [];
  const volumes: number[] = [];
  let atoms = 0;
  let components = 0;
  for (const { atomicNumbers, reference, info, cell, periodic } of structures) {
    atoms += atomicNumbers.length;
    for (const z of new Set(atomicNumbers)) elements.set(z, { atoms: 0, structures: 0, ...elements.get(z) }).get(z)!.structures++;
    for (const z of atomicNumbers) elements.get(z)!.atoms++;
    if (reference?.energy !== undefined && atomicNumbers.length > 0) energies.push(reference.energy / atomicNumbers.length);
    components += reference?.forces?.length ?? 0;
    const volume = cellVolume(cell);
    if (volume > 0 && periodic.every(Boolean) && atomicNumbers.length > 0) volumes.push(volume / atomicNumbers.length);
    const group = info?.[groupKey];
    if (group !== undefined) groups.set(String(group), (groups.get(String(group)) ?? 0) + 1);
  }
  const all = new Float64Array(components);
  let filled = 0;
  for (const { reference } of structures) {
    if (!reference?.forces) continue;
    all.set(reference.forces, filled);
    filled += reference.forces.length;
  }
  const lengths = Float64Array.from({ length: components / 3 }, (_, i) => Math.hypot(all[3 * i]!, all[3 * i + 1]!, all[3 * i + 2]!));
  const having = (test: (structure: Structure) => boolean): number => structures.reduce((sum, one) => sum + (test(one) ? 1 : 0), 0);
  const sizes = structures.map(({ atomicNumbers }) => atomicNumbers.length);
  return {
    structures: structures.length,
    atoms,
    smallest: sizes.reduce((least, size) => Math.min(least, size), sizes[0] ?? 0),
    largest: sizes.reduce((most, size) => Math.max(most, size), 0),
    elements: [...elements].sort(([a], [b]) => a - b).map(([atomicNumber, counts]) => ({ atomicNumber, ...counts })),
    periodic: having(({ periodic }) => periodic.some(Boolean)),
    withEnergy: having(({ reference }) => reference?.energy !== undefined),
    withForces: having(({ reference }) => reference?.forces !== undefined),
    withStress: having(({ reference }) => reference?.stress !== undefined),
    energyPerAtom: distributionOf(Float64Array.from(energies)),
    forceComponent: distributionOf(all),
    force: distributionOf(lengths),
    volumePerAtom: distributionOf(Float64Array.from(volumes)),
    groups: [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => ({ name, structures: count })),
  };
}
