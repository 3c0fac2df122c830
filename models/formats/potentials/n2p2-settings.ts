// input.nn of n2p2: what of it makes the potential. Keywords of training are kept aside, unread.
import type { ProductFunction } from "../../descriptors/product-function.ts";
import type { Activation } from "../../networks/behler-parrinello/activation.ts";
import { atomicNumberOf } from "../../structure/elements.ts";
import { type ProblemList, quoted } from "../problem-list.ts";
import { type KeywordLine, keywordLines, plainNumber } from "./keyword-lines.ts";
import { compareKeys, n2p2Cutoffs, readN2p2Function, type SortKey } from "./n2p2-functions.ts";

/** Activations by n2p2's letters. */
export const n2p2Activations = new Map<string, Activation>([
  ["l", "linear"],
  ["t", "tanh"],
  ["s", "sigmoid"],
  ["p", "softplus"],
  ["r", "relu"],
  ["g", "gaussian"],
  ["c", "cosine"],
  ["S", "reversed-sigmoid"],
  ["e", "exponential"],
  ["h", "harmonic"],
]);

export type N2p2Scaling = "none" | "scale" | "center" | "scale-center" | "sigma";

export interface N2p2Element {
  readonly atomicNumber: number;
  /** In the order that n2p2 sorts them. */
  readonly functions: readonly ProductFunction[];
  /** atom_energy, energy unit of the file. */
  readonly atomEnergy: number;
  /** Of hidden layers and the output. */
  readonly activations: readonly Activation[];
}

export interface N2p2Settings {
  /** Ascending by atomic number. */
  readonly elements: readonly N2p2Element[];
  readonly scaling: N2p2Scaling;
  readonly scaleMinimum: number;
  readonly scaleMaximum: number;
  /** Energy E of the file = E* / convEnergy + N meanEnergy. */
  readonly meanEnergy: number;
  readonly convEnergy: number;
  /** Sums of a node are divided by the number of nodes before it. */
  readonly normalizeNodes: boolean;
}

/** undefined where an error stands among the problems. `lengthAngstrom`: the file's unit of length. */
export function readN2p2Settings(text: string, lengthAngstrom: number, problems: ProblemList): N2p2Settings | undefined {
  const lines = keywordLines(text, "#");
  const all = (keyword: string): KeywordLine[] => lines.filter((line) => line.words[0]!.text === keyword);
  const one = (keyword: string): KeywordLine | undefined => all(keyword)[0];
  let sound = true;
  const fail = (line: KeywordLine | undefined, code: string, message: string): void => {
    sound = false;
    const first = line?.words[0];
    const last = line?.words.at(-1);
    problems.error(code, `input.nn: ${message}`, line?.line ?? 0, first?.column ?? 0, last ? last.column + last.text.length : 0);
  };
  const number = (keyword: string, otherwise: number): number => {
    const line = one(keyword);
    if (!line) return otherwise;
    const value = plainNumber(line.words[1]?.text ?? "");
    if (Number.isNaN(value)) fail(line, "bad-number", `${keyword} needs a number.`);
    return value;
  };

  const kind = one("nnp_type");
  if (kind && !/^(2G.*|0|HDNNP_2G)$/.test(kind.words[1]?.text ?? "")) {
    fail(
      kind,
      "unsupported-type",
      `nnp_type ${quoted(kind.words[1]?.text ?? "")} has charges, which are not supported; only short-range potentials (2G) are read.`,
    );
  }
  const elementLine = one("elements");
  if (!elementLine) fail(undefined, "no-elements", 'there is no line "elements". Is this n2p2\'s input.nn?');
  const numbers: number[] = [];
  for (const word of elementLine?.words.slice(1) ?? []) {
    const z = atomicNumberOf(word.text);
    if (z === 0 || numbers.includes(z))
      fail(elementLine, "unknown-element", `${quoted(word.text)} is no element's symbol, or stands twice.`);
    else numbers.push(z);
  }
  numbers.sort((a, b) => a - b);

  const cutoffLine = one("cutoff_type");
  const cutoffForm = n2p2Cutoffs[Number(cutoffLine?.words[1]?.text)];
  const inner = cutoffLine?.words[2] ? plainNumber(cutoffLine.words[2].text) : 0;
  if (!cutoffForm) fail(cutoffLine, "bad-cutoff", "cutoff_type must be a number from 0 to 8.");
  if (!(inner >= 0 && inner < 1))
    fail(cutoffLine, "bad-cutoff", "the second number of cutoff_type (alpha) must be at least 0 and below 1.");
  const context = { elements: numbers, cutoffForm: cutoffForm ?? "cosine", inner: inner || 0, lengthAngstrom };
  const functions = new Map<number, { f: ProductFunction; key: SortKey }[]>(numbers.map((z) => [z, []]));
  for (const line of all("symfunction_short")) {
    const read = readN2p2Function(
      line.words.slice(1).map((word) => word.text),
      context,
    );
    if (typeof read === "string") fail(line, "bad-function", `${read}. Mend the line.`);
    else functions.get(read.f.centre)?.push(read);
  }

  const has = (keyword: string): boolean => one(keyword) !== undefined;
  const scales = has("scale_symmetry_functions");
  const centres = has("center_symmetry_functions");
  const scaling: N2p2Scaling = scales
    ? centres
      ? "scale-center"
      : "scale"
    : centres
      ? "center"
      : has("scale_symmetry_functions_sigma")
        ? "sigma"
        : "none";
  const normalized = ["mean_energy", "conv_energy", "conv_length"].filter(has);
  if (normalized.length % 3 !== 0)
    fail(one(normalized[0]!), "bad-normalization", "of mean_energy, conv_energy and conv_length all three must be given, or none.");

  const elements = numbers.map((z): N2p2Element => {
    const sorted = functions.get(z)!.sort((a, b) => compareKeys(a.key, b.key));
    const own = (keyword: string): KeywordLine | undefined => all(keyword).find((line) => atomicNumberOf(line.words[1]?.text ?? "") === z);
    if (sorted.length === 0) fail(elementLine, "no-functions", `the element with Z = ${z} has no symfunction_short line.`);
    const offset = own("atom_energy");
    const atomEnergy = offset ? plainNumber(offset.words[2]?.text ?? "") : 0;
    if (Number.isNaN(atomEnergy)) fail(offset, "bad-number", "atom_energy needs an element and a number.");
    const specific = own("element_activation_short");
    const letters = (specific ? specific.words.slice(2) : (one("global_activation_short")?.words.slice(1) ?? [])).map((word) => word.text);
    const kinds = letters.map((letter) => n2p2Activations.get(letter));
    if (kinds.length === 0 || kinds.includes(undefined)) {
      fail(
        specific ?? one("global_activation_short"),
        "bad-activation",
        `the line global_activation_short needs letters of ${[...n2p2Activations.keys()].join(" ")}.`,
      );
    }
    return { atomicNumber: z, functions: sorted.map(({ f }) => f), atomEnergy, activations: kinds.map((name) => name ?? "linear") };
  });
  const settings: N2p2Settings = {
    elements,
    scaling,
    scaleMinimum: number("scale_min_short", 0),
    scaleMaximum: number("scale_max_short", 1),
    meanEnergy: number("mean_energy", 0),
    convEnergy: number("conv_energy", 1),
    normalizeNodes: has("normalize_nodes"),
  };
  return sound ? settings : undefined;
}
