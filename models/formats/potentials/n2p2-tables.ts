// scaling.data and weights.ZZZ.data of n2p2: tables of numbers, "#" in front of comments.
import type { Layer } from "../../networks/behler-parrinello/network.ts";
import type { ProblemList } from "../problem-list.ts";
import { keywordLines, plainNumber } from "./keyword-lines.ts";

export interface ScalingRow {
  readonly minimum: number;
  readonly maximum: number;
  readonly mean: number;
  /** NaN where the file (of an old version) has no such column. */
  readonly sigma: number;
}

/** Rows of every element in turn; undefined where an error was added to the problems. */
export function readN2p2Scaling(text: string, sizes: readonly number[], problems: ProblemList): ScalingRow[][] | undefined {
  const found: (ScalingRow | undefined)[][] = sizes.map((size) => new Array<undefined>(size).fill(undefined));
  let sound = true;
  for (const { line, words } of keywordLines(text, "#")) {
    const numbers = words.map((word) => plainNumber(word.text));
    // RuNNer ends the file with a line of two numbers, the range of energies.
    if (words.length < 5) continue;
    const [element, index, minimum, maximum, mean, sigma = Number.NaN] = numbers as [number, number, number, number, number, number?];
    const end = words.at(-1)!.column + words.at(-1)!.text.length;
    const rows = found[element - 1];
    if ([minimum, maximum, mean].some(Number.isNaN) || !rows || !(index >= 1 && index <= rows.length)) {
      problems.error(
        "bad-scaling",
        "scaling.data: a line needs element, function, minimum, maximum, mean (and sigma), and input.nn the function it names. Fetch both files again.",
        line,
        words[0]!.column,
        end,
      );
      sound = false;
    } else rows[index - 1] = { minimum, maximum, mean, sigma };
  }
  for (const [element, rows] of found.entries()) {
    const missing = rows.indexOf(undefined);
    if (!sound || missing < 0) continue;
    problems.error(
      "short-scaling",
      `scaling.data: function ${missing + 1} of element ${element + 1} is missing. The file belongs to another input.nn, or is cut short.`,
      0,
      0,
      0,
    );
    sound = false;
  }
  return sound ? (found as ScalingRow[][]) : undefined;
}

/** The layers, weights inputs x outputs; undefined where an error was added to the problems. */
export function readN2p2Weights(
  text: string,
  file: string,
  inputs: number,
  activations: readonly string[],
  problems: ProblemList,
): Layer[] | undefined {
  const lines = keywordLines(text, "#");
  const fail = (line: number, message: string): undefined => {
    problems.error("bad-weights", `${file}: ${message}`, line, 0, 0);
    return undefined;
  };
  const widths = [inputs, ...activations.map(() => 0)];
  const rows: { line: number; value: number; isBias: boolean; layer: number; from: number; to: number }[] = [];
  for (const { line, words } of lines) {
    const isBias = words[1]?.text === "b";
    const [value, , , l1, n1, l2, n2] = words.map((word) => plainNumber(word.text)) as [number, ...number[]];
    const layer = isBias ? l1 : l2;
    const to = isBias ? n1 : n2;
    if (Number.isNaN(value) || (!isBias && words[1]?.text !== "a") || !(layer! >= 1) || !(to! >= 1) || (!isBias && !(n1! >= 1)))
      return fail(line, `this is no row "value a index l_s n_s l_e n_e" or "value b index l n".`);
    if (layer! >= widths.length)
      return fail(line, `layer ${layer} is beyond the ${activations.length} layers that input.nn gives activations for.`);
    widths[layer!] = Math.max(widths[layer!]!, to!);
    rows.push({ line, value, isBias, layer: layer!, from: isBias ? 0 : n1!, to: to! });
  }
  if (widths.some((width) => width > 4096 || width < 1))
    return fail(0, "a layer has no rows, or more than 4096 nodes. The file is cut short, or belongs to another input.nn.");
  const layers = activations.map((_, l) => ({
    weights: new Float64Array(widths[l]! * widths[l + 1]!).fill(Number.NaN),
    biases: new Float64Array(widths[l + 1]!).fill(Number.NaN),
  }));
  for (const { line, value, isBias, layer, from, to } of rows) {
    const own = layers[layer - 1]!;
    if (isBias) own.biases[to - 1] = value;
    else if (from > widths[layer - 1]!)
      return fail(
        line,
        `node ${from} of layer ${layer - 1} is beyond its ${widths[layer - 1]} nodes. The file belongs to another input.nn.`,
      );
    else own.weights[(from - 1) * widths[layer]! + to - 1] = value;
  }
  if (widths.at(-1) !== 1)
    return fail(0, `the last layer has ${widths.at(-1)} nodes instead of one. The file belongs to another input.nn.`);
  if (layers.some((layer) => layer.weights.some(Number.isNaN) || layer.biases.some(Number.isNaN)))
    return fail(0, "rows are missing. The file is cut short, or belongs to another input.nn.");
  return layers;
}

export function writeN2p2Scaling(rows: readonly (readonly ScalingRow[])[]): string {
  const lines = ["# Symmetry function scaling data: element, function, minimum, maximum, mean, sigma"];
  for (const [element, own] of rows.entries()) {
    for (const [k, { minimum, maximum, mean, sigma }] of own.entries())
      lines.push([element + 1, k + 1, ...[minimum, maximum, mean, sigma].map(digits)].join(" "));
  }
  return `${lines.join("\n")}\n`;
}

export function writeN2p2Weights(layers: readonly Layer[]): string {
  const lines = ["# Neural network connection values: value, type (a weight, b bias), index, layer and node from, layer and node to"];
  let index = 0;
  for (const [l, { weights, biases }] of layers.entries()) {
    const width = biases.length;
    for (const [k, weight] of weights.entries())
      lines.push(`${digits(weight)} a ${++index} ${l} ${Math.floor(k / width) + 1} ${l + 1} ${(k % width) + 1}`);
    for (const [k, bias] of biases.entries()) lines.push(`${digits(bias)} b ${++index} ${l + 1} ${k + 1}`);
  }
  return `${lines.join("\n")}\n`;
}

/** 17 digits, as n2p2 prints: they read back to the same bits. */
function digits(value: number): string {
  return value.toExponential(16);
}
