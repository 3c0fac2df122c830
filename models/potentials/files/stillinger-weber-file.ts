// LAMMPS's .sw files: three elements, then epsilon sigma a lambda gamma cosTheta0 A B p q tol.
import type { TripleEntry } from "../species-table.ts";
import type { StillingerWeberTriple } from "../stillinger-weber-mixture.ts";
import type { ReadResult } from "./read-result.ts";
import { type CheckEntry, readTripleEntries, type TripleFileOptions } from "./triple-entries.ts";

const names = ["epsilon", "sigma", "a", "lambda", "gamma", "cosTheta0", "bigA", "bigB", "p", "q", "tolerance"] as const;

/** The entries of a .sw file, ready for `stillingerWeberMixture`. */
export function readStillingerWeberFile(
  text: string,
  options: TripleFileOptions = {},
): ReadResult<readonly TripleEntry<StillingerWeberTriple>[]> {
  return readTripleEntries(text, names, options, check);
}

const check: CheckEntry<StillingerWeberTriple> = ({ elements: [a, b, c], parameters: p }, all, complain) => {
  if (names.some((name) => name !== "cosTheta0" && p[name] < 0)) {
    complain("error", "bad-parameter", "no number but cosTheta0 is ever negative. Check their order.");
  }
  if (b === c && !(p.sigma * p.a > 0)) {
    complain("error", "bad-parameter", "sigma or a is 0 in the line of a pair, so its cutoff would be 0. Give both.");
  }
  const mirror = all.find(({ elements }) => elements[0] === a && elements[1] === c && elements[2] === b)!.parameters;
  // Files write epsilon to some seven digits, and its product with lambda agrees to those.
  const isSame = (one: number, two: number): boolean => Math.abs(one - two) <= 1e-5 * Math.abs(one);
  if (b < c && !(isSame(p.epsilon * p.lambda, mirror.epsilon * mirror.lambda) && isSame(p.cosTheta0, mirror.cosTheta0))) {
    const message =
      "epsilon lambda or cosTheta0 differ from those with the two neighbours exchanged, and a triplet has no order. Their means are used; LAMMPS takes either.";
    complain("warning", "unlike-mirror", message);
  }
};
