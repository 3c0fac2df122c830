// Which candidates a round labels: what a committee's members differ about comes first, as few as cover it; what is left of
// the round goes to those that are farthest from what is known then. Without a committee, distance chooses all.
import { type Stepwise, within } from "@adatom/models/analysis/stepwise.ts";
import type { DescriptorConfig } from "@adatom/models/descriptors/descriptor-config.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";
import { selectStructures } from "@adatom/models/selection/select-structures.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";

export interface ChoiceLimits {
  /** Structures labelled in a round, at most. */
  readonly count: number;
  /** Distance that is near enough. */
  readonly threshold: number;
  readonly descriptors?: DescriptorConfig | undefined;
}

/** @param potential the round's own model */
export function* chooseToLabel(
  known: readonly Structure[],
  candidates: readonly Structure[],
  potential: Potential,
  { count, threshold, descriptors }: ChoiceLimits,
): Stepwise<readonly Structure[]> {
  if (potential.members === undefined) {
    const { chosen } = yield* selectStructures(known, candidates, { count, threshold, descriptors });
    return chosen.map(({ index }) => candidates[index]!);
  }
  const committee = { potential, by: "both" } as const;
  const doubted = yield* within(selectStructures(known, candidates, { count, threshold, descriptors, committee }), 0, 0.5);
  const first = doubted.chosen.map(({ index }) => candidates[index]!);
  const rest = candidates.filter((structure) => !first.includes(structure));
  if (first.length >= count || rest.length === 0) return first;
  const left = { count: count - first.length, threshold, descriptors };
  const { chosen } = yield* within(selectStructures([...known, ...first], rest, left), 0.5, 1);
  return [...first, ...chosen.map(({ index }) => rest[index]!)];
}
