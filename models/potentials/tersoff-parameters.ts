// Tersoff's published parameter sets, as tables of facts: elements and how they mix.

import type { TripleEntry } from "./species-table.ts";
import { type TersoffParameters, tersoff } from "./tersoff.ts";

/** One element in the notation of Tersoff 1989: a pair's cutoff runs from R to S. */
interface Element1989 {
  readonly atomicNumber: number;
  readonly bigA: number;
  readonly bigB: number;
  readonly lambda: number;
  readonly mu: number;
  readonly beta: number;
  readonly n: number;
  readonly c: number;
  readonly d: number;
  readonly h: number;
  readonly R: number;
  readonly S: number;
}

/** J. Tersoff, Phys. Rev. B 39, 5566 (1989), table I; the carbon of Phys. Rev. Lett. 61, 2879 (1988). */
const carbon1989: Element1989 = {
  ...{ atomicNumber: 6, bigA: 1393.6, bigB: 346.74, lambda: 3.4879, mu: 2.2119, beta: 1.5724e-7, n: 0.72751 },
  ...{ c: 38049, d: 4.3484, h: -0.57058, R: 1.8, S: 2.1 },
};
const silicon1989: Element1989 = {
  ...{ atomicNumber: 14, bigA: 1830.8, bigB: 471.18, lambda: 2.4799, mu: 1.7322, beta: 1.1e-6, n: 0.78734 },
  ...{ c: 100390, d: 16.217, h: -0.59825, R: 2.7, S: 3.0 },
};
const germanium1989: Element1989 = {
  ...{ atomicNumber: 32, bigA: 1769, bigB: 419.23, lambda: 2.4451, mu: 1.7047, beta: 9.0166e-7, n: 0.75627 },
  ...{ c: 106430, d: 15.652, h: -0.43884, R: 2.8, S: 3.1 },
};
/** J. Tersoff, Phys. Rev. B 49, 16349 (1994): carbon refitted for defects and amorphous SiC. */
const carbon1994: Element1989 = {
  ...{ atomicNumber: 6, bigA: 1544.8, bigB: 389.63, lambda: 3.4653, mu: 2.3064, beta: 4.1612e-6, n: 0.99054 },
  ...{ c: 19981, d: 7.034, h: -0.33953, R: 1.8, S: 2.1 },
};

/**
 * All triples of some elements by the rules of 1989: arithmetic means of lambda and mu, geometric ones of A, B, R and S,
 * B of unlike pairs times chi. The angular part is the central atom's own.
 */
export function mixTersoff1989(elements: readonly Element1989[], chi: number): TripleEntry<TersoffParameters>[] {
  const entries: TripleEntry<TersoffParameters>[] = [];
  for (const one of elements) {
    for (const two of elements) {
      for (const three of elements) {
        const [inner, outer] = [Math.sqrt(one.R * three.R), Math.sqrt(one.S * three.S)];
        const parameters = {
          ...{ m: 3, gamma: 1, lambda3: 0, c: one.c, d: one.d, cosTheta0: one.h, n: one.n, beta: one.beta },
          ...{ lambda1: (one.lambda + two.lambda) / 2, lambda2: (one.mu + two.mu) / 2 },
          bigA: Math.sqrt(one.bigA * two.bigA),
          bigB: (one === two ? 1 : chi) * Math.sqrt(one.bigB * two.bigB),
          bigR: (outer + inner) / 2,
          bigD: (outer - inner) / 2,
        };
        entries.push({ elements: [one.atomicNumber, two.atomicNumber, three.atomicNumber], parameters });
      }
    }
  }
  return entries;
}

export const silicon1988: TersoffParameters = {
  ...{ m: 3, gamma: 1, lambda3: 1.7322, c: 100390, d: 16.218, cosTheta0: -0.59826, n: 0.78734, beta: 1.0999e-6 },
  ...{ lambda1: 2.4799, lambda2: 1.7322, bigA: 1830.8, bigB: 471.18, bigR: 2.85, bigD: 0.15 },
};

export const tersoffEntriesSi1988: readonly TripleEntry<TersoffParameters>[] = [{ elements: [14, 14, 14], parameters: silicon1988 }];
export const tersoffEntriesC1989 = mixTersoff1989([carbon1989], 1);
export const tersoffEntriesGe1989 = mixTersoff1989([germanium1989], 1);
/** chi of Si-C as corrected in the erratum, Phys. Rev. B 41, 3248 (1990). */
export const tersoffEntriesSiC1989 = mixTersoff1989([silicon1989, carbon1989], 0.9776);
export const tersoffEntriesSiGe1989 = mixTersoff1989([silicon1989, germanium1989], 1.00061);
export const tersoffEntriesSiC1994 = mixTersoff1989([silicon1989, carbon1994], 1.0086);

/** The pairs of Kinaci et al. 2012: [pair's elements], c, d, cosTheta0, n, beta, lambda2, B, R, D, lambda1, A. */
const bnc2012: readonly (readonly [number, number, readonly number[]])[] = [
  [7, 5, [25000, 4.3484, -0.89, 0.72751, 1.25724e-7, 2.199, 340, 1.95, 0.05, 3.568, 1380]],
  [5, 7, [25000, 4.3484, -0.89, 0.72751, 1.25724e-7, 2.199, 340, 1.95, 0.05, 3.568, 1380]],
  [7, 7, [17.7959, 5.9484, 0, 0.6184432, 0.019251, 2.6272721, 138.77866, 2, 0.1, 2.8293093, 128.86866]],
  [5, 5, [0.52629, 0.001587, 0.5, 3.9929061, 1.6e-6, 2.0774982, 43.132016, 2, 0.1, 2.2372578, 40.0520156]],
  [6, 6, [38049, 4.3484, -0.93, 0.72751, 1.5724e-7, 2.2119, 430, 1.95, 0.15, 3.4879, 1393.6]],
  [6, 5, [38049, 4.3484, -0.93, 0.72751, 1.5724e-7, 2.2054, 339.06891, 1.95, 0.1, 3.5279, 1386.78]],
  [6, 7, [38049, 4.3484, -0.93, 0.72751, 1.5724e-7, 2.2054, 387.575152, 1.95, 0.1, 3.5279, 1386.78]],
  [5, 6, [25000, 4.3484, -0.89, 0.72751, 1.25724e-7, 2.2054, 339.06891, 1.95, 0.1, 3.5279, 1386.78]],
  [7, 6, [25000, 4.3484, -0.89, 0.72751, 1.25724e-7, 2.2054, 387.575152, 1.95, 0.1, 3.5279, 1386.78]],
];

/** A pair's parameters hold whatever the third atom is, its cutoff included: so the authors' own set has it. */
export const tersoffEntriesBNC2012: readonly TripleEntry<TersoffParameters>[] = bnc2012.flatMap(([one, two, values]) => {
  const [c, d, cosTheta0, n, beta, lambda2, bigB, bigR, bigD, lambda1, bigA] = values as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const parameters = { ...{ m: 3, gamma: 1, lambda3: 0, c, d, cosTheta0, n, beta, lambda2, bigB, bigR, bigD, lambda1, bigA } };
  return [5, 6, 7].map((three) => ({ elements: [one, two, three] as const, parameters }));
});

export const tersoffSilicon1988 = tersoff("tersoff-si-1988", "Tersoff silicon, Phys. Rev. B 38, 9902 (1988)", tersoffEntriesSi1988);
export const tersoffCarbon1989 = tersoff(
  "tersoff-c-1989",
  "Tersoff carbon, Phys. Rev. Lett. 61, 2879 (1988) and Phys. Rev. B 39, 5566 (1989); bonds end at 2.1 angstrom: no forces between layers",
  tersoffEntriesC1989,
);
export const tersoffGermanium1989 = tersoff("tersoff-ge-1989", "Tersoff germanium, Phys. Rev. B 39, 5566 (1989)", tersoffEntriesGe1989);
export const tersoffSiliconCarbide1989 = tersoff(
  "tersoff-sic-1989",
  "Tersoff silicon carbide, Phys. Rev. B 39, 5566 (1989), with the erratum's chi",
  tersoffEntriesSiC1989,
);
export const tersoffSiliconGermanium1989 = tersoff(
  "tersoff-sige-1989",
  "Tersoff silicon-germanium, Phys. Rev. B 39, 5566 (1989), with the erratum's chi",
  tersoffEntriesSiGe1989,
);
export const tersoffSiliconCarbide1994 = tersoff(
  "tersoff-sic-1994",
  "Tersoff silicon carbide with carbon refitted for defects, Phys. Rev. B 49, 16349 (1994)",
  tersoffEntriesSiC1994,
);
export const tersoffBoronNitrideCarbon2012 = tersoff(
  "tersoff-bnc-2012",
  "Tersoff for sheets and tubes of BN, C and their mixtures, Kinaci et al., Phys. Rev. B 86, 115410 (2012); one layer at a time",
  tersoffEntriesBNC2012,
);
