// The Chebyshev basis of N. Artrith, A. Urban, G. Ceder, Phys. Rev. B 96, 014112 (2017), in the order of aenet: radial
// polynomials of order 0 to N, angular ones of order 0 to M, then the same with neighbours weighed by pseudo-spins, so that
// the number of functions does not grow with the number of elements.
import type { ChebyshevDomain, NeighbourWeights, ProductFunction } from "./product-function.ts";

export interface ChebyshevBasis {
  /** Reach, angstrom, and highest order. */
  readonly radialCutoff: number;
  readonly radialOrder: number;
  readonly angularCutoff: number;
  readonly angularOrder: number;
  /** Default "cosine"; "pi": as aenet before 2.0.4. */
  readonly angularDomain?: ChebyshevDomain | undefined;
}

/** Pseudo-spins of so many species, in their order: -1, 1; -1, 0, 1; -2, -1, 1, 2; ... */
export function pseudoSpins(count: number): number[] {
  const half = Math.floor(count / 2);
  return Array.from({ length: count }, (_, k) => (count % 2 === 0 && k >= half ? k - half + 1 : k - half));
}

/** @param species all elements, in the order of their spins */
export function chebyshevFunctions(centre: number, species: readonly number[], basis: ChebyshevBasis): ProductFunction[] {
  const { radialCutoff, radialOrder, angularCutoff, angularOrder, angularDomain = "cosine" } = basis;
  const spins = pseudoSpins(species.length);
  const halves: NeighbourWeights[] = [{ by: "one", weights: species.map((z) => [z, 1] as const) }];
  if (species.length > 1) halves.push({ by: "spin", weights: species.map((z, k) => [z, spins[k]!] as const) });
  const ends = { cutoffForm: "cosine", inner: 0 } as const;
  return halves.flatMap((neighbours): ProductFunction[] => [
    ...Array.from(
      { length: radialOrder + 1 },
      (_, order): ProductFunction => ({
        kind: "radial",
        centre,
        neighbour: neighbours,
        radial: { form: "chebyshev", order, cutoff: radialCutoff, ...ends },
      }),
    ),
    ...Array.from(
      { length: angularOrder + 1 },
      (_, order): ProductFunction => ({
        kind: "angular",
        centre,
        neighbours,
        radial: { form: "plain", cutoff: angularCutoff, ...ends },
        angular: { form: "chebyshev", order, domain: angularDomain },
        threeDistances: false,
      }),
    ),
  ]);
}
