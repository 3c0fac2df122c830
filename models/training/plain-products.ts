// The two products that training makes with stored derivatives, in plain loops: the reference for the kernel of
// ../kernels/derivative-products.ts, and what runs where that cannot.
import type { DescriptorSample, SamplePlace } from "./descriptor-sample.ts";

/**
 * Forces from dE/dG: F_x = -sum dE/dG . dG/dx.
 * @param gradients per element, rows x functions: dE/dG of the whole batch
 * @returns eV/angstrom, 3N
 */
export function plainContractForces(sample: DescriptorSample, gradients: readonly Float32Array[], place: SamplePlace): Float64Array {
  const { pairs, atomCount, element, row } = sample;
  const { first, angularCount, angularStart, neighbour, blockOffset, blockLength, direction, radial, angular, radialWidth } = pairs;
  const forces = new Float64Array(3 * atomCount);
  for (let i = 0; i < atomCount; i++) {
    const e = element[i]!;
    const g = gradients[e]!;
    const width = place.widths[e]!;
    const base = (place.rowStart[e]! + row[i]!) * width;
    const angularBase = base + place.radialSizes[e]!;
    const angularSize = width - place.radialSizes[e]!;
    let entry = angularStart[i]!;
    const near = first[i]! + angularCount[i]!;
    let ox = 0;
    let oy = 0;
    let oz = 0;
    for (let pair = first[i]!; pair < first[i + 1]!; pair++) {
      let slope = 0;
      const block = base + blockOffset[pair]!;
      const length = blockLength[pair]!;
      for (let m = 0, p = pair * radialWidth; m < length; m++, p++) slope += g[block + m]! * radial[p]!;
      let x = slope * direction[3 * pair]!;
      let y = slope * direction[3 * pair + 1]!;
      let z = slope * direction[3 * pair + 2]!;
      if (pair < near) {
        const second = entry + angularSize;
        const third = second + angularSize;
        for (let m = 0; m < angularSize; m++) {
          const gm = g[angularBase + m]!;
          x += gm * angular[entry + m]!;
          y += gm * angular[second + m]!;
          z += gm * angular[third + m]!;
        }
        entry = third + angularSize;
      }
      const j = 3 * neighbour[pair]!;
      forces[j]! -= x;
      forces[j + 1]! -= y;
      forces[j + 2]! -= z;
      ox += x;
      oy += y;
      oz += z;
    }
    forces[3 * i]! += ox;
    forces[3 * i + 1]! += oy;
    forces[3 * i + 2]! += oz;
  }
  return forces;
}

/**
 * The transposed product: V = d(sum_x r_x F_x) / d(dE/dG), added into the batch's matrices.
 * @param residuals r, 3N
 * @param directions per element, rows x functions, of the whole batch
 */
export function plainPullBackResiduals(
  sample: DescriptorSample,
  residuals: Float64Array,
  directions: readonly Float32Array[],
  place: SamplePlace,
): void {
  const { pairs, atomCount, element, row } = sample;
  const { first, angularCount, angularStart, neighbour, blockOffset, blockLength, direction, radial, angular, radialWidth } = pairs;
  for (let i = 0; i < atomCount; i++) {
    const e = element[i]!;
    const v = directions[e]!;
    const width = place.widths[e]!;
    const base = (place.rowStart[e]! + row[i]!) * width;
    const angularBase = base + place.radialSizes[e]!;
    const angularSize = width - place.radialSizes[e]!;
    let entry = angularStart[i]!;
    const near = first[i]! + angularCount[i]!;
    const rx = residuals[3 * i]!;
    const ry = residuals[3 * i + 1]!;
    const rz = residuals[3 * i + 2]!;
    for (let pair = first[i]!; pair < first[i + 1]!; pair++) {
      const j = 3 * neighbour[pair]!;
      const x = rx - residuals[j]!;
      const y = ry - residuals[j + 1]!;
      const z = rz - residuals[j + 2]!;
      const along = x * direction[3 * pair]! + y * direction[3 * pair + 1]! + z * direction[3 * pair + 2]!;
      const block = base + blockOffset[pair]!;
      const length = blockLength[pair]!;
      for (let m = 0, p = pair * radialWidth; m < length; m++, p++) v[block + m]! += along * radial[p]!;
      if (pair < near) {
        const second = entry + angularSize;
        const third = second + angularSize;
        for (let m = 0; m < angularSize; m++)
          v[angularBase + m]! += x * angular[entry + m]! + y * angular[second + m]! + z * angular[third + m]!;
        entry = third + angularSize;
      }
    }
  }
}
