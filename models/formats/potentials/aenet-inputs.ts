// aenet's inputs generate.in, train.in and predict.in: keywords in any order, lists introduced by their length. One reader
// and one writer for all three; what a program does not use may stand there all the same, as aenet allows.
import type { ReadResult } from "../../potentials/files/read-result.ts";
import { numberText } from "../number-text.ts";
import { ProblemList, quoted } from "../problem-list.ts";
import { type KeywordLine, keywordLines, plainNumber } from "./keyword-lines.ts";

export interface AenetNetworkLine {
  /** Network file; hidden layers where train.in gives them. */
  readonly file: string;
  readonly hidden: readonly { readonly nodes: number; readonly activation: string }[];
}

export interface AenetInput {
  readonly output?: string;
  readonly trainingSet?: string;
  /** Species in order, with their atomic energies (eV) where given. */
  readonly types?: readonly { readonly symbol: string; readonly atomEnergy?: number }[];
  readonly setups?: Readonly<Record<string, string>>;
  readonly networks?: Readonly<Record<string, AenetNetworkLine>>;
  readonly files?: readonly string[];
  readonly forces?: boolean;
  readonly forcesPercent?: number;
  readonly testPercent?: number;
  readonly iterations?: number;
  /** eV/atom */
  readonly maximumEnergy?: number;
  readonly saveEnergies?: boolean;
  /** Name and parameters, as in "lm batchsize=256 learnrate=0.1". */
  readonly method?: { readonly name: string; readonly parameters: Readonly<Record<string, number>> };
  readonly relax?: { readonly method: string; readonly parameters: Readonly<Record<string, number>> };
  /** Keywords of other versions and programs (timing, debug, REGULARIZATION, ...), as they stand. */
  readonly others: readonly string[];
}

/** Largest list: more is a damaged count. */
const mostFiles = 10_000_000;

export function readAenetInput(text: string): ReadResult<AenetInput> {
  const problems = new ProblemList();
  const lines = keywordLines(text, "!#%");
  const found: { -readonly [K in keyof AenetInput]: AenetInput[K] } & { others: string[] } = { others: [] };
  const fail = (line: KeywordLine, code: string, message: string): void => {
    const last = line.words.at(-1)!;
    problems.error(code, message, line.line, line.words[0]!.column, last.column + last.text.length);
  };
  const number = (line: KeywordLine, text: string | undefined, what: string): number => {
    const value = plainNumber(text ?? "");
    if (Number.isNaN(value)) fail(line, "bad-number", `${what} needs a number${text === undefined ? "" : `, not ${quoted(text)}`}.`);
    return value;
  };
  let at = 0;
  const parameters = (line: KeywordLine): Record<string, number> => {
    const joined = line.words.map((word) => word.text).join(" ");
    const pairs = Array.from(joined.matchAll(/(\w+)\s*=\s*(\S+)/g), (match): [string, string] => [match[1]!, match[2]!]);
    return Object.fromEntries(pairs.filter(([name]) => name !== "method").map(([name, value]) => [name, number(line, value, name)]));
  };
  const methodOf = (line: KeywordLine): string =>
    /method\s*=\s*(\S+)/.exec(line.words.map((word) => word.text).join(" "))?.[1] ?? line.words[0]!.text;
  /** Lines of a list whose length stands on the next line, or behind the keyword. */
  const list = (line: KeywordLine, keyword: string): KeywordLine[] => {
    const counted = line.words[1] ? line : lines[++at];
    const count = Number(counted?.words[counted === line ? 1 : 0]?.text);
    if (!(Number.isInteger(count) && count >= 0 && count <= mostFiles)) {
      fail(counted ?? line, "bad-count", `Behind ${keyword} the length of the list must stand.`);
      return [];
    }
    const own = lines.slice(at + 1, at + 1 + count);
    at += own.length;
    if (own.length < count) fail(line, "short-list", `${keyword} announces ${count} lines, and ${own.length} follow.`);
    return own;
  };
  /** Lines of species until one that starts with none of TYPES; `known` species first. */
  const bySpecies = (): KeywordLine[] => {
    const symbols = lines.flatMap((line, k) => (line.words[0]!.text.toUpperCase() === "TYPES" ? speciesBehind(lines, k) : []));
    const own: KeywordLine[] = [];
    const limit = symbols.length > 0 ? symbols.length : Number.POSITIVE_INFINITY;
    while (
      own.length < limit &&
      at + 1 < lines.length &&
      lines[at + 1]!.words.length >= 2 &&
      /^[A-Z][a-z]?$/.test(lines[at + 1]!.words[0]!.text)
    )
      own.push(lines[++at]!);
    return own;
  };

  for (; at < lines.length; at++) {
    const line = lines[at]!;
    const word = line.words[1]?.text;
    switch (line.words[0]!.text.toUpperCase()) {
      case "OUTPUT":
        found.output = word ?? "";
        break;
      case "TRAININGSET":
        found.trainingSet = word ?? "";
        break;
      case "TYPES":
        found.types = list(line, "TYPES").map((own) => ({
          symbol: own.words[0]!.text,
          ...(own.words[1] && { atomEnergy: number(own, own.words[1].text, "an atomic energy") }),
        }));
        break;
      case "SETUPS":
        found.setups = Object.fromEntries(bySpecies().map((own) => [own.words[0]!.text, own.words[1]!.text]));
        break;
      case "NETWORKS":
        found.networks = Object.fromEntries(
          bySpecies().map((own) => {
            const hidden = own.words.slice(3).map((layer) => {
              const [nodes, activation = ""] = layer.text.split(":");
              return { nodes: number(own, nodes, "a hidden layer"), activation };
            });
            if (own.words[2] && Number(own.words[2].text) !== hidden.length)
              fail(own, "bad-count", `The line announces ${own.words[2].text} hidden layers and lists ${hidden.length}.`);
            return [own.words[0]!.text, { file: own.words[1]!.text, hidden }];
          }),
        );
        break;
      case "FILES":
        found.files = list(line, "FILES").map((own) => own.words[0]!.text);
        break;
      case "FORCES":
        found.forces = true;
        break;
      case "FORCESPERCENT":
        found.forcesPercent = number(line, word, "FORCESPERCENT");
        break;
      case "TESTPERCENT":
        found.testPercent = number(line, word, "TESTPERCENT");
        break;
      case "ITERATIONS":
        found.iterations = number(line, word, "ITERATIONS");
        break;
      case "MAXENERGY":
        found.maximumEnergy = number(line, word, "MAXENERGY");
        break;
      case "SAVE_ENERGIES":
        found.saveEnergies = true;
        break;
      case "METHOD": {
        const own = lines[++at];
        if (own) found.method = { name: methodOf(own), parameters: parameters(own) };
        else fail(line, "missing-method", "Behind METHOD a line with its name must stand.");
        break;
      }
      case "RELAX": {
        const inline = line.words.length > 1 ? line : lines[++at];
        if (inline) found.relax = { method: methodOf(inline), parameters: parameters(inline) };
        break;
      }
      default:
        found.others.push(line.words.map((own) => own.text).join(" "));
    }
  }
  const all = problems.result();
  return { value: all.length === 0 ? found : undefined, problems: all };
}

function speciesBehind(lines: readonly KeywordLine[], k: number): string[] {
  const inline = lines[k]!.words[1] !== undefined;
  const count = Number((inline ? lines[k]!.words[1] : lines[k + 1]?.words[0])?.text);
  const from = k + (inline ? 1 : 2);
  return lines.slice(from, from + (count || 0)).map((line) => line.words[0]!.text);
}

/** The text of an input; `readAenetInput` reads it back. */
export function writeAenetInput(input: AenetInput): string {
  const {
    output,
    trainingSet,
    types,
    setups,
    networks,
    files,
    forces,
    forcesPercent,
    testPercent,
    iterations,
    maximumEnergy,
    saveEnergies,
    method,
    relax,
  } = input;
  const one = (keyword: string, value: string | number | undefined): string[] =>
    value === undefined ? [] : [`${keyword} ${typeof value === "number" ? numberText(value) : value}`, ""];
  const pairs = (parameters: Readonly<Record<string, number>>): string =>
    Object.entries(parameters)
      .map(([name, value]) => ` ${name}=${numberText(value)}`)
      .join("");
  const lines = [
    ...one("OUTPUT", output),
    ...one("TRAININGSET", trainingSet),
    ...one("TESTPERCENT", testPercent),
    ...one("ITERATIONS", iterations),
    ...one("MAXENERGY", maximumEnergy),
    ...(saveEnergies ? ["SAVE_ENERGIES", ""] : []),
    ...(types
      ? [
          "TYPES",
          String(types.length),
          ...types.map(({ symbol, atomEnergy }) => (atomEnergy === undefined ? symbol : `${symbol} ${numberText(atomEnergy)}`)),
          "",
        ]
      : []),
    ...(setups ? ["SETUPS", ...Object.entries(setups).map(([symbol, file]) => `${symbol} ${file}`), ""] : []),
    ...(method ? ["METHOD", `${method.name}${pairs(method.parameters)}`, ""] : []),
    ...(networks ? ["NETWORKS", ...Object.entries(networks).map(([symbol, line]) => `${symbol} ${networkText(line)}`), ""] : []),
    ...(forces ? ["FORCES", ""] : []),
    ...one("FORCESPERCENT", forcesPercent),
    ...(relax ? ["RELAX", `method=${relax.method}${pairs(relax.parameters)}`, ""] : []),
    ...input.others,
    ...(files ? ["FILES", String(files.length), ...files] : []),
  ];
  return `${lines.join("\n")}\n`;
}

function networkText({ file, hidden }: AenetNetworkLine): string {
  return hidden.length === 0
    ? file
    : `${file} ${hidden.length} ${hidden.map(({ nodes, activation }) => `${nodes}:${activation}`).join(" ")}`;
}
