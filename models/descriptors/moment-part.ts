// Functions of two distances and a polynomial of the angle's cosine, by moments: with unit vectors u to the neighbours,
//
//   sum_jk f_j f_k (u_j . u_k)^p = sum over monomials m of degree p:  p!/m! M_m^2,   M_m = sum_j f_j u_j^m
//
// so that sums over neighbours replace sums over pairs of them (R. Drautz, Phys. Rev. B 99, 014104 (2019)). Pairs j = k, where
// the cosine is 1, are taken off, and what is left is halved. Chebyshev functions are all of this kind, and powers of
// 1 + lambda cos theta with small whole exponents.
import type { AngularPart, PlacedFunction } from "./angular-part.ts";
import type { Environment } from "./environment.ts";
import { type Pairing, planMoments } from "./moment-plan.ts";
import { listMonomials } from "./monomials.ts";
import { createRadialBank } from "./radial-bank.ts";

export function createMomentPart(placed: readonly PlacedFunction[], species: readonly number[], angularSize: number): AngularPart {
  const { degree, profiles, channels, pairings } = planMoments(placed, species);
  const { size: monomials, first, parent, axis, multiplicity, raised, exponent } = listMonomials(degree);
  /** Monomials below the highest degree: those that gradients are made of. */
  const lower = first[degree]!;
  const bank = createRadialBank(profiles);
  const channelCount = channels.length;
  const channelProfile = Int32Array.from(channels, (channel) => channel.profile);
  const channelWeight = Float64Array.from(channels.flatMap((channel) => [...channel.weights]));
  const kinds = species.length;

  /** Of every near neighbour: profiles' values and slopes, and monomials of its direction. */
  let value = new Float64Array(0);
  let slope = new Float64Array(0);
  let power = new Float64Array(0);
  const moments = new Float64Array(channelCount * monomials);
  /** Sum of squared weights of neighbours. */
  const self = new Float64Array(channelCount);
  const sums = new Float64Array(degree + 1);
  /** Derivatives by moments, and their own gradients' coefficients x, y, z. */
  const byMoment = new Float64Array(channelCount * monomials);
  const bySelf = new Float64Array(channelCount);
  const steepness = new Float64Array(3 * lower);
  /** Of every power: derivative by the neighbour's position. */
  const vector = new Float64Array(3 * (degree + 1));
  let keptOf = 0;

  function gather(environment: Environment): void {
    const { stamp, angularCount, distance, displacement, species: kind } = environment;
    if (stamp !== 0 && stamp === keptOf) return;
    if (power.length < angularCount * monomials) {
      value = new Float64Array(2 * angularCount * bank.size);
      slope = new Float64Array(2 * angularCount * bank.size);
      power = new Float64Array(2 * angularCount * monomials);
    }
    moments.fill(0);
    self.fill(0);
    for (let j = 0; j < angularCount; j++) {
      const r = distance[j]!;
      bank.at(r, value, slope, j * bank.size);
      const x = displacement[3 * j]! / r;
      const y = displacement[3 * j + 1]! / r;
      const z = displacement[3 * j + 2]! / r;
      const at = j * monomials;
      power[at] = 1;
      for (let m = 1; m < monomials; m++) {
        const direction = axis[m]!;
        power[at + m] = power[at + parent[m]!]! * (direction === 0 ? x : direction === 1 ? y : z);
      }
      for (let c = 0; c < channelCount; c++) {
        const f = channelWeight[c * kinds + kind[j]!]! * value[j * bank.size + channelProfile[c]!]!;
        if (f === 0) continue;
        self[c]! += f * f;
        const to = c * monomials;
        for (let m = 0; m < monomials; m++) moments[to + m]! += f * power[at + m]!;
      }
    }
    keptOf = stamp;
  }

  function addValues(out: Float64Array): void {
    for (let q = 0; q < pairings.length; q++) {
      const { a, b, members, coefficients } = pairings[q]!;
      for (let p = 0; p <= degree; p++) {
        let sum = 0;
        for (let m = first[p]!; m < first[p + 1]!; m++) sum += multiplicity[m]! * moments[a * monomials + m]! * moments[b * monomials + m]!;
        sums[p] = a === b ? 0.5 * (sum - self[a]!) : sum;
      }
      for (let k = 0; k < members.length; k++) {
        let sum = 0;
        for (let p = 0; p <= degree; p++) sum += coefficients[k * (degree + 1) + p]! * sums[p]!;
        out[members[k]!.target]! += sum;
      }
    }
  }

  /** Coefficients of the gradient of sum_m given[m] u^m, x, y and z. */
  function setSteepness(given: Float64Array, from: number): void {
    for (let c = 0; c < 3; c++)
      for (let m = 0; m < lower; m++) steepness[c * lower + m] = exponent[c * lower + m]! * given[from + raised[c * lower + m]!]!;
  }

  function contract(environment: Environment, weights: Float64Array, gradients: Float64Array): void {
    gather(environment);
    const { angularCount, distance, displacement, species: kind } = environment;
    byMoment.fill(0);
    bySelf.fill(0);
    for (let q = 0; q < pairings.length; q++) {
      const { a, b, members, coefficients, atOne } = pairings[q]!;
      sums.fill(0);
      for (let k = 0; k < members.length; k++) {
        const weight = weights[members[k]!.target]!;
        for (let p = 0; p <= degree; p++) sums[p]! += weight * coefficients[k * (degree + 1) + p]!;
        if (a === b) bySelf[a]! -= weight * atOne[k]!;
      }
      for (let p = 0; p <= degree; p++) {
        for (let m = first[p]!; m < first[p + 1]!; m++) {
          const factor = sums[p]! * multiplicity[m]!;
          byMoment[a * monomials + m]! += factor * moments[b * monomials + m]!;
          if (a !== b) byMoment[b * monomials + m]! += factor * moments[a * monomials + m]!;
        }
      }
    }
    for (let c = 0; c < channelCount; c++) {
      setSteepness(byMoment, c * monomials);
      for (let j = 0; j < angularCount; j++) {
        const weight = channelWeight[c * kinds + kind[j]!]!;
        if (weight === 0) continue;
        const profile = j * bank.size + channelProfile[c]!;
        const r = distance[j]!;
        const at = j * monomials;
        let sum = 0;
        for (let m = 0; m < monomials; m++) sum += byMoment[c * monomials + m]! * power[at + m]!;
        sum += bySelf[c]! * weight * value[profile]!;
        let x = 0;
        let y = 0;
        let z = 0;
        for (let m = 0; m < lower; m++) {
          const u = power[at + m]!;
          x += steepness[m]! * u;
          y += steepness[lower + m]! * u;
          z += steepness[2 * lower + m]! * u;
        }
        const ux = displacement[3 * j]! / r;
        const uy = displacement[3 * j + 1]! / r;
        const uz = displacement[3 * j + 2]! / r;
        const across = (weight * value[profile]!) / r;
        const along = weight * slope[profile]! * sum - across * (ux * x + uy * y + uz * z);
        gradients[3 * j]! += along * ux + across * x;
        gradients[3 * j + 1]! += along * uy + across * y;
        gradients[3 * j + 2]! += along * uz + across * z;
      }
    }
  }

  /** Derivatives of a pairing's members by the neighbours of channel `own`, whose partners are those of channel `other`. */
  function addRows(
    environment: Environment,
    { members, coefficients, atOne }: Pairing,
    own: number,
    other: number,
    rows: Float64Array,
  ): void {
    const { angularCount, distance, displacement, species: kind } = environment;
    const sizeOfMembers = members.length;
    for (let m = 0; m < monomials; m++) byMoment[m] = multiplicity[m]! * moments[other * monomials + m]!;
    setSteepness(byMoment, 0);
    const whole = byMoment[0]!;
    for (let j = 0; j < angularCount; j++) {
      const weight = channelWeight[own * kinds + kind[j]!]!;
      if (weight === 0) continue;
      const r = distance[j]!;
      const profile = j * bank.size + channelProfile[own]!;
      const across = (weight * value[profile]!) / r;
      const along = weight * slope[profile]!;
      const ux = displacement[3 * j]! / r;
      const uy = displacement[3 * j + 1]! / r;
      const uz = displacement[3 * j + 2]! / r;
      const at = j * monomials;
      vector[0] = along * whole * ux;
      vector[1] = along * whole * uy;
      vector[2] = along * whole * uz;
      for (let p = 1; p <= degree; p++) {
        let x = 0;
        let y = 0;
        let z = 0;
        for (let m = first[p - 1]!; m < first[p]!; m++) {
          const u = power[at + m]!;
          x += steepness[m]! * u;
          y += steepness[lower + m]! * u;
          z += steepness[2 * lower + m]! * u;
        }
        // Euler: u . gradient = p times the polynomial.
        const turned = ux * x + uy * y + uz * z;
        const outwards = (along * turned) / p - across * turned;
        vector[3 * p] = outwards * ux + across * x;
        vector[3 * p + 1] = outwards * uy + across * y;
        vector[3 * p + 2] = outwards * uz + across * z;
      }
      const itself = own === other ? along * weight * value[profile]! : 0;
      const row = 3 * j * angularSize;
      for (let k = 0; k < sizeOfMembers; k++) {
        let x = -itself * atOne[k]! * ux;
        let y = -itself * atOne[k]! * uy;
        let z = -itself * atOne[k]! * uz;
        const from = k * (degree + 1);
        for (let p = 0; p <= degree; p++) {
          const factor = coefficients[from + p]!;
          if (factor === 0) continue;
          x += factor * vector[3 * p]!;
          y += factor * vector[3 * p + 1]!;
          z += factor * vector[3 * p + 2]!;
        }
        const to = row + members[k]!.column;
        rows[to]! += x;
        rows[to + angularSize]! += y;
        rows[to + 2 * angularSize]! += z;
      }
    }
  }

  return {
    values(environment, out) {
      gather(environment);
      addValues(out);
    },
    contract,
    derivatives(environment, out, rows) {
      gather(environment);
      addValues(out);
      for (const pairing of pairings) {
        addRows(environment, pairing, pairing.a, pairing.b, rows);
        if (pairing.a !== pairing.b) addRows(environment, pairing, pairing.b, pairing.a, rows);
      }
    },
  };
}
