// Values and derivatives of the symmetry functions around one atom, in plain loops over typed arrays: the reference for
// the kernel of ../kernels/symmetry-functions.ts, and what runs where that cannot.
// What functions share (Gaussians, cutoffs, angles, powers) is computed once per neighbour or triplet.
import { createAngularTable } from "./angular-table.ts";
import type { Environment } from "./environment.ts";
import { createShapeEvaluator } from "./shape-evaluator.ts";
import type { SymmetryFunctionCalculator } from "./symmetry-function-calculator.ts";
import type { SymmetryFunctionSet } from "./symmetry-function-set.ts";

export function createPlainCalculator(set: SymmetryFunctionSet): SymmetryFunctionCalculator {
  const { radial: blocks, angular: groups, shapes, radialSize } = set;
  const kinds = set.species.length;
  const shapeCount = shapes.length;
  const angularSize = set.size - radialSize;
  const radialWidth = Math.max(0, ...blocks.map((block) => block.members.length));
  const table = createAngularTable(set.angles);
  const { value: angle, slope: angleSlope } = table;
  const near = createShapeEvaluator(shapes);
  const span = createShapeEvaluator(shapes);
  const blockShapes = blocks.map((block) => createShapeEvaluator(block.members));
  // Beyond this distance between two neighbours no function of the pair counts them; infinite where one is a G5.
  const reach = Float64Array.from(groups, (list) =>
    list.length > 0 ? Math.max(...list.map((group) => (group.threeDistances ? shapes[group.shape]!.cutoff : Number.POSITIVE_INFINITY))) : 0,
  );
  // Shape of every near neighbour: value and slope, angularCount x shapeCount.
  let shapeValue = new Float64Array(64 * shapeCount);
  let shapeSlope = new Float64Array(64 * shapeCount);

  function prepareShapes(environment: Environment, slopes: boolean): void {
    const needed = environment.angularCount * shapeCount;
    if (shapeValue.length < needed) {
      shapeValue = new Float64Array(2 * needed);
      shapeSlope = new Float64Array(2 * needed);
    }
    for (let j = 0; j < environment.angularCount; j++) {
      near.at(environment.distance[j]!);
      for (let s = 0; s < shapeCount; s++) {
        shapeValue[j * shapeCount + s] = near.value(s);
        if (slopes) shapeSlope[j * shapeCount + s] = near.slope();
      }
    }
  }

  function values(environment: Environment, out: Float64Array): void {
    const { count, angularCount, distance, displacement, species } = environment;
    out.fill(0);
    for (let j = 0; j < count; j++) {
      const { members, offset } = blocks[species[j]!]!;
      const shape = blockShapes[species[j]!]!;
      shape.at(distance[j]!);
      for (let m = 0; m < members.length; m++) out[offset + m]! += shape.value(m);
    }
    prepareShapes(environment, false);
    for (let j = 0; j < angularCount; j++) {
      const xj = displacement[3 * j]!;
      const yj = displacement[3 * j + 1]!;
      const zj = displacement[3 * j + 2]!;
      for (let k = j + 1; k < angularCount; k++) {
        const pair = species[j]! * kinds + species[k]!;
        if (reach[pair] === 0) continue;
        const dot = xj * displacement[3 * k]! + yj * displacement[3 * k + 1]! + zj * displacement[3 * k + 2]!;
        const a = distance[j]!;
        const b = distance[k]!;
        const squared = a * a + b * b - 2 * dot;
        if (squared >= reach[pair]! * reach[pair]!) continue;
        const list = groups[pair]!;
        table.set(dot / (a * b));
        const c = Math.sqrt(Math.max(squared, 0));
        span.at(c);
        for (let g = 0; g < list.length; g++) {
          const { shape, threeDistances, offset, angles } = list[g]!;
          let product = shapeValue[j * shapeCount + shape]! * shapeValue[k * shapeCount + shape]!;
          if (threeDistances) product *= span.value(shape);
          if (product === 0) continue;
          for (let m = 0; m < angles.length; m++) out[offset + m]! += product * angle[angles[m]!]!;
        }
      }
    }
  }

  function derivatives(environment: Environment, out: Float64Array, radial: Float64Array, angular: Float64Array): void {
    const { count, angularCount, distance, displacement, species } = environment;
    out.fill(0);
    for (let j = 0; j < count; j++) {
      const { members, offset } = blocks[species[j]!]!;
      const row = j * radialWidth;
      const shape = blockShapes[species[j]!]!;
      shape.at(distance[j]!);
      for (let m = 0; m < members.length; m++) {
        out[offset + m]! += shape.value(m);
        radial[row + m] = shape.slope();
      }
      for (let m = members.length; m < radialWidth; m++) radial[row + m] = 0;
    }
    prepareShapes(environment, true);
    angular.fill(0, 0, angularCount * 3 * angularSize);
    for (let j = 0; j < angularCount; j++) {
      const xj = displacement[3 * j]!;
      const yj = displacement[3 * j + 1]!;
      const zj = displacement[3 * j + 2]!;
      const a = distance[j]!;
      for (let k = j + 1; k < angularCount; k++) {
        const pair = species[j]! * kinds + species[k]!;
        if (reach[pair] === 0) continue;
        const xk = displacement[3 * k]!;
        const yk = displacement[3 * k + 1]!;
        const zk = displacement[3 * k + 2]!;
        const b = distance[k]!;
        const dot = xj * xk + yj * yk + zj * zk;
        const squared = a * a + b * b - 2 * dot;
        if (squared >= reach[pair]! * reach[pair]!) continue;
        const list = groups[pair]!;
        const cosine = dot / (a * b);
        table.set(cosine);
        const c = Math.sqrt(Math.max(squared, 0));
        span.at(c);
        for (let g = 0; g < list.length; g++) {
          const { shape, threeDistances, offset, angles } = list[g]!;
          const sj = j * shapeCount + shape;
          const sk = k * shapeCount + shape;
          let product = shapeValue[sj]! * shapeValue[sk]!;
          if (product === 0) continue;
          let alongJ = (shapeSlope[sj]! * shapeValue[sk]!) / a;
          let alongK = (shapeValue[sj]! * shapeSlope[sk]!) / b;
          let between = 0;
          if (threeDistances) {
            const third = span.value(shape);
            if (third === 0) continue;
            between = c > 0 ? (product * span.slope()) / c : 0;
            alongJ = alongJ * third + between;
            alongK = alongK * third + between;
            product *= third;
          }
          const cross = product / (a * b);
          const bendJ = (product * cosine) / (a * a);
          const bendK = (product * cosine) / (b * b);
          const column = offset - radialSize;
          const rowJ = 3 * j * angularSize + column;
          const rowK = 3 * k * angularSize + column;
          for (let m = 0; m < angles.length; m++) {
            const value = angle[angles[m]!]!;
            const slope = angleSlope[angles[m]!]!;
            out[offset + m]! += product * value;
            const alpha = value * alongJ - slope * bendJ;
            const beta = slope * cross - value * between;
            const gamma = value * alongK - slope * bendK;
            angular[rowJ + m]! += alpha * xj + beta * xk;
            angular[rowJ + angularSize + m]! += alpha * yj + beta * yk;
            angular[rowJ + 2 * angularSize + m]! += alpha * zj + beta * zk;
            angular[rowK + m]! += gamma * xk + beta * xj;
            angular[rowK + angularSize + m]! += gamma * yk + beta * yj;
            angular[rowK + 2 * angularSize + m]! += gamma * zk + beta * zj;
          }
        }
      }
    }
  }

  function contract(environment: Environment, weights: Float64Array, gradients: Float64Array): void {
    const { count, angularCount, distance, displacement, species } = environment;
    for (let j = 0; j < count; j++) {
      const { members, offset } = blocks[species[j]!]!;
      const shape = blockShapes[species[j]!]!;
      shape.at(distance[j]!);
      let slope = 0;
      for (let m = 0; m < members.length; m++) if (shape.value(m) !== 0) slope += weights[offset + m]! * shape.slope();
      slope /= distance[j]!;
      gradients[3 * j] = slope * displacement[3 * j]!;
      gradients[3 * j + 1] = slope * displacement[3 * j + 1]!;
      gradients[3 * j + 2] = slope * displacement[3 * j + 2]!;
    }
    prepareShapes(environment, true);
    for (let j = 0; j < angularCount; j++) {
      const xj = displacement[3 * j]!;
      const yj = displacement[3 * j + 1]!;
      const zj = displacement[3 * j + 2]!;
      const a = distance[j]!;
      let gx = 0;
      let gy = 0;
      let gz = 0;
      for (let k = j + 1; k < angularCount; k++) {
        const pair = species[j]! * kinds + species[k]!;
        if (reach[pair] === 0) continue;
        const xk = displacement[3 * k]!;
        const yk = displacement[3 * k + 1]!;
        const zk = displacement[3 * k + 2]!;
        const b = distance[k]!;
        const dot = xj * xk + yj * yk + zj * zk;
        const squared = a * a + b * b - 2 * dot;
        if (squared >= reach[pair]! * reach[pair]!) continue;
        const list = groups[pair]!;
        const cosine = dot / (a * b);
        table.set(cosine);
        const c = Math.sqrt(Math.max(squared, 0));
        span.at(c);
        let alpha = 0;
        let gamma = 0;
        let bend = 0;
        let beta = 0;
        for (let g = 0; g < list.length; g++) {
          const { shape, threeDistances, offset, angles } = list[g]!;
          const sj = j * shapeCount + shape;
          const sk = k * shapeCount + shape;
          let product = shapeValue[sj]! * shapeValue[sk]!;
          if (product === 0) continue;
          let value = 0;
          let slope = 0;
          for (let m = 0; m < angles.length; m++) {
            value += weights[offset + m]! * angle[angles[m]!]!;
            slope += weights[offset + m]! * angleSlope[angles[m]!]!;
          }
          let alongJ = shapeSlope[sj]! * shapeValue[sk]!;
          let alongK = shapeValue[sj]! * shapeSlope[sk]!;
          if (threeDistances) {
            const third = span.value(shape);
            if (third === 0) continue;
            const between = c > 0 ? (value * product * span.slope()) / c : 0;
            alpha += between;
            gamma += between;
            beta -= between;
            alongJ *= third;
            alongK *= third;
            product *= third;
          }
          alpha += (value * alongJ) / a;
          gamma += (value * alongK) / b;
          bend += slope * product;
        }
        alpha -= (bend * cosine) / (a * a);
        gamma -= (bend * cosine) / (b * b);
        beta += bend / (a * b);
        gx += alpha * xj + beta * xk;
        gy += alpha * yj + beta * yk;
        gz += alpha * zj + beta * zk;
        gradients[3 * k]! += gamma * xk + beta * xj;
        gradients[3 * k + 1]! += gamma * yk + beta * yj;
        gradients[3 * k + 2]! += gamma * zk + beta * zj;
      }
      gradients[3 * j]! += gx;
      gradients[3 * j + 1]! += gy;
      gradients[3 * j + 2]! += gz;
    }
  }

  return { set, radialWidth, angularSize, values, derivatives, contract };
}
