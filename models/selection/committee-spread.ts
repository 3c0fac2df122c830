// How far the members of a committee differ about structures: where they do more than about what they were trained on, a
// label is worth its price. (Query by committee: Seung, Opper and Sompolinsky 1992; of networks for atoms: Artrith and Behler 2012.)
import type { Stepwise } from "../analysis/stepwise.ts";
import { within } from "../analysis/stepwise.ts";
import type { Potential } from "../potentials/potential.ts";
import { buildNeighbourList } from "../structure/neighbour-list.ts";
import type { Structure } from "../structure/structure.ts";

/** Standard deviations between members; infinite for a structure with an element that they do not know, or no finite answer. */
export interface CommitteeSpread {
  /** Largest of any atom's force, eV/angstrom. */
  readonly force: number;
  /** Of the energy, eV/atom. */
  readonly energyPerAtom: number;
}

/** Spreads up to these are usual. */
export interface SpreadLimits {
  readonly force: number;
  /** Left out: energies do not count. */
  readonly energyPerAtom?: number;
}

/** @throws RangeError where the potential is no committee, or a structure has no neighbour list */
export function* measureCommittee(potential: Potential, structures: readonly Structure[]): Stepwise<CommitteeSpread[]> {
  const found: CommitteeSpread[] = [];
  for (const structure of structures) {
    const [from, to] = [found.length / structures.length, (found.length + 1) / structures.length];
    found.push(yield* within(spreadOf(potential, structure), from, to));
    yield to;
  }
  return found;
}

function* spreadOf(potential: Potential, structure: Structure): Stepwise<CommitteeSpread> {
  if (structure.atomicNumbers.some((z) => !potential.species.includes(z)))
    return { force: Number.POSITIVE_INFINITY, energyPerAtom: Number.POSITIVE_INFINITY };
  const list = buildNeighbourList(structure, potential.cutoffAngstrom);
  const steps = potential.steps?.(structure, list);
  const { spread } = steps ? yield* steps : potential.evaluate(structure, list);
  if (!spread) throw new RangeError(`${potential.name} is not a committee: there is no spread`);
  const force = Math.max(0, ...spread.forces);
  return { force: finite(force), energyPerAtom: finite(spread.energy / structure.atomicNumbers.length) };
}

const finite = (value: number): number => (Number.isFinite(value) ? value : Number.POSITIVE_INFINITY);

/** The given quantile of each. */
export function usualSpread(spreads: readonly CommitteeSpread[], quantile: number): Required<SpreadLimits> {
  const at = (values: number[]): number =>
    values.sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(quantile * values.length))] ?? 0;
  return { force: at(spreads.map(({ force }) => force)), energyPerAtom: at(spreads.map(({ energyPerAtom }) => energyPerAtom)) };
}

/** How many times the limit a spread is, of forces or of the energy, whichever is more. */
export function excess({ force, energyPerAtom }: CommitteeSpread, limits: SpreadLimits): number {
  const ofEnergy = limits.energyPerAtom === undefined ? 0 : share(energyPerAtom, limits.energyPerAtom);
  return Math.max(share(force, limits.force), ofEnergy);
}

function share(value: number, limit: number): number {
  if (limit > 0) return Number.isFinite(limit) ? value / limit : 1;
  return value > 0 ? Number.POSITIVE_INFINITY : 0;
}
