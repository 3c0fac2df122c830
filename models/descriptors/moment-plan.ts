// What functions of a polynomial of the cosine share: radial profiles, the channels that weigh them by species, and pairs of
// channels. For all that goes by moments (moment-part.ts and the kernel of product functions).
import { Distinct, neighbourWeight, type PlacedFunction } from "./angular-part.ts";
import { type AngularProduct, type AngularProfile, isWeighted, type RadialProfile } from "./product-function.ts";

/** Beyond this degree the number of monomials outgrows that of pairs, and powers' coefficients what float64 can take off each other. */
const highestDegree = 8;

/** By power of the cosine; undefined where the profile is no polynomial, or of too high a degree. */
export function cosinePolynomial(profile: AngularProfile): Float64Array | undefined {
  if (profile.form === "compact") return undefined;
  const degree = profile.form === "power" ? profile.zeta : profile.order;
  if (!(Number.isInteger(degree) && degree >= 0 && degree <= highestDegree)) return undefined;
  if (profile.form === "power") {
    const found = Float64Array.of(2 ** (1 - degree), ...new Float64Array(degree));
    for (let n = 0; n < degree; n++) for (let p = n + 1; p > 0; p--) found[p]! += profile.lambda * found[p - 1]!;
    return found;
  }
  // x = rate c + shift, as in angular-bank.ts.
  const [rate, shift] = profile.domain === "pi" ? [2 / Math.PI, -1] : [1, 0];
  let before = Float64Array.of(1, ...new Float64Array(degree));
  if (degree === 0) return before;
  let last = Float64Array.of(shift, rate, ...new Float64Array(degree - 1));
  for (let n = 2; n <= degree; n++) {
    const next = last.map((value, p) => 2 * (shift * value + (p > 0 ? rate * last[p - 1]! : 0)) - before[p]!);
    before = last;
    last = next;
  }
  return last;
}

/** Whether moments do this function. */
export function hasMoments(f: AngularProduct): boolean {
  return !f.threeDistances && cosinePolynomial(f.angular) !== undefined;
}

/** One radial profile with one weight for each species. */
export interface Channel {
  readonly profile: number;
  readonly weights: readonly number[];
}

/** Functions of one pair of channels. */
export interface Pairing {
  readonly a: number;
  readonly b: number;
  readonly members: readonly PlacedFunction[];
  /** members x (degree + 1) */
  readonly coefficients: Float64Array;
  /** Sum of each member's coefficients: its polynomial at cosine 1. */
  readonly atOne: Float64Array;
}

export interface MomentPlan {
  /** Highest power of a cosine. */
  readonly degree: number;
  readonly profiles: readonly RadialProfile[];
  readonly channels: readonly Channel[];
  readonly pairings: readonly Pairing[];
}

export function planMoments(placed: readonly PlacedFunction[], species: readonly number[]): MomentPlan {
  const profiles = new Distinct<RadialProfile>();
  const channels = new Distinct<Channel>();
  const channelOf = (f: AngularProduct, who: Parameters<typeof neighbourWeight>[0]): number =>
    channels.indexOf({ profile: profiles.indexOf(f.radial), weights: species.map((z) => neighbourWeight(who, z)) });
  const polynomials = placed.map(({ f }) => cosinePolynomial(f.angular)!);
  const degree = Math.max(...polynomials.map((polynomial) => polynomial.length - 1));
  const pairings = [
    ...Map.groupBy(placed.keys(), (k) => {
      const { f } = placed[k]!;
      const [first, second] = isWeighted(f.neighbours) ? [f.neighbours, f.neighbours] : f.neighbours;
      return `${channelOf(f, first)} ${channelOf(f, second)}`;
    }),
  ].map(([key, indices]): Pairing => {
    const [a, b] = key.split(" ").map(Number) as [number, number];
    const coefficients = new Float64Array(indices.length * (degree + 1));
    for (const [m, k] of indices.entries()) coefficients.set(polynomials[k]!, m * (degree + 1));
    const atOne = Float64Array.from(indices, (k) => polynomials[k]!.reduce((sum, value) => sum + value, 0));
    return { a, b, members: indices.map((k) => placed[k]!), coefficients, atOne };
  });
  return { degree, profiles: profiles.items, channels: channels.items, pairings };
}
