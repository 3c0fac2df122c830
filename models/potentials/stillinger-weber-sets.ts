// Published Stillinger-Weber sets beyond silicon, as tables of facts, and the usual way from pairs to triplets.
import { pairTable, type TripleEntry } from "./species-table.ts";
import { type StillingerWeberParameters, silicon1985, stillingerWeber } from "./stillinger-weber.ts";
import { type StillingerWeberTriple, stillingerWeberMixture } from "./stillinger-weber-mixture.ts";

/** One pair of elements, in either order. */
export interface StillingerWeberPair extends StillingerWeberParameters {
  readonly elements: readonly [number, number];
}

/** All triples from pairs: the strength epsilon lambda of a triplet is the geometric mean of its two legs'. */
export function mixStillingerWeber(pairs: readonly StillingerWeberPair[], name: string): TripleEntry<StillingerWeberTriple>[] {
  const { species, pairs: table } = pairTable(pairs, name);
  const count = species.length;
  return species.flatMap((one, a) =>
    species.flatMap((two, b) =>
      species.map((three, c) => {
        const { elements: _, ...leg } = table[a * count + b]!;
        const other = table[a * count + c]!;
        const strength = Math.sqrt(leg.epsilon * leg.lambda * other.epsilon * other.lambda);
        const own = b === c ? leg : { ...leg, epsilon: strength / leg.lambda };
        return { elements: [one, two, three] as const, parameters: { ...own, tolerance: 0 } };
      }),
    ),
  );
}

/** K. Ding and H. C. Andersen, Phys. Rev. B 34, 6987 (1986); epsilon, sigma and lambda as parameter files for LAMMPS that cite it have them. */
export const germanium1986: StillingerWeberParameters = { ...silicon1985, epsilon: 1.93, sigma: 2.181, lambda: 31 };

const galliumNitride = { ...silicon1985, lambda: 32.5, bigA: 7.917, bigB: 0.72 };
/** A. Bere and A. Serra, Philos. Mag. 86, 2159 (2006). */
export const stillingerWeberEntriesGaN2006 = mixStillingerWeber(
  [
    { ...galliumNitride, elements: [31, 31], epsilon: 1.2, sigma: 2.1, a: 1.6 },
    { ...galliumNitride, elements: [7, 7], epsilon: 1.2, sigma: 1.3, a: 1.8 },
    { ...galliumNitride, elements: [31, 7], epsilon: 2.17, sigma: 1.695, a: 1.8 },
  ],
  "sw-gan-2006",
);

const cadmiumTelluride = { ...silicon1985, epsilon: 1.03, sigma: 2.51, lambda: 25 };
/** Z. Q. Wang, D. Stroud and A. J. Markworth, Phys. Rev. B 40, 3129 (1989). */
export const stillingerWeberEntriesCdTe1989 = mixStillingerWeber(
  [
    { ...cadmiumTelluride, elements: [48, 48], bigA: 5.1726, bigB: 0.8807 },
    { ...cadmiumTelluride, elements: [52, 52], bigA: 8.1415, bigB: 0.6671 },
    { ...cadmiumTelluride, elements: [48, 52], bigA: 7.0496, bigB: 0.6022 },
  ],
  "sw-cdte-1989",
);

export const stillingerWeberGermanium1986 = stillingerWeber(
  "sw-ge-1986",
  "Stillinger-Weber germanium, Ding and Andersen, Phys. Rev. B 34, 6987 (1986)",
  32,
  germanium1986,
);
export const stillingerWeberGalliumNitride2006 = stillingerWeberMixture(
  "sw-gan-2006",
  "Stillinger-Weber gallium nitride, Bere and Serra, Philos. Mag. 86, 2159 (2006); fitted to wurtzite and its defects",
  stillingerWeberEntriesGaN2006,
);
export const stillingerWeberCadmiumTelluride1989 = stillingerWeberMixture(
  "sw-cdte-1989",
  "Stillinger-Weber cadmium telluride, Wang, Stroud and Markworth, Phys. Rev. B 40, 3129 (1989)",
  stillingerWeberEntriesCdTe1989,
);
