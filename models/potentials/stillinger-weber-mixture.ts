// The Stillinger-Weber potential for several elements, by LAMMPS's rules for its files:
// the pair i j reads the line i j j, and so do both legs of a triplet; epsilon, lambda and cosTheta0 of a triplet read i j k.
// One element has a faster path of its own, in stillinger-weber.ts.
import { stillingerWeberKernel } from "../kernels/atoms/stillinger-weber.ts";
import { bondPotential } from "./bond-potential.ts";
import { type BondRow, speciesIndex } from "./bond-row.ts";
import type { Potential } from "./potential.ts";
import { type TripleEntry, tripleTable } from "./species-table.ts";
import { type StillingerWeberParameters, stillingerWeber } from "./stillinger-weber.ts";

/** One line of a .sw file. */
export interface StillingerWeberTriple extends StillingerWeberParameters {
  /** Where the exponential falls to this, the cutoff is set (LAMMPS's tol); 0: at a sigma itself. */
  readonly tolerance: number;
}

/** A leg of a triplet, or a pair, with what the loops need. */
interface Pair extends StillingerWeberTriple {
  /** a sigma, where the exponentials end, angstrom. */
  readonly end: number;
  /** Farther than this counts for nothing, angstrom. */
  readonly reach: number;
}

function pairOf(parameters: StillingerWeberTriple): Pair {
  const { a, sigma, gamma, tolerance } = parameters;
  const end = a * sigma;
  // Nearer to the end than this both exponentials underflow to exactly 0, and r = end would divide by 0.
  let reach = end - (Math.min(1, gamma || 1) * sigma) / 750;
  // As LAMMPS bounds the tolerance and takes the slower of the two exponentials.
  if (tolerance > 0) reach = Math.min(reach, end + (Math.min(1, gamma) * sigma) / Math.log(Math.min(tolerance, 0.01)));
  return { ...parameters, end, reach };
}

/**
 * A Stillinger-Weber potential from LAMMPS's lines. Per-atom energies as in LAMMPS: a pair's halves, a triplet's thirds.
 * Where lines i j j and j i i differ, a pair's energy is the mean of both.
 * @throws RangeError for a triple that is missing or stands twice
 */
export function stillingerWeberMixture(
  name: string,
  description: string,
  entries: readonly TripleEntry<StillingerWeberTriple>[],
): Potential {
  const { species, parameters } = tripleTable(entries, name);
  if (species.length === 1 && parameters[0]!.tolerance === 0) return stillingerWeber(name, description, species[0]!, parameters[0]!);
  const count = species.length;
  const pairs = species.flatMap((_, a) => species.map((_, b) => pairOf(parameters[(a * count + b) * count + b]!)));
  // A triplet has no order: where i j k and i k j differ, it takes the mean.
  const mirror = (t: number): StillingerWeberTriple => {
    const [a, b, c] = [Math.floor(t / count / count), Math.floor(t / count) % count, t % count];
    return parameters[(a * count + c) * count + b]!;
  };
  const strengths = Float64Array.from(parameters, (one, t) => 0.5 * (one.epsilon * one.lambda + mirror(t).epsilon * mirror(t).lambda));
  const cosines = Float64Array.from(parameters, (one, t) => 0.5 * (one.cosTheta0 + mirror(t).cosTheta0));
  const cutoffAngstrom = Math.max(...pairs.map((pair) => pair.end));
  const indexOf = speciesIndex(species);
  const legs = new Legs();
  const tables = { species, legs: pairs, strengths, cosines };
  return bondPotential({
    name,
    description,
    species,
    cutoffAngstrom,
    form: { kind: "stillinger-weber", tables },
    kernel: stillingerWeberKernel(tables),
    addAtom(i, bonds, row, atomicNumbers, energies) {
      const a = indexOf[atomicNumbers[i]!]!;
      addPairs(i, count * a, bonds, pairs, indexOf, atomicNumbers, row, legs, energies);
      addTriplets(i, count * a, bonds, count, strengths, cosines, row, legs, energies);
    },
  });
}

/** What triplets need of each bond; grows to the longest row met. */
class Legs {
  species = new Int32Array(0);
  /** Exponential and minus its logarithm's derivative, 1/angstrom; both 0 beyond the reach: 2 a bond. */
  radial = new Float64Array(0);

  reserve(bonds: number): void {
    if (bonds <= this.species.length) return;
    this.species = new Int32Array(2 * bonds);
    this.radial = new Float64Array(4 * bonds);
  }
}

function addPairs(
  i: number,
  pairRow: number,
  bonds: number,
  pairs: readonly Pair[],
  indexOf: Int32Array,
  atomicNumbers: Uint8Array,
  row: BondRow,
  legs: Legs,
  energies: Float64Array,
): void {
  legs.reserve(bonds);
  const { atom, vector, distance, gradient } = row;
  let energy = 0;
  for (let b = 0; b < bonds; b++) {
    const s = indexOf[atomicNumbers[atom[b]!]!]!;
    legs.species[b] = s;
    const { epsilon, sigma, gamma, bigA, bigB, p, q, end, reach } = pairs[pairRow + s]!;
    const r = distance[b]!;
    if (r >= reach) {
      legs.radial[2 * b] = 0;
      legs.radial[2 * b + 1] = 0;
      continue;
    }
    const u = 1 / (r - end);
    legs.radial[2 * b] = Math.exp(gamma * sigma * u);
    legs.radial[2 * b + 1] = gamma * sigma * u * u;
    const repulsion = bigB * (sigma / r) ** p;
    const attraction = (sigma / r) ** q;
    const factor = 0.5 * epsilon * bigA * Math.exp(sigma * u);
    // Half of the pair: the other half comes from the row of j.
    energy += factor * (repulsion - attraction);
    const slope = -factor * ((p * repulsion - q * attraction) / r + (repulsion - attraction) * sigma * u * u);
    for (let x = 3 * b; x < 3 * b + 3; x++) gradient[x] = (slope * vector[x]!) / r;
  }
  energies[i]! += energy;
}

function addTriplets(
  i: number,
  pairRow: number,
  bonds: number,
  count: number,
  strengths: Float64Array,
  cosines: Float64Array,
  row: BondRow,
  legs: Legs,
  energies: Float64Array,
): void {
  const { atom, vector, distance, gradient } = row;
  const { species, radial } = legs;
  for (let b = 0; b < bonds; b++) {
    const gB = radial[2 * b]!;
    if (gB === 0) continue;
    const decayB = radial[2 * b + 1]!;
    const rB = distance[b]!;
    const x = vector[3 * b]!;
    const y = vector[3 * b + 1]!;
    const z = vector[3 * b + 2]!;
    const triple = (pairRow + species[b]!) * count;
    for (let k = b + 1; k < bonds; k++) {
      const gK = radial[2 * k]!;
      if (gK === 0) continue;
      const rK = distance[k]!;
      const kx = vector[3 * k]!;
      const ky = vector[3 * k + 1]!;
      const kz = vector[3 * k + 2]!;
      const cosine = (x * kx + y * ky + z * kz) / (rB * rK);
      const bend = cosine - cosines[triple + species[k]!]!;
      const half = strengths[triple + species[k]!]! * gB * gK * bend;
      const value = half * bend;
      const turn = (2 * half) / (rB * rK);
      // The gradient on each leg: sideways along the other leg, and along itself.
      const ownB = -(value * decayB) / rB - (2 * half * cosine) / (rB * rB);
      const ownK = -(value * radial[2 * k + 1]!) / rK - (2 * half * cosine) / (rK * rK);
      gradient[3 * b]! += turn * kx + ownB * x;
      gradient[3 * b + 1]! += turn * ky + ownB * y;
      gradient[3 * b + 2]! += turn * kz + ownB * z;
      gradient[3 * k]! += turn * x + ownK * kx;
      gradient[3 * k + 1]! += turn * y + ownK * ky;
      gradient[3 * k + 2]! += turn * z + ownK * kz;
      const third = value * (1 / 3);
      energies[i]! += third;
      energies[atom[b]!]! += third;
      energies[atom[k]!]! += third;
    }
  }
}
