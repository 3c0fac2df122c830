// Running sums of errors, and the metrics they make.
import type { Metrics } from "./training.ts";

/** structures, atoms, force components, then sums: |dE|/N, (dE/N)^2 (eV), |dF|, dF^2 (eV/angstrom), loss; stress components, |dS|, dS^2 (eV/angstrom^3), |V dS|/N (eV) */
export type ErrorSums = Float64Array;

export function createErrorSums(): ErrorSums {
  return new Float64Array(12);
}

/** Adds one structure. @param forceErrors 3N or empty @param stressErrors 6 or empty @param volume angstrom^3 */
export function addErrors(
  sums: ErrorSums,
  atoms: number,
  energyErrorPerAtom: number,
  forceErrors: Float64Array,
  loss: number,
  stressErrors: Float64Array = new Float64Array(0),
  volume = 0,
): void {
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
  sums[8]! += stressErrors.length;
  for (let k = 0; k < stressErrors.length; k++) {
    sums[9]! += Math.abs(stressErrors[k]!);
    sums[10]! += stressErrors[k]! ** 2;
    sums[11]! += (Math.abs(stressErrors[k]!) * volume) / atoms;
  }
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
    ...(sums[8]! > 0 && {
      stressMaeEvPerA3: sums[9]! / sums[8]!,
      stressRmseEvPerA3: Math.sqrt(sums[10]! / sums[8]!),
      strainMaeEvPerAtom: sums[11]! / sums[8]!,
    }),
  };
}

/** Mean loss of a structure. */
export function meanLoss(sums: ErrorSums): number {
  return sums[7]! / Math.max(1, sums[0]!);
}
