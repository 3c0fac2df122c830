// How far a learned potential is to be trusted on a structure that a run came to: how far outside of the training range descriptors lie,
// and how far the members of a committee differ; and whether that is farther than a run is to go.
import type { Evaluation, Extrapolation } from "../potentials/potential.ts";

export interface Trust {
  /** Distinct atoms with a descriptor outside of the training range. */
  readonly extrapolatingAtoms: number;
  /** Farthest distance outside of the range, as a share of the range; 0 where nothing extrapolates. */
  readonly furthestOutside: number;
  /** Largest standard deviation between members of an atom's force, eV/angstrom; undefined where there is no committee. */
  readonly maximumSpread: number | undefined;
  /** The worst in words: the descriptor with its value, range and atom; null where nothing extrapolates. */
  readonly worst: string | null;
}

export interface TrustLimits {
  /** A descriptor may lie outside by this share of its range. */
  readonly outside: number;
  /** eV/angstrom; undefined where the spread does not matter. */
  readonly spread?: number | undefined;
}

/** A function that never varied in training has no range: anything else is this far outside. */
const noRange = 1e3;

/** How far outside of its range a finding lies, as a share of the range. */
export function shareOutside({ value, minimum, maximum }: Extrapolation): number {
  const distance = value > maximum ? value - maximum : minimum - value;
  return maximum > minimum ? Math.min(noRange, distance / (maximum - minimum)) : noRange;
}

/** The finding farthest outside; null where there is none. */
export function furthestOutside(extrapolations: readonly Extrapolation[]): Extrapolation | null {
  let worst: Extrapolation | null = null;
  let most = -1;
  for (const one of extrapolations) {
    const share = shareOutside(one);
    if (share <= most) continue;
    most = share;
    worst = one;
  }
  return worst;
}

export function trustOf({ extrapolations = [], spread }: Evaluation): Trust {
  const worst = furthestOutside(extrapolations);
  return {
    extrapolatingAtoms: new Set(extrapolations.map(({ atom }) => atom)).size,
    furthestOutside: worst ? shareOutside(worst) : 0,
    maximumSpread: spread?.forces.reduce((most, value) => Math.max(most, value), 0),
    worst: worst && inWords(worst),
  };
}

function inWords({ atom, functionName, value, minimum, maximum }: Extrapolation): string {
  const number = (x: number): string => String(Number(x.toPrecision(4)));
  return `${functionName} of atom ${atom + 1} is ${number(value)}, trained on ${number(minimum)} to ${number(maximum)}`;
}

/** Why a run went too far, as a clause; null where it did not. */
export function beyond({ extrapolatingAtoms, furthestOutside, maximumSpread, worst }: Trust, limits: TrustLimits): string | null {
  if (furthestOutside > limits.outside) {
    const atoms = extrapolatingAtoms === 1 ? "1 atom extrapolates" : `${extrapolatingAtoms} atoms extrapolate`;
    return `${atoms}, by up to ${(100 * furthestOutside).toFixed(1)} % of the training range (${worst})`;
  }
  if (limits.spread !== undefined && maximumSpread !== undefined && maximumSpread > limits.spread)
    return `members of the committee differ by ${maximumSpread.toFixed(3)} eV/angstrom in a force`;
  return null;
}
