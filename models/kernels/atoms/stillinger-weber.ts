// Stillinger-Weber potentials as the kernel knows them: their plan in its memory. The formulas stand in potentials/stillinger-weber.ts.
import type { AtomsKernel } from "./engine.ts";
import type { PartPotential } from "./part-evaluation.ts";

/** A pair of elements, and the legs of triplets along it. */
export interface StillingerWeberLeg {
  readonly epsilon: number;
  readonly sigma: number;
  readonly gamma: number;
  readonly bigA: number;
  readonly bigB: number;
  readonly p: number;
  readonly q: number;
  /** Where the exponentials end, and how near to that counts, angstrom. */
  readonly end: number;
  readonly reach: number;
}

export interface StillingerWeberTables {
  /** Atomic numbers; the place in this list is the index below. */
  readonly species: readonly number[];
  /** Of central atom a and neighbour b at a S + b. */
  readonly legs: readonly StillingerWeberLeg[];
  /** epsilon lambda (eV) and cos theta 0 of central atom a, neighbours b and c at (a S + b) S + c; the same with b and c exchanged. */
  readonly strengths: ArrayLike<number>;
  readonly cosines: ArrayLike<number>;
}

/** Bytes of the struct SwPlan up to its pointers, and in all; doubles of SwPair. */
const pointersAt = 8 + 16 + 1024;
const planBytes = pointersAt + 16;
const pairDoubles = 7;

/** Undefined for exponents that are not whole or differ between pairs: those are left to the plain loops. */
export function stillingerWeberKernel({ species, legs, strengths, cosines }: StillingerWeberTables): PartPotential | undefined {
  const { p, q } = legs[0]!;
  const isWhole = Number.isInteger(p) && Number.isInteger(q) && p >= 1 && q >= 0 && p <= 64 && q <= 64;
  if (!isWhole || legs.some((leg) => leg.p !== p || leg.q !== q)) return undefined;
  return {
    function: "stillinger_weber",
    writePlan({ heap }: AtomsKernel): number {
      const count = species.length;
      const address = heap.allocate(planBytes);
      const pairs = heap.allocate(8 * pairDoubles * legs.length);
      const strengthsAt = heap.allocate(8 * strengths.length);
      const cosinesAt = heap.allocate(8 * cosines.length);
      const pairNumbers = legs.flatMap(({ sigma, end, reach, gamma, epsilon, bigA, bigB }) => {
        // At this distance from the end both exponentials are below e^-100, and sigma / (r - end) is still of use.
        const nearest = -(Math.min(1, gamma || 1) * sigma) / 100;
        return [sigma, end, reach, nearest, gamma, 0.5 * epsilon * bigA, bigB];
      });
      heap.float64(pairs, pairNumbers.length).set(pairNumbers);
      heap.float64(strengthsAt, strengths.length).set(Array.from(strengths));
      heap.float64(cosinesAt, cosines.length).set(Array.from(cosines));
      heap.float64(address, 1)[0] = Math.max(...legs.map((leg) => leg.reach));
      const words = heap.int32(address + 8, (planBytes - 8) / 4).fill(0);
      words.set([count, p, q, Number(legs.every((leg) => leg.gamma === 1.2))]);
      for (const [place, number] of species.entries()) words[4 + number] = place;
      words.set([pairs, strengthsAt, cosinesAt], (pointersAt - 8) / 4);
      return address;
    },
  };
}
