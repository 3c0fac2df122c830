// A potential of n2p2 (input.nn, scaling.data, weights.ZZZ.data) as a model, and a model as those files.
// n2p2: A. Singraber, J. Behler, C. Dellago, J. Chem. Theory Comput. 15, 1827 (2019).
import { type ProductFunction, productFunctionName } from "../../descriptors/product-function.ts";
import type { AtomicNetwork, AtomicNetworkModel } from "../../networks/atomic-network/model.ts";
import { createAtomicNetworkPotential } from "../../networks/atomic-network/potential.ts";
import type { Layer } from "../../networks/behler-parrinello/network.ts";
import type { ReadResult } from "../../potentials/files/read-result.ts";
import type { Potential } from "../../potentials/potential.ts";
import { symbolOf } from "../../structure/elements.ts";
import { bohrAngstrom, hartreeElectronvolt } from "../../structure/units.ts";
import { numberRow, numberText } from "../number-text.ts";
import { ProblemList } from "../problem-list.ts";
import { compareKeys, n2p2Cutoffs, n2p2FunctionWords, readN2p2Function } from "./n2p2-functions.ts";
import { type N2p2Settings, n2p2Activations, readN2p2Settings } from "./n2p2-settings.ts";
import { readN2p2Scaling, readN2p2Weights, type ScalingRow, writeN2p2Scaling, writeN2p2Weights } from "./n2p2-tables.ts";

export interface N2p2Files {
  readonly inputNn: string;
  readonly scaling: string;
  /** Text of weights.ZZZ.data by atomic number. */
  readonly weights: Readonly<Record<number, string>>;
}

/** The files name no units; whoever wrote them knows. */
export type N2p2Units = "angstrom-ev" | "bohr-hartree";

const unitSizes: Record<N2p2Units, { length: number; energy: number }> = {
  "angstrom-ev": { length: 1, energy: 1 },
  "bohr-hartree": { length: bohrAngstrom, energy: hartreeElectronvolt },
};

/** The name of the file that holds the weights of an element. */
export function n2p2WeightsFileName(atomicNumber: number): string {
  return `weights.${String(atomicNumber).padStart(3, "0")}.data`;
}

export function readN2p2Potential(files: N2p2Files, units: N2p2Units): ReadResult<AtomicNetworkModel> {
  const problems = new ProblemList();
  const settings = readN2p2Settings(files.inputNn, unitSizes[units].length, problems);
  const value = settings && assemble(files, settings, unitSizes[units].energy, problems);
  return { value, problems: problems.result() };
}

/** @throws RangeError with the first thing that is wrong with the files */
export function readN2p2Model(files: N2p2Files, units: N2p2Units): AtomicNetworkModel {
  const { value, problems } = readN2p2Potential(files, units);
  if (!value) throw new RangeError(problems.find((problem) => problem.severity === "error")?.message ?? "the files hold no potential");
  return value;
}

/** One line for people. */
export function n2p2Description({ elements }: AtomicNetworkModel): string {
  const count = elements.reduce((sum, element) => sum + element.functions.length, 0);
  return `n2p2 network potential for ${elements.map((element) => symbolOf(element.atomicNumber)).join(", ")}: ${count} symmetry functions`;
}

/** @throws RangeError with the first thing that is wrong with the files */
export function potentialFromN2p2(files: N2p2Files, units: N2p2Units, name: string): Potential {
  const model = readN2p2Model(files, units);
  return createAtomicNetworkPotential(model, name, n2p2Description(model));
}

function assemble(files: N2p2Files, settings: N2p2Settings, energyUnit: number, problems: ProblemList): AtomicNetworkModel | undefined {
  const scaling = readN2p2Scaling(
    files.scaling,
    settings.elements.map((element) => element.functions.length),
    problems,
  );
  const elements = settings.elements.map((element, e): AtomicNetwork | undefined => {
    const { atomicNumber, functions, activations, atomEnergy } = element;
    const file = n2p2WeightsFileName(atomicNumber);
    const text = files.weights[atomicNumber];
    if (text === undefined) problems.error("missing-weights", `There is no ${file}, which input.nn needs. Put it beside.`, 0, 0, 0);
    const layers = text === undefined ? undefined : readN2p2Weights(text, file, functions.length, activations, problems);
    if (!layers || !scaling) return undefined;
    const rows = scaling[e]!;
    const { centre, scale } = inputScaling(rows, settings);
    for (const [k, factor] of scale.entries()) {
      if (factor === 0 && settings.scaling !== "none")
        problems.warning(
          "no-range",
          `scaling.data: ${productFunctionName(functions[k]!)} had no range over the training set and is left out.`,
          0,
          0,
          0,
        );
    }
    return {
      atomicNumber,
      functions,
      activation: activations[0]!,
      layers: layers.map((layer, l) => ({ ...normalized(layer, settings), activation: activations[l]! })),
      centre,
      scale,
      minimum: Float64Array.from(rows, (row) => row.minimum),
      maximum: Float64Array.from(rows, (row) => row.maximum),
      mean: Float64Array.from(rows, (row) => row.mean),
      sigma: Float64Array.from(rows, (row) => row.sigma),
      outputScale: energyUnit / settings.convEnergy,
      energyOffset: (settings.meanEnergy + atomEnergy) * energyUnit,
    };
  });
  return elements.every((element) => element !== undefined) ? { elements } : undefined;
}

/** x = (G - centre) * scale for n2p2's five ways of scaling. */
function inputScaling(
  rows: readonly ScalingRow[],
  { scaling, scaleMinimum, scaleMaximum }: N2p2Settings,
): { centre: Float64Array; scale: Float64Array } {
  const span = scaleMaximum - scaleMinimum;
  const scale = Float64Array.from(rows, ({ minimum, maximum, sigma }) => {
    const width = scaling === "sigma" ? sigma : maximum - minimum;
    if (scaling === "none" || scaling === "center") return 1;
    return width > 0 ? span / width : 0;
  });
  const centre = Float64Array.from(rows, ({ minimum, mean }, k) => {
    if (scaling === "none") return 0;
    if (scaling === "center") return mean;
    const shift = scale[k] === 0 ? 0 : scaleMinimum / scale[k]!;
    return (scaling === "scale" ? minimum : mean) - shift;
  });
  return { centre, scale };
}

/** With normalize_nodes the sum and the bias of a node are divided by the number of nodes before it. */
function normalized({ weights, biases }: Layer, { normalizeNodes }: N2p2Settings): Layer {
  const factor = normalizeNodes ? biases.length / weights.length : 1;
  return { weights: weights.map((w) => w * factor), biases: biases.map((b) => b * factor) };
}

/**
 * The files of a model in angstrom and eV. Inputs are scaled by centre and 1 / scale, which stand as mean and sigma.
 * @throws RangeError saying what n2p2 cannot hold
 */
export function writeN2p2Potential(model: AtomicNetworkModel): N2p2Files {
  const atoms = model.elements.map((element) => element.atomicNumber);
  const [cutoffForm = "cosine", inner = 0] = commonCutoff(model);
  const context = { elements: atoms, cutoffForm, inner, lengthAngstrom: 1 };
  const sorted = model.elements.map((element) => {
    const entries = element.functions.map((f, k) => {
      const words = n2p2FunctionWords(f, productFunctionName(f));
      const read = readN2p2Function(words, context);
      if (typeof read === "string") throw new RangeError(`${productFunctionName(f)}: ${read}.`);
      return { k, words, key: read.key };
    });
    return entries.sort((a, b) => compareKeys(a.key, b.key));
  });
  const letters = new Set(model.elements.map((element) => activationLetters(element)));
  const widths = new Set(model.elements.map((element) => hiddenWidths(element)));
  if (letters.size > 1 || widths.size > 1)
    throw new RangeError("The elements' networks differ in their hidden layers, which n2p2 reads wrongly. Train a model with equal ones.");
  const hidden = [...widths][0]!;
  const scales = new Set(model.elements.map((element) => element.outputScale ?? 1));
  const convEnergy = scales.size === 1 ? 1 / [...scales][0]! : 1;
  const foldable = convEnergy === 1 || model.elements.every((element) => (element.layers.at(-1)!.activation ?? "linear") === "linear");
  if (!foldable && scales.size > 1) throw new RangeError("The elements' outputs are scaled differently, which n2p2 cannot hold.");
  const lines = [
    "# Written by Adatom. Lengths are in angstrom, energies in eV.",
    `number_of_elements ${atoms.length}`,
    `elements ${atoms.map(symbolOf).join(" ")}`,
    ...model.elements.map((element) => `atom_energy ${symbolOf(element.atomicNumber)} ${numberText(element.energyOffset)}`),
    ...(convEnergy === 1 ? [] : ["mean_energy 0", `conv_energy ${numberText(convEnergy)}`, "conv_length 1"]),
    `cutoff_type ${n2p2Cutoffs.indexOf(cutoffForm)} ${numberText(inner)}`,
    "scale_symmetry_functions_sigma",
    "scale_min_short 0.0",
    "scale_max_short 1.0",
    `global_hidden_layers_short ${hidden === "" ? 0 : hidden.split(" ").length}`,
    ...(hidden === "" ? [] : [`global_nodes_short ${hidden}`]),
    `global_activation_short ${[...letters][0]!}`,
    "use_short_forces",
    ...sorted.flat().map(({ words }) => `symfunction_short ${words.join(" ")}`),
  ];
  const rows = model.elements.map((element, e) => sorted[e]!.map(({ k }) => scalingRow(element, k)));
  const weights = model.elements.map((element, e): [number, string] => {
    const own = convEnergy === 1 ? (element.outputScale ?? 1) : 1;
    return [
      element.atomicNumber,
      writeN2p2Weights(
        inOrder(
          element,
          sorted[e]!.map(({ k }) => k),
          own,
        ),
      ),
    ];
  });
  return { inputNn: `${lines.join("\n")}\n`, scaling: writeN2p2Scaling(rows), weights: Object.fromEntries(weights) };
}

function scalingRow({ minimum, maximum, centre, scale }: AtomicNetwork, k: number): ScalingRow {
  // An input that is not used has scale 0: a sigma so large that nothing is left of it says the same.
  return { minimum: minimum[k]!, maximum: maximum[k]!, mean: centre[k]!, sigma: scale[k] === 0 ? 1e300 : 1 / scale[k]! };
}

/** Layers with the rows of the first in this order of inputs, the last times `factor`. */
function inOrder({ layers }: AtomicNetwork, order: readonly number[], factor: number): Layer[] {
  return layers.map(({ weights, biases }, l) => {
    const width = biases.length;
    const source = l > 0 ? weights : Float64Array.from(weights, (_, w) => weights[order[Math.floor(w / width)]! * width + (w % width)]!);
    const own = l === layers.length - 1 ? factor : 1;
    return { weights: source.map((w) => w * own), biases: biases.map((b) => b * own) };
  });
}

function hiddenWidths({ layers }: AtomicNetwork): string {
  return numberRow(layers.slice(0, -1).map((layer) => layer.biases.length));
}

function activationLetters({ layers, activation }: AtomicNetwork): string {
  const kinds = layers.map((layer, l) => layer.activation ?? (l < layers.length - 1 ? activation : "linear"));
  const letters = kinds.map((kind) => {
    const letter = [...n2p2Activations].find(([, name]) => name === kind)?.[0];
    if (letter === undefined)
      throw new RangeError(`n2p2 has no activation "${kind}". Train the model with one of ${[...n2p2Activations.values()].join(", ")}.`);
    return letter;
  });
  return letters.join(" ");
}

/** n2p2 has one cutoff function for all functions but the compact ones. */
function commonCutoff(model: AtomicNetworkModel): [(typeof n2p2Cutoffs)[number]?, number?] {
  const all = model.elements.flatMap((element): ProductFunction[] => [...element.functions]);
  const found = new Map(
    all.flatMap(({ radial }) =>
      radial.form === "compact" ? [] : [[`${radial.cutoffForm} ${radial.inner}`, [radial.cutoffForm, radial.inner] as const]],
    ),
  );
  if (found.size > 1)
    throw new RangeError(`n2p2 has one cutoff function for all symmetry functions; the model has ${[...found.keys()].join(" and ")}.`);
  const [only] = found.values();
  return only ? [...only] : [];
}
