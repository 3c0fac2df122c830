// What functions of two neighbours share, by pair of species: radial profiles, third sides, angles. For all that goes pair by
// pair of neighbours (triplet-part.ts and the kernel of product functions).
import { Distinct, neighbourWeight, type PlacedFunction } from "./angular-part.ts";
import { type AngularProduct, type AngularProfile, isWeighted, type RadialProfile } from "./product-function.ts";

/** Functions of one pair of species with one radial profile: G[target] += weight A[angle] R R [R]. */
export interface AngularTerms {
  readonly profile: number;
  /** Place among the profiles of the third distance; -1 where it does not count. */
  readonly third: number;
  readonly target: Int32Array;
  readonly column: Int32Array;
  readonly angle: Int32Array;
  readonly weight: Float64Array;
}

export interface TripletPlan {
  /** By a * species + b. */
  readonly angular: readonly (readonly AngularTerms[])[];
  readonly pairProfiles: readonly RadialProfile[];
  readonly thirdProfiles: readonly RadialProfile[];
  readonly angularProfiles: readonly AngularProfile[];
}

export function planTriplets(placed: readonly PlacedFunction[], species: readonly number[]): TripletPlan {
  const pairProfiles = new Distinct<RadialProfile>();
  const thirdProfiles = new Distinct<RadialProfile>();
  const angularProfiles = new Distinct<AngularProfile>();
  const angular = species.flatMap((a) =>
    species.map((b): AngularTerms[] => {
      const terms = placed.flatMap(({ f, target, column }) => {
        const weight = pairWeight(f.neighbours, a, b);
        if (weight === 0) return [];
        const third = f.threeDistances ? thirdProfiles.indexOf(f.radial) : -1;
        return [{ target, column, weight, third, profile: pairProfiles.indexOf(f.radial), angle: angularProfiles.indexOf(f.angular) }];
      });
      return [...Map.groupBy(terms, ({ profile, third }) => `${profile} ${third}`).values()].map((group) => ({
        profile: group[0]!.profile,
        third: group[0]!.third,
        target: Int32Array.from(group, (term) => term.target),
        column: Int32Array.from(group, (term) => term.column),
        angle: Int32Array.from(group, (term) => term.angle),
        weight: Float64Array.from(group, (term) => term.weight),
      }));
    }),
  );
  return {
    angular,
    pairProfiles: pairProfiles.items,
    thirdProfiles: thirdProfiles.items,
    angularProfiles: angularProfiles.items,
  };
}

function pairWeight(who: AngularProduct["neighbours"], a: number, b: number): number {
  if (isWeighted(who)) return neighbourWeight(who, a) * neighbourWeight(who, b);
  return (who[0] === a && who[1] === b) || (who[0] === b && who[1] === a) ? 1 : 0;
}
