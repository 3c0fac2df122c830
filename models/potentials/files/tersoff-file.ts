// LAMMPS's .tersoff files: three elements, then m gamma lambda3 c d cosTheta0 n beta lambda2 B R D lambda1 A.
import type { TripleEntry } from "../species-table.ts";
import type { TersoffParameters } from "../tersoff.ts";
import type { ReadResult } from "./read-result.ts";
import { type CheckEntry, readTripleEntries, type TripleFileOptions } from "./triple-entries.ts";

const names = ["m", "gamma", "lambda3", "c", "d", "cosTheta0", "n", "beta", "lambda2", "bigB", "bigR", "bigD", "lambda1", "bigA"] as const;

/** The entries of a .tersoff file, ready for `tersoff`. */
export function readTersoffFile(text: string, options: TripleFileOptions = {}): ReadResult<readonly TripleEntry<TersoffParameters>[]> {
  return readTripleEntries(text, names, options, check);
}

const check: CheckEntry<TersoffParameters> = ({ elements: [a, b, c], parameters: p }, all, complain) => {
  const refuse = (message: string): void => complain("error", "bad-parameter", message);
  if (p.m !== 3 && p.m !== 1) refuse(`m is ${p.m}, and only 3 and 1 are defined. Write one of them.`);
  if ([p.gamma, p.c, p.d, p.n, p.beta, p.lambda1, p.lambda2, p.bigA, p.bigB].some((value) => value < 0)) {
    refuse("gamma, c, d, n, beta, lambda1, lambda2, A and B are never negative. Check their order.");
  }
  if (p.d === 0) refuse("d is 0, and the angular function divides by it. Check the order of the numbers.");
  if (!(p.bigR > 0 && p.bigD >= 0 && p.bigD <= p.bigR))
    refuse("the cutoff runs from R - D to R + D, so R must be above 0, and D from 0 to R.");
  if (b !== c) return;
  // A pair's own line gives its bond order, which divides by n, and its repulsion.
  if (p.n === 0) refuse("n is 0 in the line of a pair. Give it a value above 0.");
  const mirror = all.find(({ elements }) => elements[0] === b && elements[1] === a && elements[2] === a)!.parameters;
  const isSame = mirror.bigA === p.bigA && mirror.lambda1 === p.lambda1 && mirror.bigR === p.bigR && mirror.bigD === p.bigD;
  if (a < b && !isSame) {
    const message =
      "A, lambda1, R or D differ from those of the same pair the other way round. The repulsion is the mean of both; LAMMPS takes either.";
    complain("warning", "unlike-mirror", message);
  }
};
