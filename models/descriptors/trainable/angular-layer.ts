// Angular symmetry functions whose parameters are weights, trained with the rest (Behler 2011, eqs. 8 and 9):
//
//   G4 = sum_{j<k} 2 [(1 + lambda cos theta) / 2]^zeta P(Rij) P(Rik) P(Rjk)      P(r) = exp(-eta r^2) fc(r; Rc)
//   G5 = the same without P(Rjk)
//
// eta, zeta and Rc are trained; lambda is +1 and -1 by turns. Every function is a product over pairs, so that what a
// pair's parameters need of all its triplets is one sum of weighted values: derivatives of ln P do the rest.
import type { PairTable } from "./pair-table.ts";
import type { TripletTable } from "./triplet-table.ts";

/** Parameters in flat blocks of 2n, G4 then G5 within each: eta (1/angstrom^2), zeta, Rc (angstrom). */
export function angularParameterCount(functionsEach: number): number {
  return 6 * functionsEach;
}

export interface AngularWorkspace {
  /** P of every pair, pairs x 2n. */
  shape: Float64Array;
  /** Share of each triplet, triplets x 2n. */
  value: Float64Array;
  /** Sum over its triplets of adjoint times share, pairs x 2n. */
  sum: Float64Array;
}

export function createAngularWorkspace(): AngularWorkspace {
  return { shape: new Float64Array(0), value: new Float64Array(0), sum: new Float64Array(0) };
}

/** Every range with every sharpness and both signs, in that order, repeated as often as there are functions. */
export function firstAngularParameters(n: number, cutoff: number): Float64Array {
  const parameters = new Float64Array(6 * n);
  for (let k = 0; k < 2 * n; k++) {
    const own = k % n;
    parameters[k] = [0.02, 0.1, 0.25][Math.floor(own / 6) % 3]!;
    parameters[2 * n + k] = [1, 2, 4][Math.floor(own / 2) % 3]!;
    parameters[4 * n + k] = cutoff;
  }
  return parameters;
}

/** Takes parameters back into their range: eta from 0, zeta from 1, cutoffs from 1 to `reach` angstrom. */
export function boundAngularParameters(parameters: Float64Array, n: number, reach: number): void {
  for (let k = 0; k < 2 * n; k++) {
    parameters[k] = Math.max(0, parameters[k]!);
    parameters[2 * n + k] = Math.max(1, parameters[2 * n + k]!);
    parameters[4 * n + k] = Math.min(reach, Math.max(1, parameters[4 * n + k]!));
  }
}

function signOf(k: number): 1 | -1 {
  return k % 2 === 0 ? 1 : -1;
}

/** Nearer to 0 than this (1 + lambda cos) / 2 counts as 0: value and slope vanish there, logarithms do not exist. */
const straight = 1e-12;

/** Adds the functions of every atom to `values`, atoms x stride, from `column`: G4, then G5. */
export function angularForward(
  work: AngularWorkspace,
  parameters: Float64Array,
  n: number,
  pairs: PairTable,
  triplets: TripletTable,
  values: Float64Array,
  stride: number,
  column: number,
): void {
  const width = 2 * n;
  if (work.shape.length < pairs.count * width) work.shape = new Float64Array(Math.ceil(1.2 * pairs.count * width));
  if (work.value.length < triplets.count * width) work.value = new Float64Array(Math.ceil(1.2 * triplets.count * width));
  const { shape, value } = work;
  let longest = 0;
  for (let k = 0; k < width; k++) longest = Math.max(longest, parameters[2 * width + k]!);
  for (let p = 0; p < pairs.count; p++) {
    const r = pairs.distance[p]!;
    if (r >= longest) continue; // no triplet that counts looks there
    for (let k = 0; k < width; k++) {
      const cutoff = parameters[2 * width + k]!;
      shape[p * width + k] = r >= cutoff ? 0 : Math.exp(-parameters[k]! * r * r) * 0.5 * (Math.cos((Math.PI * r) / cutoff) + 1);
    }
  }
  for (let t = 0; t < triplets.count; t++) {
    const a = triplets.pairs[3 * t]!;
    const b = triplets.pairs[3 * t + 1]!;
    const c = triplets.pairs[3 * t + 2]!;
    const base = t * width;
    const start = c >= 0 && pairs.distance[c]! < longest ? 0 : n;
    value.fill(0, base, base + width);
    if (pairs.distance[a]! >= longest || pairs.distance[b]! >= longest) continue;
    const row = triplets.centre[t]! * stride + column;
    const plus = logHalf(1 + triplets.cosine[t]!);
    const minus = logHalf(1 - triplets.cosine[t]!);
    for (let k = start; k < width; k++) {
      const product = shape[a * width + k]! * shape[b * width + k]! * (k < n ? shape[c * width + k]! : 1);
      if (product === 0) continue;
      const g = 2 * Math.exp(parameters[width + k]! * (signOf(k) > 0 ? plus : minus)) * product;
      value[base + k] = g;
      values[row + k]! += g;
    }
  }
}

/** ln(x / 2); so low where x is 0 that its exponential is. */
function logHalf(x: number): number {
  return x / 2 > straight ? Math.log(x / 2) : -800;
}

/**
 * Adds dE/dparameters to `gradient`, from adjoints dE/dG; and, where given, the gradient of E with respect to every
 * pair's displacement vector (3 a pair). After angularForward with the same arguments.
 */
export function angularBackward(
  work: AngularWorkspace,
  parameters: Float64Array,
  n: number,
  pairs: PairTable,
  triplets: TripletTable,
  adjoint: Float64Array,
  stride: number,
  column: number,
  gradient: Float64Array,
  displacementGradient?: Float64Array,
): void {
  const width = 2 * n;
  if (work.sum.length < pairs.count * width) work.sum = new Float64Array(Math.ceil(1.2 * pairs.count * width));
  const { shape, value, sum } = work;
  sum.fill(0, 0, pairs.count * width);
  for (let t = 0; t < triplets.count; t++) {
    const a = triplets.pairs[3 * t]! * width;
    const b = triplets.pairs[3 * t + 1]! * width;
    const c = triplets.pairs[3 * t + 2]! * width;
    const row = triplets.centre[t]! * stride + column;
    const cosine = triplets.cosine[t]!;
    const plus = logHalf(1 + cosine);
    const minus = logHalf(1 - cosine);
    let turn = 0;
    for (let k = c < 0 ? n : 0; k < width; k++) {
      const w = adjoint[row + k]! * value[t * width + k]!;
      if (w === 0) continue;
      sum[a + k]! += w;
      sum[b + k]! += w;
      if (k < n) sum[c + k]! += w;
      const isPlus = signOf(k) > 0;
      gradient[width + k]! += w * (isPlus ? plus : minus);
      turn += (w * parameters[width + k]!) / (isPlus ? 1 + cosine : cosine - 1);
    }
    if (displacementGradient && turn !== 0) addTurn(pairs, triplets, t, turn, displacementGradient);
  }
  for (let p = 0; p < pairs.count; p++) {
    const r = pairs.distance[p]!;
    let along = 0;
    for (let k = 0; k < width; k++) {
      const w = sum[p * width + k]!;
      if (w === 0 || shape[p * width + k] === 0) continue;
      const cutoff = parameters[2 * width + k]!;
      // d ln fc / dr
      const slope = (-Math.PI / cutoff) * Math.tan((0.5 * Math.PI * r) / cutoff);
      gradient[k]! -= w * r * r;
      gradient[2 * width + k]! -= (w * slope * r) / cutoff;
      along += w * (slope - 2 * parameters[k]! * r);
    }
    if (!displacementGradient || along === 0) continue;
    for (let x = 3 * p; x < 3 * p + 3; x++) displacementGradient[x]! += (along / r) * pairs.displacement[x]!;
  }
}

/** Gradient of the cosine at the centre, times `turn`, on the vectors of the two pairs. */
function addTurn(pairs: PairTable, triplets: TripletTable, t: number, turn: number, gradient: Float64Array): void {
  const { displacement, distance } = pairs;
  const a = triplets.pairs[3 * t]!;
  const b = triplets.pairs[3 * t + 1]!;
  const signA = triplets.signs[2 * t]!;
  const signB = triplets.signs[2 * t + 1]!;
  const cosine = triplets.cosine[t]!;
  for (let x = 0; x < 3; x++) {
    const u = (signA * displacement[3 * a + x]!) / distance[a]!;
    const v = (signB * displacement[3 * b + x]!) / distance[b]!;
    gradient[3 * a + x]! += (signA * turn * (v - cosine * u)) / distance[a]!;
    gradient[3 * b + x]! += (signB * turn * (u - cosine * v)) / distance[b]!;
  }
}
