// A committee: several models of the same data as one potential, which gives their mean and says how far they spread.

import { runThrough, type Stepwise, within } from "../analysis/stepwise.ts";
import type { Snapshot } from "../dynamics/dynamics.ts";
import type { Evaluation, Potential } from "../potentials/potential.ts";
import type { NeighbourList } from "../structure/neighbour-list.ts";
import type { Structure } from "../structure/structure.ts";

export const committeeFormat = "adatom-committee-1";

/** Models as one: arrays named "member0.Z14.minimum", ... and JSON {format, members}. */
export function joinCommittee(members: readonly Snapshot[]): Snapshot {
  const arrays: Record<string, Snapshot["arrays"][string]> = {};
  for (const [k, member] of members.entries())
    for (const [name, array] of Object.entries(member.arrays)) arrays[`member${k}.${name}`] = array;
  return { arrays, json: { format: committeeFormat, members: members.map(({ json }) => json) } };
}

/** @throws RangeError where the snapshot is not one of a committee */
export function committeeMembers({ arrays, json }: Snapshot): Snapshot[] {
  if (json.format !== committeeFormat) throw new RangeError(`model: format is "${String(json.format)}", expected "${committeeFormat}"`);
  if (!Array.isArray(json.members)) throw new RangeError("model: members must be a list");
  return (json.members as Snapshot["json"][]).map((member, k) => {
    const head = `member${k}.`;
    const own = Object.entries(arrays).filter(([name]) => name.startsWith(head));
    return { arrays: Object.fromEntries(own.map(([name, array]) => [name.slice(head.length), array])), json: member };
  });
}

/** @throws RangeError where there is no member, or members cover other elements */
export function createCommitteePotential(
  snapshot: Snapshot,
  name: string,
  createMember: (snapshot: Snapshot, name: string) => Potential,
): Potential {
  const members = committeeMembers(snapshot).map((member, k) => createMember(member, `${name}, member ${k + 1}`));
  const [first, ...others] = members;
  if (!first) throw new RangeError("model: members is empty");
  if (others.some(({ species }) => species.join() !== first.species.join()))
    throw new RangeError("model: its members cover different elements");
  function* steps(structure: Structure, neighbours: NeighbourList): Stepwise<Evaluation> {
    const all: Evaluation[] = [];
    for (const [k, member] of members.entries()) {
      if (k > 0) yield k / members.length;
      const own = member.steps?.(structure, neighbours);
      all.push(own ? yield* within(own, k / members.length, (k + 1) / members.length) : member.evaluate(structure, neighbours));
    }
    return meanOf(all);
  }
  return {
    name,
    description: `mean of ${members.length} models: ${first.description}`,
    species: first.species,
    members: members.length,
    cutoffAngstrom: Math.max(...members.map(({ cutoffAngstrom }) => cutoffAngstrom)),
    evaluate: (structure, neighbours) => runThrough(steps(structure, neighbours)),
    steps,
  };
}

/** Mean, and standard deviation between members (n - 1; zero for a single one). */
function meanOf(all: readonly Evaluation[]): Evaluation {
  const mean = (part: (one: Evaluation) => Float64Array): Float64Array => {
    const sum = new Float64Array(part(all[0]!).length);
    for (const one of all) for (const [k, value] of part(one).entries()) sum[k]! += value / all.length;
    return sum;
  };
  const energy = all.reduce((sum, one) => sum + one.energy / all.length, 0);
  const forces = mean((one) => one.forces);
  const freedom = Math.max(1, all.length - 1);
  const variance = new Float64Array(forces.length / 3);
  for (const one of all) for (const [k, f] of one.forces.entries()) variance[Math.floor(k / 3)]! += (f - forces[k]!) ** 2 / freedom;
  return {
    energy,
    energies: mean((one) => one.energies),
    forces,
    stress: mean((one) => one.stress),
    // Members are trained on the same data with the same functions: what one extrapolates, all do.
    ...(all[0]!.extrapolations && { extrapolations: all[0]!.extrapolations }),
    spread: {
      energy: Math.sqrt(all.reduce((sum, one) => sum + (one.energy - energy) ** 2 / freedom, 0)),
      forces: variance.map(Math.sqrt),
    },
  };
}
