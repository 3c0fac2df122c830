// LAMMPS's .tersoff files: three elements, then m gamma lambda3 c d cosTheta0 n beta lambda2 B R D lambda1 A.
import { ProblemList } from "../../formats/problem-list.ts";
import { symbolOf } from "../../structure/elements.ts";
import type { TripleEntry } from "../species-table.ts";
import type { TersoffParameters } from "../tersoff.ts";
import type { ReadResult } from "./read-result.ts";
import { readTripleEntries, type TripleFileOptions } from "./triple-entries.ts";

const names = ["m", "gamma", "lambda3", "c", "d", "cosTheta0", "n", "beta", "lambda2", "bigB", "bigR", "bigD", "lambda1", "bigA"] as const;

/** The entries of a .tersoff file, ready for `tersoff`. */
export function readTersoffFile(text: string, options: TripleFileOptions = {}): ReadResult<readonly TripleEntry<TersoffParameters>[]> {
  const read = readTripleEntries(text, names, options);
  if (read.value === undefined) return read;
  const problems = new ProblemList();
  for (const { elements, parameters: p } of read.value) {
    const complain = (message: string): void => problems.error("bad-parameter", `${elements.map(symbolOf).join(" ")}: ${message}`, 0, 0, 0);
    if (p.m !== 3 && p.m !== 1) complain(`m is ${p.m}, and only 3 and 1 are defined.`);
    if (p.c < 0 || p.d < 0 || p.n < 0 || p.beta < 0 || p.lambda1 < 0 || p.lambda2 < 0 || p.bigA < 0 || p.bigB < 0) {
      complain("c, d, n, beta, lambda1, lambda2, A and B are never negative.");
    }
    if (p.d === 0) complain("d is 0, which the angular function divides by.");
    if (p.bigR < 0 || p.bigD < 0 || p.bigD > p.bigR || !(p.bigR + p.bigD > 0))
      complain("the cutoff runs from R - D to R + D, with R > 0 and 0 <= D <= R.");
    if (p.gamma < 0) complain("gamma is never negative.");
    const mirror = read.value.find(
      (other) =>
        other.elements[0] === elements[1] &&
        elements[1] === elements[2] &&
        other.elements[1] === elements[0] &&
        other.elements[2] === elements[0],
    )?.parameters;
    if (
      mirror &&
      elements[0] < elements[1] &&
      !(mirror.bigA === p.bigA && mirror.lambda1 === p.lambda1 && mirror.bigR === p.bigR && mirror.bigD === p.bigD)
    ) {
      const message = `${elements.map(symbolOf).join(" ")}: A, lambda1, R or D differ from those of the same pair the other way round. The repulsion is the mean of both; LAMMPS takes either.`;
      problems.warning("unlike-mirror", message, 0, 0, 0);
    }
    // A pair's own line gives the bond order, which divides by n.
    if (elements[1] === elements[2] && p.n === 0) complain("n is 0 in the line of a pair.");
  }
  const all = [...read.problems, ...problems.result()];
  return { value: all.some((problem) => problem.severity === "error") ? undefined : read.value, problems: all };
}
