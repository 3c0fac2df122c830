// Running sums of errors, and the metrics they make.
import type { Metrics } from "./training.ts";

/** structures, atoms, force components, then sums: |dE|/N, (dE/N)^2 (eV), |dF|, dF^2 (eV/angstrom), loss */
export type ErrorSums = Float64Array;

export function createErrorSums(): ErrorSums {
  return new Float64Array(8);
}

/** Adds one structure. @param forceErrors 3N or empty */
export function addErrors(sums: ErrorSums, atoms: number, energyErrorPerAtom: number, forceErrors: Float64Array, loss: number): void {
  sums[0]! += 1;
  sums[1]! += atoms;
  sums[2]! += forceErrors.length;
  sums[3]! += Math.abs(energyErrorPerAtom);
  sums[4]! += energyErrorPerAtom ** 2;
  for (let k = 0; k < forceErrors.length; k++) {
    const error = forceErrors[k]!;
    sums[5]! += Math.abs(error);
    sums[6]! += error * error;
  }
  sums[7]! += loss;
}

export function addSums(sums: ErrorSums, more: ErrorSums): void {
  for (let k = 0; k < sums.length; k++) sums[k]! += more[k]!;
}

export function metricsOf(sums: ErrorSums): Metrics {
  const structures = Math.max(1, sums[0]!);
  const components = Math.max(1, sums[2]!);
  return {
    structures: sums[0]!,
    atoms: sums[1]!,
    energyMaeMeVPerAtom: (1000 * sums[3]!) / structures,
    energyRmseMeVPerAtom: 1000 * Math.sqrt(sums[4]! / structures),
    forceMaeEvPerA: sums[5]! / components,
    forceRmseEvPerA: Math.sqrt(sums[6]! / components),
  };
}

/** Mean loss of a structure. */
export function meanLoss(sums: ErrorSums): number {
  return sums[7]! / Math.max(1, sums[0]!);
}
