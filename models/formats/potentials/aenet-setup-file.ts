// aenet's fingerprint set-ups (.stp): DESCR ... END DESCR, ATOM, ENV, RMIN and BASIS or SYMMFUNC/FUNCTIONS, comments behind ! # %.
import type { ReadResult } from "../../potentials/files/read-result.ts";
import { atomicNumberOf } from "../../structure/elements.ts";
import { numberText } from "../number-text.ts";
import { ProblemList, quoted } from "../problem-list.ts";
import type { AenetSetup } from "./aenet-network.ts";
import { type KeywordLine, keywordLines, plainNumber } from "./keyword-lines.ts";

/** Places of named parameters among the four of a function, by its type. */
const parameterNames: Readonly<Record<number, readonly string[]>> = {
  1: ["Rc"],
  2: ["Rc", "Rs", "eta"],
  3: ["Rc", "kappa"],
  4: ["Rc", "lambda", "zeta", "eta"],
  5: ["Rc", "lambda", "zeta", "eta"],
};
const chebyshevNames = ["radial_Rc", "radial_N", "angular_Rc", "angular_N"] as const;
/** More is a damaged count. */
const mostFunctions = 100_000;

export function readAenetSetupFile(text: string): ReadResult<AenetSetup> {
  const problems = new ProblemList();
  const { description, lines } = withoutDescription(text);
  let atomType = "";
  let minimumDistance = 0;
  const environmentTypes: string[] = [];
  let basis: Pick<AenetSetup, "basis" | "functions" | "parameters" | "neighbours" | "cutoff"> | undefined;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    const word = line.words[1]?.text ?? "";
    const keyword = line.words[0]!.text.toUpperCase();
    if (keyword === "ATOM") atomType = elementAt(line, 1, problems);
    else if (keyword === "RMIN") minimumDistance = numberAt(line, word, "RMIN", problems);
    else if (keyword === "ENV") {
      const count = Number(word);
      for (let k = 0; k < count && at + 1 < lines.length; k++) environmentTypes.push(elementAt(lines[++at]!, 0, problems));
      if (!(count >= 1) || environmentTypes.length !== count)
        fail(problems, line, "bad-count", "ENV needs the number of species, and as many lines with one each.");
    } else if (keyword === "BASIS" || keyword === "FUNCTIONS" || keyword === "SYMMFUNC") {
      const type = named(line).get("type")?.toLowerCase();
      if (type === "chebyshev") basis = chebyshevBasis(lines[++at], environmentTypes.length, problems, line);
      else if (type === "behler2011") {
        const count = Number(lines[++at]?.words[0]?.text);
        if (!(Number.isInteger(count) && count >= 1 && count <= mostFunctions))
          fail(problems, lines[at] ?? line, "bad-count", "Behind FUNCTIONS the number of functions stands on a line of its own.");
        const own = lines.slice(at + 1, at + 1 + (count || 0));
        if (own.length < count) fail(problems, line, "short-file", `The file ends after ${own.length} of ${count} functions.`);
        basis = behlerBasis(own, environmentTypes, problems);
        at += own.length;
      } else fail(problems, line, "unknown-basis", `type must be Chebyshev or Behler2011, not ${quoted(type ?? "")}.`);
    } else
      fail(
        problems,
        line,
        "unknown-keyword",
        `${quoted(line.words[0]!.text)} is no keyword of a set-up; they are DESCR, ATOM, ENV, RMIN, BASIS and FUNCTIONS.`,
      );
  }
  for (const [missing, what] of [
    [atomType === "", "ATOM"],
    [environmentTypes.length === 0, "ENV"],
    [basis === undefined, "BASIS or FUNCTIONS"],
  ] as const)
    if (missing && problems.problems.length === 0) problems.error("missing-keyword", `The set-up has no ${what}. Add it.`, 0, 0, 0);
  const found = problems.result();
  const value = found.length === 0 && basis ? { description, atomType, environmentTypes, minimumDistance, ...basis } : undefined;
  return { value, problems: found };
}

/** The text of a .stp file that reads back to the same set-up. */
export function writeAenetSetupFile({
  description,
  atomType,
  environmentTypes,
  minimumDistance,
  basis,
  functions,
  parameters,
  neighbours,
}: AenetSetup): string {
  const head = [
    "DESCR",
    ...description.split("$$").map((line) => `  ${line.trim()}`),
    "END DESCR",
    "",
    `ATOM ${atomType}`,
    "",
    `ENV ${environmentTypes.length}`,
    ...environmentTypes,
    "",
    `RMIN ${numberText(minimumDistance)}`,
    "",
  ];
  if (basis.toLowerCase() === "chebyshev") {
    const values = chebyshevNames.map((name, k) => `${name} = ${numberText(parameters[k]!)}`);
    return [...head, "BASIS type=Chebyshev", values.join("  "), ""].join("\n");
  }
  const rows = functions.map((type, k) => {
    const species = [0, 1].flatMap((j) =>
      neighbours[2 * k + j]! > 0 ? [`type${j + 2}=${environmentTypes[neighbours[2 * k + j]! - 1]!}`] : [],
    );
    const values = parameterNames[type]!.map((name, p) => `${name}=${numberText(parameters[4 * k + p]!)}`);
    return [`G=${type}`, ...species, ...values].join(" ");
  });
  return [...head, `FUNCTIONS type=${basis}`, String(rows.length), ...rows, ""].join("\n");
}

function withoutDescription(text: string): { description: string; lines: KeywordLine[] } {
  const rows = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const first = rows.findIndex((row) => /^\s*DESCR\b/i.test(row));
  const last = rows.findIndex((row) => /^\s*END\s+DESCR\b/i.test(row));
  const inside = first >= 0 && last > first;
  const description = inside
    ? rows
        .slice(first + 1, last)
        .map((row) => row.trim())
        .join("$$")
    : "";
  const outside = rows.map((row, k) => (inside && k >= first && k <= last ? "" : row)).join("\n");
  return { description, lines: keywordLines(outside, "!#%") };
}

/** name=value, with blanks or none around the sign. */
function named(line: KeywordLine): Map<string, string> {
  const text = line.words.map((word) => word.text).join(" ");
  return new Map(Array.from(text.matchAll(/([A-Za-z_]\w*)\s*=\s*(\S+)/g), (match) => [match[1]!, match[2]!]));
}

function fail(problems: ProblemList, line: KeywordLine, code: string, message: string): void {
  const last = line.words.at(-1)!;
  problems.error(code, message, line.line, line.words[0]!.column, last.column + last.text.length);
}

function elementAt(line: KeywordLine, place: number, problems: ProblemList): string {
  const symbol = line.words[place]?.text ?? "";
  if (atomicNumberOf(symbol) === 0) fail(problems, line, "unknown-element", `${quoted(symbol)} is no element's symbol.`);
  return symbol;
}

function numberAt(line: KeywordLine, text: string | undefined, what: string, problems: ProblemList): number {
  const value = plainNumber(text ?? "");
  if (Number.isNaN(value)) fail(problems, line, "bad-number", `${what} needs a number${text ? `, not ${quoted(text)}` : ""}.`);
  return value;
}

function chebyshevBasis(line: KeywordLine | undefined, species: number, problems: ProblemList, head: KeywordLine) {
  const values = named(line ?? head);
  const numbers = chebyshevNames.map((name) => numberAt(line ?? head, values.get(name), name, problems));
  const [radialCutoff, radialOrder, angularCutoff, angularOrder] = numbers as [number, number, number, number];
  const sound = [radialOrder, angularOrder].every((order) => Number.isInteger(order) && order >= 0 && order <= 1000);
  if (!sound && problems.problems.length === 0)
    fail(problems, line ?? head, "bad-order", "radial_N and angular_N must be whole numbers from 0 to 1000.");
  const size = sound ? (radialOrder + angularOrder + 2) * (species > 1 ? 2 : 1) : 1;
  const parameters = new Float64Array(4 * size);
  parameters.set(numbers);
  return {
    basis: "Chebyshev",
    functions: new Array<number>(size).fill(0),
    neighbours: new Array<number>(2 * size).fill(0),
    parameters,
    cutoff: Math.max(radialCutoff, angularCutoff),
  };
}

function behlerBasis(lines: readonly KeywordLine[], environmentTypes: readonly string[], problems: ProblemList) {
  const parameters = new Float64Array(4 * lines.length);
  const functions: number[] = [];
  const neighbours: number[] = [];
  for (const [k, line] of lines.entries()) {
    const values = named(line);
    const type = Number(values.get("G"));
    functions.push(type);
    const names = parameterNames[type];
    if (!names) fail(problems, line, "unknown-function", "A function needs G=1 to G=5.");
    for (const [p, name] of (names ?? []).entries()) parameters[4 * k + p] = numberAt(line, values.get(name), name, problems);
    for (const j of [2, 3]) {
      const symbol = values.get(`type${j}`);
      const place = environmentTypes.indexOf(symbol ?? "") + 1;
      if (j === 2 || type >= 4) {
        if (place === 0)
          fail(
            problems,
            line,
            "unknown-element",
            `type${j} must be a species of ENV (${environmentTypes.join(", ")}), not ${quoted(symbol ?? "")}.`,
          );
        neighbours.push(place);
      } else neighbours.push(0);
    }
  }
  return { basis: "Behler2011", functions, neighbours, parameters, cutoff: Math.max(0, ...lines.map((_, k) => parameters[4 * k]!)) };
}
