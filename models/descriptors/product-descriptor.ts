// Values and contracted derivatives of product functions around one atom: every profile is computed once per neighbour
// or angle, whatever number of functions share it. One general loop for all families; the plain Gaussian ones have a faster
// calculator of their own (symmetry-function-calculator.ts).
import { createAngularBank } from "./angular-bank.ts";
import type { Descriptor } from "./descriptor.ts";
import type { Environment } from "./environment.ts";
import { type AngularProfile, isWeighted, type ProductFunction, productFunctionName, type RadialProfile } from "./product-function.ts";
import { createRadialBank } from "./radial-bank.ts";

/** Functions of one neighbour species: G[target] += weight R[profile]. */
interface RadialTerms {
  readonly target: Int32Array;
  readonly profile: Int32Array;
  readonly weight: Float64Array;
}

/** Angular functions of one pair of species with one radial profile: G[target] += weight A[angle] R R [R]. */
interface AngularTerms {
  readonly profile: number;
  /** Place among the profiles of the third distance; -1 where it does not count. */
  readonly third: number;
  readonly target: Int32Array;
  readonly angle: Int32Array;
  readonly weight: Float64Array;
}

interface Plan {
  readonly species: readonly number[];
  readonly radial: readonly RadialTerms[];
  /** By a * species + b. */
  readonly angular: readonly (readonly AngularTerms[])[];
  readonly radialProfiles: readonly RadialProfile[];
  readonly pairProfiles: readonly RadialProfile[];
  readonly thirdProfiles: readonly RadialProfile[];
  readonly angularProfiles: readonly AngularProfile[];
}

/** Numbers kept of one atom's angles: 16 MB. Beyond that they are computed twice. */
const mostKept = 2 ** 21;

/** @throws RangeError where there is no function, or functions have different centres */
export function createProductDescriptor(functions: readonly ProductFunction[]): Descriptor {
  const centre = functions[0]?.centre;
  if (centre === undefined || functions.some((f) => f.centre !== centre))
    throw new RangeError("a descriptor needs at least one function, and all of one element in the centre");
  const plan = makePlan(functions);
  const { species } = plan;
  const kinds = species.length;
  const radialBank = createRadialBank(plan.radialProfiles);
  const pairBank = createRadialBank(plan.pairProfiles);
  const thirdBank = createRadialBank(plan.thirdProfiles);
  const angularBank = createAngularBank(plan.angularProfiles);
  const angleCount = plan.angularProfiles.length;
  const radialValue = new Float64Array(radialBank.size);
  const radialSlope = new Float64Array(radialBank.size);
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
    const { count, angularCount, distance, displacement, species: kind } = environment;
    out.fill(0);
    for (let j = 0; j < count; j++) {
      const { target, profile, weight } = plan.radial[kind[j]!]!;
      if (target.length === 0) continue;
      radialBank.at(distance[j]!, radialValue, radialSlope, 0);
      for (let t = 0; t < target.length; t++) out[target[t]!]! += weight[t]! * radialValue[profile[t]!]!;
    }
    if (width === 0) return;
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
    const { count, angularCount, distance, displacement, species: kind } = environment;
    for (let j = 0; j < count; j++) {
      const { target, profile, weight } = plan.radial[kind[j]!]!;
      let slope = 0;
      if (target.length > 0) {
        radialBank.at(distance[j]!, radialValue, radialSlope, 0);
        for (let t = 0; t < target.length; t++) slope += weights[target[t]!]! * weight[t]! * radialSlope[profile[t]!]!;
        slope /= distance[j]!;
      }
      for (let c = 3 * j; c < 3 * j + 3; c++) gradients[c] = slope * displacement[c]!;
    }
    if (width === 0) return;
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

  return {
    size: functions.length,
    names: functions.map(productFunctionName),
    species,
    cutoff: Math.max(...functions.map((f) => f.radial.cutoff)),
    angularCutoff: Math.max(0, ...functions.map((f) => (f.kind === "angular" ? f.radial.cutoff : 0))),
    values,
    contract,
  };
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

function makePlan(functions: readonly ProductFunction[]): Plan {
  const seen = functions.flatMap((f): readonly number[] => {
    const who = f.kind === "radial" ? f.neighbour : f.neighbours;
    if (isWeighted(who)) return who.weights.map(([z]) => z);
    return typeof who === "number" ? [who] : who;
  });
  const species = [...new Set(seen)].sort((a, b) => a - b);
  const radialProfiles = new Distinct<RadialProfile>();
  const pairProfiles = new Distinct<RadialProfile>();
  const thirdProfiles = new Distinct<RadialProfile>();
  const angularProfiles = new Distinct<AngularProfile>();
  const radial = species.map((z): RadialTerms => {
    const terms = functions.flatMap((f, target) => {
      const weight = f.kind === "radial" ? weightOf(f.neighbour, z) : 0;
      return weight === 0 ? [] : [{ target, weight, profile: radialProfiles.indexOf(f.radial) }];
    });
    return {
      target: Int32Array.from(terms, (term) => term.target),
      profile: Int32Array.from(terms, (term) => term.profile),
      weight: Float64Array.from(terms, (term) => term.weight),
    };
  });
  const angular = species.flatMap((a) =>
    species.map((b): AngularTerms[] => {
      const groups = new Map<string, { profile: number; third: number; terms: { target: number; angle: number; weight: number }[] }>();
      for (const [target, f] of functions.entries()) {
        const weight = f.kind === "angular" ? pairWeight(f.neighbours, a, b) : 0;
        if (f.kind !== "angular" || weight === 0) continue;
        const profile = pairProfiles.indexOf(f.radial);
        const third = f.threeDistances ? thirdProfiles.indexOf(f.radial) : -1;
        const key = `${profile} ${third}`;
        const group = groups.get(key) ?? { profile, third, terms: [] };
        groups.set(key, group);
        group.terms.push({ target, angle: angularProfiles.indexOf(f.angular), weight });
      }
      return [...groups.values()].map(({ profile, third, terms }) => ({
        profile,
        third,
        target: Int32Array.from(terms, (term) => term.target),
        angle: Int32Array.from(terms, (term) => term.angle),
        weight: Float64Array.from(terms, (term) => term.weight),
      }));
    }),
  );
  return {
    species,
    radial,
    angular,
    radialProfiles: radialProfiles.items,
    pairProfiles: pairProfiles.items,
    thirdProfiles: thirdProfiles.items,
    angularProfiles: angularProfiles.items,
  };
}

function weightOf(who: number | { weights: readonly (readonly [number, number])[] }, z: number): number {
  if (typeof who === "number") return who === z ? 1 : 0;
  return who.weights.find(([number]) => number === z)?.[1] ?? 0;
}

function pairWeight(
  who: readonly [number, number] | { readonly by: string; readonly weights: readonly (readonly [number, number])[] },
  a: number,
  b: number,
): number {
  if ("by" in who) return weightOf(who, a) * weightOf(who, b);
  return (who[0] === a && who[1] === b) || (who[0] === b && who[1] === a) ? 1 : 0;
}

class Distinct<T> {
  readonly items: T[] = [];
  private readonly places = new Map<string, number>();

  indexOf(item: T): number {
    const key = JSON.stringify(item);
    const known = this.places.get(key);
    if (known !== undefined) return known;
    this.places.set(key, this.items.length);
    return this.items.push(item) - 1;
  }
}
