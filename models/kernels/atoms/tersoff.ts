// Tersoff potentials as the kernel knows them: their plan in its memory. The formulas stand in potentials/tersoff.ts.
import type { TersoffParameters } from "../../potentials/tersoff.ts";
import type { AtomsKernel } from "./engine.ts";
import type { PartPotential } from "./part-evaluation.ts";

/** Elements that the kernel has room for (MOST_SPECIES of tersoff.h). */
const mostSpecies = 8;
/** Bytes of the struct TersoffPlan up to its pointer, and in all; doubles of TersoffTriplet. */
const pointerAt = 8 + 8 + 1024;
const planBytes = pointerAt + 8;
const tripletDoubles = 19;

/** Parameters of central atom a, neighbours b and c at (a S + b) S + c. Undefined for more elements than the kernel has room for: those are left to the plain loops. */
export function tersoffKernel(species: readonly number[], parameters: readonly TersoffParameters[]): PartPotential | undefined {
  if (species.length > mostSpecies) return undefined;
  return {
    function: "tersoff",
    writePlan({ heap }: AtomsKernel): number {
      const address = heap.allocate(planBytes);
      const triplets = heap.allocate(8 * tripletDoubles * parameters.length);
      const numbers = parameters.flatMap((one) => {
        const { gamma, c, d, cosTheta0, lambda3, m, bigR, bigD, bigA, bigB, lambda1, lambda2, beta, n } = one;
        const perWidth = bigD > 0 ? Math.PI / 2 / bigD : 0;
        return [
          ...[gamma * (1 + (c * c) / (d * d)), gamma * c * c, d * d, cosTheta0, lambda3, Number(m === 3)],
          ...[bigR - bigD, bigR + bigD, bigR, perWidth, perWidth / 2],
          ...[0.5 * bigA, -0.5 * bigB, lambda1, lambda2, beta, n, -1 / (2 * n)],
          // Where x^n / 2n is 1e-16: as tersoff-bond-order.ts.
          (2 * n * 1e-16) ** (1 / n),
        ];
      });
      heap.float64(triplets, numbers.length).set(numbers);
      heap.float64(address, 1)[0] = Math.max(...parameters.map((one) => one.bigR + one.bigD));
      const words = heap.int32(address + 8, (planBytes - 8) / 4).fill(0);
      words.set([species.length, Number(parameters.some((one) => one.lambda3 !== 0))]);
      for (const [place, number] of species.entries()) words[2 + number] = place;
      words[(pointerAt - 8) / 4] = triplets;
      return address;
    },
  };
}
