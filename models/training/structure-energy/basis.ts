// What a structure-energy run fixes before its first step, and what it measures after its last: scales and ranges.
import type { StructureEnergyCalculator } from "../../networks/structure-energy/energy.ts";
import type { Structure } from "../../structure/structure.ts";

/** Mean, spread and range of every descriptor over atoms. */
export interface DescriptorStatistics {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
  readonly minimum: Float64Array;
  readonly maximum: Float64Array;
}

export function measureDescriptors(
  calculator: StructureEnergyCalculator,
  parameters: Float64Array,
  structures: readonly Structure[],
  size: number,
): DescriptorStatistics {
  const mean = new Float64Array(size);
  const square = new Float64Array(size);
  const minimum = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
  const maximum = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
  let rows = 0;
  for (const structure of structures) {
    const values = calculator.descriptors(parameters, calculator.geometry(structure));
    for (let at = 0; at < values.length; ) {
      rows++;
      for (let d = 0; d < size; d++, at++) {
        const value = values[at]!;
        // Welford's recurrence: no cancellation where a descriptor hardly varies.
        const before = value - mean[d]!;
        mean[d]! += before / rows;
        square[d]! += before * (value - mean[d]!);
        if (value < minimum[d]!) minimum[d] = value;
        if (value > maximum[d]!) maximum[d] = value;
      }
    }
  }
  return { mean, deviation: square.map((sum) => Math.sqrt(sum / Math.max(1, rows))), minimum, maximum };
}

/** Mean energy of an atom over structures, eV. */
export function meanAtomicEnergy(structures: readonly Structure[]): number {
  let energy = 0;
  let atoms = 0;
  for (const { reference, atomicNumbers } of structures) {
    energy += reference!.energy!;
    atoms += atomicNumbers.length;
  }
  return energy / atoms;
}

/**
 * The unit of the network's atomic energies: the spread of energies per atom over structures, eV. Every step of Adam changes all
 * atoms alike, so that this also says how far a step moves the energy of a structure against what there is to learn.
 */
export function energyPerAtomSpread(structures: readonly Structure[], mean: number): number {
  let square = 0;
  for (const { reference, atomicNumbers } of structures) square += (reference!.energy! / atomicNumbers.length - mean) ** 2;
  const spread = Math.sqrt(square / structures.length);
  // A single structure, or equal ones, have no spread.
  return spread > 1e-6 ? spread : 1;
}

/** Inputs become (G - mean) / deviation; one that does not vary stays as it is. */
export function inputScale(deviation: Float64Array): Float64Array {
  return deviation.map((value) => (value > 1e-6 ? 1 / value : 1));
}

/** @throws RangeError for data that a structure-energy network cannot be trained on; the message names the structure */
export function checkEnergies(train: readonly Structure[], validation: readonly Structure[]): number {
  if (train.length === 0) throw new RangeError("training needs at least one structure");
  const element = train[0]!.atomicNumbers[0];
  for (const [part, structures] of [
    ["training", train],
    ["validation", validation],
  ] as const) {
    for (const [k, { reference, atomicNumbers }] of structures.entries()) {
      const where = `${part} structure ${k + 1}`;
      if (atomicNumbers.length === 0) throw new RangeError(`${where} has no atoms`);
      if (reference?.energy === undefined || !Number.isFinite(reference.energy)) throw new RangeError(`${where} has no reference energy`);
      if (!atomicNumbers.every((z) => z === element))
        throw new RangeError(
          `${where} holds another element than the first: a structure-energy network knows one; use "behler-parrinello"`,
        );
    }
  }
  return element!;
}
