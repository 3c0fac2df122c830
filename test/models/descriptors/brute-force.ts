// Symmetry functions straight from the formulas of Behler 2011, with nothing shared and nothing saved: the reference
// that the fast calculator is checked against. Images are summed over explicitly.
import type { SymmetryFunction } from "@adatom/models/descriptors/symmetry-function.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";

interface Seen {
  readonly z: number;
  readonly at: readonly [number, number, number];
}

export function bruteForceValue(f: SymmetryFunction, structure: Structure, atom: number): number {
  const { positions, cell, atomicNumbers } = structure;
  const centre = [positions[3 * atom]!, positions[3 * atom + 1]!, positions[3 * atom + 2]!];
  const seen: Seen[] = [];
  for (let j = 0; j < atomicNumbers.length; j++) {
    for (let a = -3; a <= 3; a++) {
      for (let b = -3; b <= 3; b++) {
        for (let c = -3; c <= 3; c++) {
          if (j === atom && a === 0 && b === 0 && c === 0) continue;
          const at = [0, 1, 2].map((x) => positions[3 * j + x]! + a * cell[x]! + b * cell[3 + x]! + c * cell[6 + x]! - centre[x]!);
          seen.push({ z: atomicNumbers[j]!, at: [at[0]!, at[1]!, at[2]!] });
        }
      }
    }
  }
  const length = (v: readonly number[]): number => Math.hypot(v[0]!, v[1]!, v[2]!);
  const fc = (r: number): number => {
    if (r > f.cutoff) return 0;
    return f.cutoffKind === "cosine" ? 0.5 * (Math.cos((Math.PI * r) / f.cutoff) + 1) : Math.tanh(1 - r / f.cutoff) ** 3;
  };
  const near = seen.filter(({ at }) => length(at) <= f.cutoff);
  let sum = 0;
  if (f.kind === "G2") {
    for (const { z, at } of near) if (z === f.neighbour) sum += Math.exp(-f.eta * (length(at) - f.shift) ** 2) * fc(length(at));
    return sum;
  }
  for (const [k, one] of near.entries()) {
    for (const two of near.slice(k + 1)) {
      if ([one.z, two.z].sort((x, y) => x - y).join() !== [...f.neighbours].sort((x, y) => x - y).join()) continue;
      const p = length(one.at);
      const q = length(two.at);
      const r = length([one.at[0] - two.at[0], one.at[1] - two.at[1], one.at[2] - two.at[2]]);
      const cosine = (one.at[0] * two.at[0] + one.at[1] * two.at[1] + one.at[2] * two.at[2]) / (p * q);
      let squares = (p - f.shift) ** 2 + (q - f.shift) ** 2;
      let cutoffs = fc(p) * fc(q);
      if (f.kind === "G4") {
        squares += (r - f.shift) ** 2;
        cutoffs *= fc(r);
      }
      sum += 2 ** (1 - f.zeta) * (1 + f.lambda * cosine) ** f.zeta * Math.exp(-f.eta * squares) * cutoffs;
    }
  }
  return sum;
}
