// What aenet and n2p2 were told to train, as a model of ours: functions, layers, and what of the training has its like here.
import { gridsOf } from "../../descriptors/choice/grids.ts";
import { type DescriptorConfig, type ElementDescriptors, expandDescriptors } from "../../descriptors/descriptor-config.ts";
import { type ChebyshevDomain, type ProductFunction, productFunctionName } from "../../descriptors/product-function.ts";
import type { Activation } from "../../networks/behler-parrinello/activation.ts";
import type { ReadResult } from "../../potentials/files/read-result.ts";
import { symbolOf } from "../../structure/elements.ts";
import { bohrAngstrom, hartreeElectronvolt } from "../../structure/units.ts";
import type { TrainingConfig } from "../../training/config.ts";
import type { OptimiserConfig } from "../../training/optimiser-config.ts";
import { ProblemList } from "../problem-list.ts";
import { aenetFunctions } from "./aenet-basis.ts";
import type { AenetInput } from "./aenet-inputs.ts";
import { aenetActivationNames, aenetActivations } from "./aenet-model.ts";
import type { AenetSetup } from "./aenet-network.ts";
import { keywordLines } from "./keyword-lines.ts";
import type { N2p2Units } from "./n2p2-potential.ts";
import { readN2p2Settings } from "./n2p2-settings.ts";

type Taken = Pick<TrainingConfig, "optimiser" | "epochs" | "atomicEnergies" | "normaliseNodes" | "forceWeight"> & {
  /** Structures beyond are left out, eV an atom. */
  readonly maximumEnergy?: number;
};

export interface TheirSettings {
  readonly descriptors: DescriptorConfig;
  readonly hidden?: readonly number[] | Readonly<Record<string, readonly number[]>>;
  readonly activation?: Activation;
  readonly training: Taken;
  /** By symbol. */
  readonly functions: Readonly<Record<string, number>>;
  /** What has no like here, or stands elsewhere: sentences. */
  readonly notes: readonly string[];
}

/** @param inputNn text of input.nn, whose lengths and energies are in `units` */
export function settingsFromN2p2(inputNn: string, units: N2p2Units): ReadResult<TheirSettings> {
  const problems = new ProblemList();
  const [length, energy] = units === "bohr-hartree" ? [bohrAngstrom, hartreeElectronvolt] : [1, 1];
  const settings = readN2p2Settings(inputNn, length, problems);
  if (!settings) return { value: undefined, problems: problems.result() };
  const lines = keywordLines(inputNn, "#");
  const words = (keyword: string): string[] | undefined =>
    lines.find((line) => line.words[0]!.text === keyword)?.words.map(({ text }) => text);
  const notes: string[] = [];
  const functions = settings.elements.flatMap((element) => element.functions);
  const hiddenKinds = new Set(settings.elements.flatMap(({ activations }) => activations.slice(0, -1)));
  if (settings.elements.some(({ activations }) => activations.at(-1) !== "linear"))
    notes.push("The output layer is not linear there; here it always is.");
  if (lines.some((line) => line.words[0]!.text === "element_nodes_short"))
    notes.push("element_nodes_short: give the nodes of that element's layers in hidden.");
  const [, ...nodes] = words("global_nodes_short") ?? [];
  const fraction = words("test_fraction")?.[1];
  if (fraction !== undefined) notes.push(`test_fraction ${fraction}: say it of the data set (testFraction).`);
  const epochs = Number(words("epochs")?.[1]);
  const updater = words("updater_type")?.[1];
  // Data that are normalised are shifted too: fitted energies of free atoms take the place of both.
  const shifted = settings.meanEnergy !== 0 || settings.convEnergy !== 1;
  const energies = settings.elements
    .filter(({ atomEnergy }) => atomEnergy !== 0 && !shifted)
    .map(({ atomicNumber, atomEnergy }) => [symbolOf(atomicNumber), atomEnergy * energy] as const);
  const value = checked({
    descriptors: { functions: gridsOf(functions) },
    expected: functions,
    ...(nodes.length > 0 && { hidden: nodes.map(Number) }),
    ...activationOf(hiddenKinds, notes),
    training: {
      ...(updater !== undefined && { optimiser: { type: updater === "1" ? "kalman" : "sgd" } as const }),
      ...(epochs >= 1 && { epochs }),
      ...(energies.length > 0 && { atomicEnergies: Object.fromEntries(energies) }),
      ...(settings.normalizeNodes && { normaliseNodes: true }),
      ...(words("use_short_forces") === undefined && { forceWeight: 0 }),
    },
    notes,
  });
  return { value, problems: problems.result() };
}

const methods: Readonly<Record<string, OptimiserConfig["type"]>> = {
  bfgs: "l-bfgs",
  lbfgs: "l-bfgs",
  lm: "levenberg-marquardt",
  online_sd: "sgd",
  sd: "sgd",
  adam: "adam",
  adamw: "adam",
  ekf: "kalman",
};

/**
 * @param setups of all species @param input train.in or generate.in, or what both say together
 * @throws RangeError for set-ups that are not of one set of species, or an activation that is not known
 */
export function settingsFromAenet(
  setups: readonly AenetSetup[],
  input: AenetInput | undefined,
  angularDomain: ChebyshevDomain = "cosine",
): TheirSettings {
  const species = setups.map(({ atomType }) => atomType);
  if (new Set(species).size < species.length) throw new RangeError(`two set-ups are of one species (${species.join(", ")})`);
  for (const { atomType, environmentTypes } of setups)
    if ([...environmentTypes].sort().join() !== [...species].sort().join())
      throw new RangeError(
        `the set-up of ${atomType} describes surroundings of ${environmentTypes.join(", ")}, and there are set-ups of ${species.join(", ")}: name one file for each species`,
      );
  const notes: string[] = [];
  const elements = setups.map((setup) => [setup.atomType, aroundOf(setup, angularDomain)] as const);
  const alike = new Set(elements.map(([, own]) => JSON.stringify(own))).size === 1 && !elements[0]?.[1].functions;
  const layers = Object.entries(input?.networks ?? {});
  const kinds = new Set(layers.flatMap(([, { hidden }]) => hidden.map(({ activation }) => named(activation))));
  const widths = layers.map(([symbol, { hidden }]) => [symbol, hidden.map(({ nodes }) => nodes)] as const);
  const sameWidths = new Set(widths.map(([, own]) => own.join())).size === 1;
  const { method, iterations, maximumEnergy, testPercent, types = [], others = [] } = input ?? {};
  const optimiser = method && methods[method.name.toLowerCase()];
  if (method && !optimiser) notes.push(`METHOD ${method.name} has no like here: choose an optimiser.`);
  if (testPercent !== undefined) notes.push(`TESTPERCENT ${testPercent}: say it of the data set (testFraction ${testPercent / 100}).`);
  const left = others.filter((line) => !/^(timing|debug)\b/i.test(line));
  if (left.length > 0) notes.push(`Not taken: ${left.join("; ")}.`);
  const energies = types
    .filter(({ atomEnergy }) => atomEnergy !== undefined)
    .map(({ symbol, atomEnergy }) => [symbol, atomEnergy!] as const);
  return checked({
    descriptors: alike ? elements[0]![1] : { elements: Object.fromEntries(elements) },
    expected: setups.flatMap((setup) => aenetFunctions(setup, angularDomain)),
    ...(widths.some(([, own]) => own.length > 0) && { hidden: sameWidths ? widths[0]![1] : Object.fromEntries(widths) }),
    ...activationOf(kinds, notes),
    training: {
      ...(optimiser && { optimiser: { type: optimiser } }),
      ...(iterations !== undefined && iterations >= 1 && { epochs: iterations }),
      ...(maximumEnergy !== undefined && { maximumEnergy }),
      ...(energies.length > 0 && { atomicEnergies: Object.fromEntries(energies) }),
      ...(input && !input.forces && { forceWeight: 0 }),
    },
    notes,
  });
}

function aroundOf(setup: AenetSetup, angularDomain: ChebyshevDomain): ElementDescriptors {
  if (setup.basis.toLowerCase() !== "chebyshev") return { functions: gridsOf(aenetFunctions(setup, angularDomain)) };
  const [radialCutoff, radialOrder, angularCutoff, angularOrder] = setup.parameters as unknown as [number, number, number, number];
  const domain = angularDomain === "pi" ? { angularDomain } : {};
  return { chebyshev: { radialCutoff, radialOrder, angularCutoff, angularOrder, ...domain } };
}

function named(activation: string): Activation {
  const known = aenetActivations[(aenetActivationNames as readonly string[]).indexOf(activation.toLowerCase())];
  if (!known) throw new RangeError(`"${activation}" is no activation of aenet; known are ${aenetActivationNames.join(", ")}`);
  return known;
}

function activationOf(kinds: ReadonlySet<Activation>, notes: string[]): { readonly activation?: Activation } {
  if (kinds.size === 1) return { activation: [...kinds][0]! };
  if (kinds.size > 1) notes.push(`Hidden layers differ in activation there (${[...kinds].join(", ")}); here all have one: choose it.`);
  return {};
}

/** With the number of functions; the configuration must stand for exactly those that were asked for. */
function checked({
  expected,
  ...settings
}: Omit<TheirSettings, "functions"> & { readonly expected: readonly ProductFunction[] }): TheirSettings {
  const species = [...new Set(expected.map(({ centre }) => centre))];
  const found = expandDescriptors(settings.descriptors, species).map(productFunctionName).sort();
  const wanted = expected.map(productFunctionName).sort();
  if (found.join() !== wanted.join()) {
    const lost =
      wanted.find((name) => !found.includes(name)) ?? found.find((name) => !wanted.includes(name)) ?? "one that stands there twice";
    throw new RangeError(`these functions cannot be described as grids (${lost})`);
  }
  const { atomicEnergies } = settings.training;
  const notes = atomicEnergies
    ? [...settings.notes, "atomicEnergies are theirs: leave them out to have them fitted to the data."]
    : settings.notes;
  const counts = species.map((z) => [symbolOf(z), expected.filter(({ centre }) => centre === z).length] as const);
  return { ...settings, notes, functions: Object.fromEntries(counts) };
}
