// Functions of two neighbours, pair by pair of them: values, contracted derivatives, rows of derivatives. Every profile is
// computed once a neighbour, a third side or an angle, whatever number of functions share it. Does every angular function;
// moment-part.ts is faster for some.
import { createAngularBank } from "./angular-bank.ts";
import type { AngularPart, PlacedFunction } from "./angular-part.ts";
import type { Environment } from "./environment.ts";
import { createRadialBank } from "./radial-bank.ts";
import { planTriplets } from "./triplet-plan.ts";

/** Numbers kept of one atom's angles: 16 MB. Beyond that they are computed twice. */
const mostKept = 2 ** 21;

export function createTripletPart(placed: readonly PlacedFunction[], species: readonly number[], angularSize: number): AngularPart {
  const plan = planTriplets(placed, species);
  const kinds = species.length;
  const pairBank = createRadialBank(plan.pairProfiles);
  const thirdBank = createRadialBank(plan.thirdProfiles);
  const angularBank = createAngularBank(plan.angularProfiles);
  const angleCount = plan.angularProfiles.length;
  const thirdValue = new Float64Array(thirdBank.size);
  const thirdSlope = new Float64Array(thirdBank.size);
  const width = pairBank.size;
  // Of every near neighbour, angularCount x width.
  let pairValue = new Float64Array(64 * width);
  let pairSlope = new Float64Array(64 * width);

  // Angles of every pair, values then slopes: kept from values() for the contract() that follows on the same surroundings.
  let angles = new Float64Array(2 * angleCount);
  let keptOf = 0;

  function preparePairs({ stamp, angularCount, distance }: Environment): void {
    if (stamp !== 0 && stamp === keptOf) return;
    keptOf = 0;
    if (pairValue.length < angularCount * width) {
      pairValue = new Float64Array(2 * angularCount * width);
      pairSlope = new Float64Array(2 * angularCount * width);
    }
    for (let j = 0; j < angularCount; j++) pairBank.at(distance[j]!, pairValue, pairSlope, j * width);
  }

  /** Values of all angular profiles into `angles` at `offset`, slopes behind them. */
  function setAngles(cosine: number, offset: number): void {
    angularBank.set(cosine);
    const { value, slope } = angularBank;
    for (let a = 0; a < angleCount; a++) {
      angles[offset + a] = value[a]!;
      angles[offset + angleCount + a] = slope[a]!;
    }
  }

  function values(environment: Environment, out: Float64Array): void {
    const { angularCount, distance, displacement, species: kind } = environment;
    keptOf = 0;
    preparePairs(environment);
    const needed = angularCount * (angularCount - 1) * angleCount;
    const keeps = needed <= mostKept;
    if (keeps && angles.length < needed) angles = new Float64Array(Math.min(2 * needed, mostKept));
    let pair = 0;
    for (let j = 0; j < angularCount; j++) {
      for (let k = j + 1; k < angularCount; k++) {
        const list = plan.angular[kind[j]! * kinds + kind[k]!]!;
        if (list.length === 0) continue;
        const cosine = dot(displacement, j, k) / (distance[j]! * distance[k]!);
        const offset = keeps ? 2 * angleCount * pair++ : 0;
        setAngles(cosine, offset);
        if (thirdBank.size > 0) thirdBank.at(thirdSide(distance[j]!, distance[k]!, cosine), thirdValue, thirdSlope, 0);
        for (let g = 0; g < list.length; g++) {
          const { profile, third, target, angle, weight } = list[g]!;
          let product = pairValue[j * width + profile]! * pairValue[k * width + profile]!;
          if (third >= 0) product *= thirdValue[third]!;
          if (product === 0) continue;
          for (let t = 0; t < target.length; t++) out[target[t]!]! += weight[t]! * product * angles[offset + angle[t]!]!;
        }
      }
    }
    if (keeps) keptOf = environment.stamp;
  }

  function contract(environment: Environment, weights: Float64Array, gradients: Float64Array): void {
    const { angularCount, distance, displacement, species: kind } = environment;
    preparePairs(environment);
    const isKept = keptOf !== 0 && keptOf === environment.stamp;
    let pair = 0;
    for (let j = 0; j < angularCount; j++) {
      const a = distance[j]!;
      for (let k = j + 1; k < angularCount; k++) {
        const list = plan.angular[kind[j]! * kinds + kind[k]!]!;
        if (list.length === 0) continue;
        const b = distance[k]!;
        const cosine = dot(displacement, j, k) / (a * b);
        const offset = isKept ? 2 * angleCount * pair++ : 0;
        if (!isKept) setAngles(cosine, 0);
        const c = thirdSide(a, b, cosine);
        if (thirdBank.size > 0) thirdBank.at(c, thirdValue, thirdSlope, 0);
        // dE by the two distances, the third one and the cosine.
        let byA = 0;
        let byB = 0;
        let byC = 0;
        let byCosine = 0;
        for (let g = 0; g < list.length; g++) {
          const { profile, third, target, angle, weight } = list[g]!;
          const rj = pairValue[j * width + profile]!;
          const rk = pairValue[k * width + profile]!;
          const rc = third >= 0 ? thirdValue[third]! : 1;
          if (rj * rk * rc === 0) continue;
          let value = 0;
          let slope = 0;
          for (let t = 0; t < target.length; t++) {
            const w = weights[target[t]!]! * weight[t]!;
            value += w * angles[offset + angle[t]!]!;
            slope += w * angles[offset + angleCount + angle[t]!]!;
          }
          byA += value * pairSlope[j * width + profile]! * rk * rc;
          byB += value * rj * pairSlope[k * width + profile]! * rc;
          if (third >= 0) byC += value * rj * rk * thirdSlope[third]!;
          byCosine += slope * rj * rk * rc;
        }
        const between = c > 0 ? byC / c : 0;
        const alongJ = byA / a + between - (byCosine * cosine) / (a * a);
        const alongK = byB / b + between - (byCosine * cosine) / (b * b);
        const cross = byCosine / (a * b) - between;
        for (let x = 0; x < 3; x++) {
          const dj = displacement[3 * j + x]!;
          const dk = displacement[3 * k + x]!;
          gradients[3 * j + x]! += alongJ * dj + cross * dk;
          gradients[3 * k + x]! += alongK * dk + cross * dj;
        }
      }
    }
  }

  function derivatives(environment: Environment, out: Float64Array, rows: Float64Array): void {
    preparePairs(environment);
    const { angularCount, distance, displacement, species: kind } = environment;
    for (let j = 0; j < angularCount; j++) {
      const a = distance[j]!;
      for (let k = j + 1; k < angularCount; k++) {
        const list = plan.angular[kind[j]! * kinds + kind[k]!]!;
        if (list.length === 0) continue;
        const b = distance[k]!;
        const cosine = dot(displacement, j, k) / (a * b);
        angularBank.set(cosine);
        const c = thirdSide(a, b, cosine);
        if (thirdBank.size > 0) thirdBank.at(c, thirdValue, thirdSlope, 0);
        for (let g = 0; g < list.length; g++) {
          const { profile, third, target, column, angle, weight } = list[g]!;
          const rj = pairValue[j * width + profile]!;
          const rk = pairValue[k * width + profile]!;
          const rc = third >= 0 ? thirdValue[third]! : 1;
          if (rj * rk * rc === 0) continue;
          const byA = (pairSlope[j * width + profile]! * rk * rc) / a;
          const byB = (rj * pairSlope[k * width + profile]! * rc) / b;
          const between = third >= 0 && c > 0 ? (rj * rk * thirdSlope[third]!) / c : 0;
          const product = rj * rk * rc;
          for (let t = 0; t < target.length; t++) {
            const value = weight[t]! * angularBank.value[angle[t]!]!;
            const bend = weight[t]! * angularBank.slope[angle[t]!]! * product;
            out[target[t]!]! += value * product;
            const alongJ = value * (byA + between) - (bend * cosine) / (a * a);
            const alongK = value * (byB + between) - (bend * cosine) / (b * b);
            const cross = bend / (a * b) - value * between;
            for (let x = 0; x < 3; x++) {
              const dj = displacement[3 * j + x]!;
              const dk = displacement[3 * k + x]!;
              rows[(3 * j + x) * angularSize + column[t]!]! += alongJ * dj + cross * dk;
              rows[(3 * k + x) * angularSize + column[t]!]! += alongK * dk + cross * dj;
            }
          }
        }
      }
    }
  }

  return { values, contract, derivatives };
}

function dot(displacement: Float64Array, j: number, k: number): number {
  return (
    displacement[3 * j]! * displacement[3 * k]! +
    displacement[3 * j + 1]! * displacement[3 * k + 1]! +
    displacement[3 * j + 2]! * displacement[3 * k + 2]!
  );
}

function thirdSide(a: number, b: number, cosine: number): number {
  return Math.sqrt(Math.max(a * a + b * b - 2 * a * b * cosine, 0));
}
