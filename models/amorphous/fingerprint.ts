// A short list of numbers that is the same for the same configuration however its atoms are numbered, moved as a whole or turned:
// to drop configurations that are there already. Two different ones that share all numbers within the tolerances are possible in
// principle and harmless here: one of them is missing from a data set.
import type { Evaluation } from "../potentials/potential.ts";
import type { NeighbourList } from "../structure/neighbour-list.ts";
import type { Structure } from "../structure/structure.ts";

/** Energy per atom; evenly spaced values of the sorted per-atom energies; a histogram of neighbour distances with soft bins, per atom. */
const quantiles = 9;
const centres = [2.15, 2.35, 2.6, 3, 3.4];
const widthAngstrom = 0.15;
export const fingerprintLength = 1 + quantiles + centres.length;

/**
 * The same amorphous minimum of 216 atoms, relaxed to 0.005 eV/angstrom from displacements of 0.08 angstrom, differed by up to
 * 1e-6 eV/atom in energy, 1.6e-3 eV in that of one atom (which is at no minimum of its own) and 8e-4 in a bin. Of 133 frames of
 * dynamics at 50 K, 15 fs apart, none agreed with another within these tolerances.
 */
const tolerances = [1e-4, ...Array<number>(quantiles).fill(0.004), ...Array<number>(centres.length).fill(0.005)];

/** `neighbours` must reach the end of the histogram, 3.7 angstrom; Stillinger-Weber's do. */
export function fingerprint(structure: Structure, evaluation: Evaluation, neighbours: NeighbourList): Float32Array {
  const { positions, cell } = structure;
  const atoms = structure.atomicNumbers.length;
  const result = new Float32Array(fingerprintLength);
  result[0] = evaluation.energy / atoms;
  const sorted = evaluation.energies.slice().sort();
  for (let q = 0; q < quantiles; q++) result[1 + q] = sorted[Math.round((q * (atoms - 1)) / (quantiles - 1))]!;
  const bins = new Float64Array(centres.length);
  const { first, neighbour, shift } = neighbours;
  for (let i = 0; i < atoms; i++) {
    for (let entry = first[i]!; entry < first[i + 1]!; entry++) {
      let square = 0;
      for (let a = 0; a < 3; a++) {
        const image = shift[3 * entry]! * cell[a]! + shift[3 * entry + 1]! * cell[3 + a]! + shift[3 * entry + 2]! * cell[6 + a]!;
        square += (positions[3 * neighbour[entry]! + a]! - positions[3 * i + a]! + image) ** 2;
      }
      if (square > 3.7 * 3.7) continue;
      const distance = Math.sqrt(square);
      for (let c = 0; c < bins.length; c++) bins[c]! += Math.exp(-(((distance - centres[c]!) / widthAngstrom) ** 2));
    }
  }
  for (let c = 0; c < bins.length; c++) result[1 + quantiles + c] = bins[c]! / atoms;
  return result;
}

/** Whether two fingerprints, each `fingerprintLength` numbers from its offset on, agree within the tolerances. */
export function isEquivalent(a: Float32Array, b: Float32Array, offsetA = 0, offsetB = 0): boolean {
  for (let k = 0; k < fingerprintLength; k++) if (!(Math.abs(a[offsetA + k]! - b[offsetB + k]!) <= tolerances[k]!)) return false;
  return true;
}

/** Fingerprints of a growing set, found again by their energy. */
export class FingerprintSet {
  private all: Float32Array;
  private count: number;
  private readonly byEnergy = new Map<number, number[]>();

  /** @param known what `list` gave before */
  constructor(known: Float32Array = new Float32Array(0)) {
    this.all = known.slice();
    this.count = known.length / fingerprintLength;
    for (let n = 0; n < this.count; n++) this.remember(n);
  }

  get size(): number {
    return this.count;
  }

  /** Adds a fingerprint unless an equivalent one is there. @returns whether it was added */
  add(one: Float32Array): boolean {
    const bin = binOf(one[0]!);
    for (let near = bin - 1; near <= bin + 1; near++)
      for (const n of this.byEnergy.get(near) ?? []) if (isEquivalent(this.all, one, n * fingerprintLength)) return false;
    if ((this.count + 1) * fingerprintLength > this.all.length) {
      const grown = new Float32Array(Math.max(64 * fingerprintLength, 2 * this.all.length));
      grown.set(this.all);
      this.all = grown;
    }
    this.all.set(one, this.count * fingerprintLength);
    this.remember(this.count++);
    return true;
  }

  /** All of them, one after the other; a copy. */
  list(): Float32Array {
    return this.all.slice(0, this.count * fingerprintLength);
  }

  private remember(n: number): void {
    const bin = binOf(this.all[n * fingerprintLength]!);
    const there = this.byEnergy.get(bin);
    if (there) there.push(n);
    else this.byEnergy.set(bin, [n]);
  }
}

/** Bins no narrower than the tolerance: equals are in the same or in neighbouring ones. */
function binOf(energyPerAtom: number): number {
  return Math.floor(energyPerAtom / tolerances[0]!);
}
