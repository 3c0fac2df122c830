// LAMMPS's .sw files: three elements, then epsilon sigma a lambda gamma cosTheta0 A B p q tol.
import { ProblemList } from "../../formats/problem-list.ts";
import { symbolOf } from "../../structure/elements.ts";
import type { TripleEntry } from "../species-table.ts";
import type { StillingerWeberTriple } from "../stillinger-weber-mixture.ts";
import type { ReadResult } from "./read-result.ts";
import { readTripleEntries, type TripleFileOptions } from "./triple-entries.ts";

const names = ["epsilon", "sigma", "a", "lambda", "gamma", "cosTheta0", "bigA", "bigB", "p", "q", "tolerance"] as const;

/** The entries of a .sw file, ready for `stillingerWeberMixture`. */
export function readStillingerWeberFile(
  text: string,
  options: TripleFileOptions = {},
): ReadResult<readonly TripleEntry<StillingerWeberTriple>[]> {
  const read = readTripleEntries(text, names, options);
  if (read.value === undefined) return read;
  const problems = new ProblemList();
  for (const { elements, parameters: p } of read.value) {
    const complain = (message: string): void => problems.error("bad-parameter", `${elements.map(symbolOf).join(" ")}: ${message}`, 0, 0, 0);
    if (names.some((name) => name !== "cosTheta0" && p[name] < 0)) complain("no parameter but cosTheta0 is ever negative.");
    const [a, b, c] = elements;
    if (b === c && !(p.sigma * p.a > 0)) complain("sigma or a is 0 in the line of a pair, so its cutoff would be 0.");
    const mirror = read.value.find((other) => other.elements[0] === a && other.elements[1] === c && other.elements[2] === b)!.parameters;
    // Files write epsilon to some seven digits, and its product with lambda agrees to those.
    const isSame = (one: number, two: number): boolean => Math.abs(one - two) <= 1e-5 * Math.abs(one);
    if (b < c && !(isSame(p.epsilon * p.lambda, mirror.epsilon * mirror.lambda) && isSame(p.cosTheta0, mirror.cosTheta0))) {
      const message = `${elements.map(symbolOf).join(" ")}: epsilon lambda and cosTheta0 differ from those with the two neighbours exchanged, and a triplet has no order. Their means are used; LAMMPS takes either.`;
      problems.warning("unlike-mirror", message, 0, 0, 0);
    }
  }
  const all = [...read.problems, ...problems.result()];
  return { value: all.some((problem) => problem.severity === "error") ? undefined : read.value, problems: all };
}
