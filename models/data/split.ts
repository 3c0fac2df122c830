// Training, validation and test parts of a set of structures, where groups stay together or are shared out alike.
import { createRandom, shuffle } from "../dynamics/random.ts";

export interface SplitShares {
  readonly validation: number;
  readonly test: number;
}

export interface Split {
  /** Indices of the structures, ascending. */
  readonly train: readonly number[];
  readonly validation: readonly number[];
  readonly test: readonly number[];
}

/**
 * @param groups name of every structure's group
 * @param whole true: a group goes into one part as a whole; false: every group is shared out
 * @throws RangeError where shares make no sense
 */
export function splitGroups(groups: readonly string[], shares: SplitShares, whole: boolean, seed: number): Split {
  const { validation, test } = shares;
  if (!(validation >= 0 && test >= 0 && validation + test < 1))
    throw new RangeError("shares of validation and test must leave some to train on");
  const members = Map.groupBy(groups.keys(), (k) => groups[k]!);
  const random = createRandom(seed);
  // By name first: the order in the file does not matter.
  const named = [...members].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const parts: { train: number[]; validation: number[]; test: number[] } = { train: [], validation: [], test: [] };
  if (whole) {
    const total = groups.length;
    for (const [, indices] of shuffle(named, random)) {
      // Into the held-back part that lacks most, as long as it fits in; else trained on.
      const room = { test: test * total - parts.test.length, validation: validation * total - parts.validation.length };
      const part = room.test >= room.validation ? "test" : "validation";
      parts[room[part] >= indices.length / 2 && room[part] > 0 ? part : "train"].push(...indices);
    }
  } else {
    for (const [, indices] of named) {
      const order = shuffle([...indices], random);
      // Rounded up or down by chance, so that many small groups together have the shares asked for.
      const tested = Math.floor(test * order.length + random.uniform());
      const validated = Math.floor(validation * order.length + random.uniform());
      parts.test.push(...order.slice(0, tested));
      parts.validation.push(...order.slice(tested, tested + validated));
      parts.train.push(...order.slice(tested + validated));
    }
  }
  const ascending = (part: number[]): number[] => part.sort((a, b) => a - b);
  return { train: ascending(parts.train), validation: ascending(parts.validation), test: ascending(parts.test) };
}
