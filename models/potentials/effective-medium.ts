// Effective medium theory for face-centred cubic metals and their alloys.
// K. W. Jacobsen, P. Stoltze and J. K. Norskov, Surf. Sci. 366, 394 (1996), exactly as ASE's calculator EMT has it:
// one smooth cutoff for all elements, set by the largest of ASE's table (silver), and energies counted from free atoms.
//
//   w(r) = 1 / (1 + exp(a (r - rc))), pairs end at rc + 0.5 angstrom
//   sigma1_i = sum_j chi_ij exp(-eta2_j (r - beta s0_j)) w       chi_ij = n0_j / n0_i
//   s_i - s0_i = -ln(sigma1_i / (12 gamma1_i)) / (beta eta2_i) = ds
//   E = sum_i E0 (1 + lambda ds) exp(-lambda ds) - E0 + 6 V0 exp(-kappa ds)
//     - sum_i V0 / (2 gamma2_i) sum_j chi_ij exp(-kappa_j (r / beta - s0_j)) w
//
// Each pair is worked out once; what its second-round force needs is kept.
import { effectiveMediumKernel } from "../kernels/atoms/effective-medium.ts";
import { BondRow, KeptBonds, speciesIndex } from "./bond-row.ts";
import {
  effectiveMediumBeta as beta,
  type EffectiveMediumElement,
  effectiveMediumCutoff,
  effectiveMediumTable,
  latticeSums,
} from "./effective-medium-parameters.ts";
import { classicalPotential } from "./evaluation.ts";
import type { Potential } from "./potential.ts";

const { middle, steepness, end } = effectiveMediumCutoff;
/** So far inside, w is 1 to the last bit. */
const plain = middle - 37.5 / steepness;

/** Slopes of all pairs' contributions to sigma1 over the distance, at the first atom and at the second (1/angstrom^2): 2 a pair. */
class PairSlopes {
  values = new Float64Array(0);

  reserve(pairs: number): void {
    if (2 * pairs <= this.values.length) return;
    const grown = new Float64Array(4 * pairs);
    grown.set(this.values);
    this.values = grown;
  }

  /** Forgets them where they take more than 64 MiB, so that one large structure does not hold its memory for ever. */
  release(): void {
    if (this.values.length > 8 * 2 ** 20) this.values = new Float64Array(0);
  }
}

/**
 * Effective medium theory for some elements of the table.
 * @throws RangeError for an element that has no parameters
 */
export function effectiveMedium(name: string, description: string, species: readonly number[]): Potential {
  const elements = species.map((number) => {
    const found = effectiveMediumTable.find((one) => one.atomicNumber === number);
    if (!found) throw new RangeError(`${name}: effective medium theory has no parameters for atomic number ${number}.`);
    return found;
  });
  const indexOf = speciesIndex(species);
  const sums = elements.map(latticeSums);
  const exponentials = pairExponentials(elements, sums);
  const embeddings = elements.map((one, a) => ({ ...one, full: 12 * sums[a]!.gamma1, stretch: beta * one.eta2 }));
  const row = new BondRow();
  const kept = new KeptBonds();
  const slopes = new PairSlopes();
  return classicalPotential({
    name,
    description,
    species,
    cutoffAngstrom: end,
    kernel: effectiveMediumKernel({ species, elements: embeddings, exponentials, middle, steepness, end }),
    accumulate(structure, neighbours, parts) {
      const { atomicNumbers } = structure;
      const atoms = atomicNumbers.length;
      kept.start(atoms);
      const sigma = new Float64Array(atoms);
      let pairs = 0;
      for (let i = 0; i < atoms; i++) {
        const count = row.gather(structure, neighbours, i, end, true);
        kept.keep(i, row, count);
        slopes.reserve(pairs + count);
        addPairs(i, count, species.length, exponentials, indexOf, atomicNumbers, row, slopes.values, 2 * pairs, sigma, parts.energies);
        row.addGradients(i, count, parts.forces, parts.stress);
        pairs += count;
      }
      // sigma gives its place to the energy's derivative with it.
      for (let i = 0; i < atoms; i++) {
        const kind = indexOf[atomicNumbers[i]!]!;
        const own = cohesion(elements[kind]!, sums[kind]!.gamma1, sigma[i]!);
        parts.energies[i]! += own.energy;
        sigma[i] = own.slope;
      }
      let pair = 0;
      for (let i = 0; i < atoms; i++) {
        const from = kept.first[i]!;
        const count = kept.first[i + 1]! - from;
        row.recall(structure, neighbours, i, kept.entries, from, count);
        const { atom, vector, gradient } = row;
        const slopeI = sigma[i]!;
        for (let b = 0; b < count; b++, pair += 2) {
          const slope = slopeI * slopes.values[pair]! + sigma[atom[b]!]! * slopes.values[pair + 1]!;
          gradient[3 * b] = slope * vector[3 * b]!;
          gradient[3 * b + 1] = slope * vector[3 * b + 1]!;
          gradient[3 * b + 2] = slope * vector[3 * b + 2]!;
        }
        row.addGradients(i, count, parts.forces, parts.stress);
      }
      slopes.release();
    },
  });
}

/** Per ordered pair of species a, b, 4 numbers at 4 (a S + b): the decay (1/angstrom) and amplitude of what b gives to a's sigma1, then of what it gives to a's pair energy (eV). */
function pairExponentials(elements: readonly EffectiveMediumElement[], sums: readonly { readonly gamma2: number }[]): Float64Array {
  return Float64Array.from(
    elements.flatMap((one, a) =>
      elements.flatMap(({ n0, eta2, kappa, s0 }) => {
        const chi = n0 / one.n0;
        const strength = (-0.5 * one.v0) / sums[a]!.gamma2;
        return [eta2, chi * Math.exp(eta2 * beta * s0), kappa / beta, strength * chi * Math.exp(kappa * s0)];
      }),
    ),
  );
}

/** One atom's pairs: energies (eV) to both ends, gradients to the row, densities to `sigma`, and the densities' slopes. */
function addPairs(
  i: number,
  count: number,
  speciesCount: number,
  exponentials: Float64Array,
  indexOf: Int32Array,
  atomicNumbers: Uint8Array,
  row: BondRow,
  slopes: Float64Array,
  firstSlope: number,
  sigma: Float64Array,
  energies: Float64Array,
): void {
  const { atom, vector, distance, gradient } = row;
  const kindI = indexOf[atomicNumbers[i]!]!;
  let energy = 0;
  let sigmaI = 0;
  for (let b = 0; b < count; b++) {
    const j = atom[b]!;
    const r = distance[b]!;
    let w = 1;
    // d ln w / dr
    let wSlope = 0;
    if (r > plain) {
      w = 1 / (1 + Math.exp(steepness * (r - middle)));
      wSlope = steepness * (w - 1);
    }
    // What j gives to i ...
    const kindJ = indexOf[atomicNumbers[j]!]!;
    const t = 4 * (kindI * speciesCount + kindJ);
    const toI = Math.exp(-exponentials[t]! * r) * exponentials[t + 1]! * w;
    const pairI = Math.exp(-exponentials[t + 2]! * r) * exponentials[t + 3]! * w;
    const toISlope = toI * (wSlope - exponentials[t]!);
    const pairISlope = pairI * (wSlope - exponentials[t + 2]!);
    // ... and i to j.
    let toJ = toI;
    let pairJ = pairI;
    let toJSlope = toISlope;
    let pairJSlope = pairISlope;
    if (kindI !== kindJ) {
      const u = 4 * (kindJ * speciesCount + kindI);
      toJ = Math.exp(-exponentials[u]! * r) * exponentials[u + 1]! * w;
      pairJ = Math.exp(-exponentials[u + 2]! * r) * exponentials[u + 3]! * w;
      toJSlope = toJ * (wSlope - exponentials[u]!);
      pairJSlope = pairJ * (wSlope - exponentials[u + 2]!);
    }
    const inverse = 1 / r;
    sigmaI += toI;
    sigma[j]! += toJ;
    slopes[firstSlope + 2 * b] = toISlope * inverse;
    slopes[firstSlope + 2 * b + 1] = toJSlope * inverse;
    const half = 0.5 * (pairI + pairJ);
    energy += half;
    energies[j]! += half;
    const slope = (pairISlope + pairJSlope) * inverse;
    gradient[3 * b] = slope * vector[3 * b]!;
    gradient[3 * b + 1] = slope * vector[3 * b + 1]!;
    gradient[3 * b + 2] = slope * vector[3 * b + 2]!;
  }
  sigma[i]! += sigmaI;
  energies[i]! += energy;
}

/** Cohesive energy and the first part of the atomic-sphere correction, eV, above the free atom; and the derivative with sigma1. */
function cohesion(element: EffectiveMediumElement, gamma1: number, sigma: number): { readonly energy: number; readonly slope: number } {
  const { e0, v0, eta2, kappa, lambda } = element;
  // An atom without neighbours: the limit.
  if (sigma === 0) return { energy: -e0, slope: 0 };
  const ds = -Math.log(sigma / (12 * gamma1)) / (beta * eta2);
  const decay = Math.exp(-lambda * ds);
  const correction = 6 * v0 * Math.exp(-kappa * ds);
  const slope = -e0 * lambda * lambda * ds * decay - kappa * correction;
  return { energy: e0 * (1 + lambda * ds) * decay + correction - e0, slope: -slope / (beta * eta2 * sigma) };
}

export const effectiveMediumMetals = effectiveMedium(
  "emt",
  "Effective medium theory for Al, Cu, Ag, Au, Ni, Pd, Pt and their alloys, Jacobsen et al., Surf. Sci. 366, 394 (1996), as ASE has it; energies from free atoms",
  [13, 29, 47, 79, 28, 46, 78],
);
