// One symfunction_short line of n2p2 and the function it stands for, and the order in which n2p2 sorts functions internally
// (scaling.data and the networks' inputs follow that order, not the file's).
import type { CoreKind } from "../../descriptors/core-function.ts";
import {
  type AngularProfile,
  type CutoffForm,
  isWeighted,
  type NeighbourWeights,
  type ProductFunction,
  type RadialProfile,
} from "../../descriptors/product-function.ts";
import { atomicNumberOf, symbolOf } from "../../structure/elements.ts";
import { numberText } from "../number-text.ts";
import { plainNumber } from "./keyword-lines.ts";

/** By cutoff_type. */
export const n2p2Cutoffs: readonly CutoffForm[] = [
  "hard",
  "cosine",
  "tanh-cubed",
  "scaled-tanh-cubed",
  "exponential",
  "polynomial-1",
  "polynomial-2",
  "polynomial-3",
  "polynomial-4",
];

export interface N2p2Context {
  /** Atomic numbers of all elements, ascending. */
  readonly elements: readonly number[];
  readonly cutoffForm: CutoffForm;
  readonly inner: number;
  /** Length unit of the file, angstrom. */
  readonly lengthAngstrom: number;
}

/** What n2p2 compares when it sorts the functions of an element, most important first. */
export type SortKey = readonly (number | string)[];

const cores = new Map<string, CoreKind>([
  ["p1", "polynomial-1"],
  ["p2", "polynomial-2"],
  ["p3", "polynomial-3"],
  ["p4", "polynomial-4"],
  ["e", "exponential"],
]);

/** How many words stand behind element and type, and how many of the first are elements. */
const shapes = new Map<number, { elements: number; words: readonly number[] }>([
  [2, { elements: 1, words: [4] }],
  [3, { elements: 2, words: [6, 7] }],
  [9, { elements: 2, words: [6, 7] }],
  [12, { elements: 0, words: [3] }],
  [13, { elements: 0, words: [5] }],
  [20, { elements: 1, words: [4] }],
  [21, { elements: 2, words: [7] }],
  [22, { elements: 2, words: [7] }],
  [23, { elements: 0, words: [3] }],
  [24, { elements: 0, words: [5] }],
  [25, { elements: 0, words: [5] }],
]);

/** The function of the words behind "symfunction_short"; a text that says what is wrong otherwise. */
export function readN2p2Function(words: readonly string[], context: N2p2Context): { f: ProductFunction; key: SortKey } | string {
  const centre = atomicNumberOf(words[0] ?? "");
  if (!context.elements.includes(centre)) return `"${words[0] ?? ""}" is not among the file's elements`;
  const type = Number(words[1]);
  const shape = shapes.get(type);
  if (!shape) return `there is no symmetry function of type ${words[1] ?? "(missing)"}; known are ${[...shapes.keys()].join(", ")}`;
  const rest = words.slice(2);
  if (!shape.words.includes(rest.length))
    return `a function of type ${type} has ${shape.words.join(" or ")} words behind the type, not ${rest.length}`;
  const neighbours = rest.slice(0, shape.elements).map(atomicNumberOf);
  const stranger = neighbours.findIndex((z) => !context.elements.includes(z));
  if (stranger >= 0) return `"${rest[stranger]!}" is not among the file's elements`;
  const compact = type >= 20;
  const numbers = rest.slice(shape.elements, compact ? -1 : undefined).map(plainNumber);
  const bad = numbers.findIndex((value) => Number.isNaN(value));
  if (bad >= 0) return `"${rest[shape.elements + bad]!}" is not a number`;
  neighbours.sort((a, b) => a - b);
  return compact
    ? readCompact(type, centre, neighbours, numbers, rest.at(-1)!, context)
    : readGaussian(type, centre, neighbours, numbers, context);
}

function readGaussian(
  type: number,
  centre: number,
  neighbours: readonly number[],
  numbers: readonly number[],
  context: N2p2Context,
): { f: ProductFunction; key: SortKey } | string {
  const angular = type !== 2 && type !== 12;
  // 2, 12: eta rs rc; 3, 9: eta lambda zeta rc [rs]; 13: eta rs lambda zeta rc
  const [eta, shift, lambda, zeta, rc] = (
    type === 13
      ? numbers
      : angular
        ? [numbers[0], numbers[4] ?? 0, numbers[1], numbers[2], numbers[3]]
        : [numbers[0], numbers[1], 0, 0, numbers[2]]
  ) as [number, number, number, number, number];
  if (!(rc > 0)) return `the cutoff must be above 0, not ${rc}`;
  const unit = context.lengthAngstrom;
  const { cutoffForm, inner } = context;
  const radial: RadialProfile = { form: "gaussian", eta: eta / (unit * unit), shift: shift * unit, cutoff: rc * unit, cutoffForm, inner };
  const key = [type, rc, eta, shift, ...(angular ? [zeta, lambda] : []), ...neighbours];
  if (!angular) return { f: { kind: "radial", centre, neighbour: neighbours[0] ?? byAtomicNumber(context), radial }, key };
  const pair = neighbours.length === 2 ? ([neighbours[0]!, neighbours[1]!] as const) : byAtomicNumber(context);
  return {
    f: { kind: "angular", centre, neighbours: pair, radial, angular: { form: "power", zeta, lambda }, threeDistances: type !== 9 },
    key,
  };
}

function readCompact(
  type: number,
  centre: number,
  neighbours: readonly number[],
  numbers: readonly number[],
  subtype: string,
  context: N2p2Context,
): { f: ProductFunction; key: SortKey } | string {
  const asymmetric = /^p[1-4]a$/.test(subtype);
  const core = cores.get(asymmetric ? subtype.slice(0, -1) : subtype.startsWith("e") ? "e" : subtype);
  if (!core) return `"${subtype}" is no compact function; they are p1 to p4, each also with an a, and e`;
  const [left, right, leftDegrees = 0, rightDegrees = 0] = numbers as [number, number, number?, number?];
  if (!(left < right) || !(right > 0)) return `the radial bounds ${left} and ${right} enclose nothing`;
  const unit = context.lengthAngstrom;
  const radial: RadialProfile = { form: "compact", core, asymmetric, left: left * unit, cutoff: right * unit };
  const angular = type !== 20 && type !== 23;
  const key = [type, subtype, ...neighbours, right, left, ...(angular ? [leftDegrees, rightDegrees] : [])];
  if (!angular) return { f: { kind: "radial", centre, neighbour: neighbours[0] ?? byAtomicNumber(context), radial }, key };
  if (!(leftDegrees < rightDegrees)) return `the angles ${leftDegrees} and ${rightDegrees} enclose nothing`;
  const profile: AngularProfile = { form: "compact", core, leftDegrees, rightDegrees };
  const pair = neighbours.length === 2 ? ([neighbours[0]!, neighbours[1]!] as const) : byAtomicNumber(context);
  return { f: { kind: "angular", centre, neighbours: pair, radial, angular: profile, threeDistances: type === 21 || type === 24 }, key };
}

function byAtomicNumber({ elements }: N2p2Context): NeighbourWeights {
  return { by: "atomic-number", weights: elements.map((z) => [z, z] as const) };
}

export function compareKeys(a: SortKey, b: SortKey): number {
  for (let k = 0; k < Math.min(a.length, b.length); k++) {
    if (a[k]! < b[k]!) return -1;
    if (a[k]! > b[k]!) return 1;
  }
  return a.length - b.length;
}

/**
 * The line without its keyword, lengths in angstrom.
 * @throws RangeError naming the function that n2p2 does not have
 */
export function n2p2FunctionWords(f: ProductFunction, name: string): string[] {
  const { radial } = f;
  const refuse = (what: string): RangeError =>
    new RangeError(`n2p2 has no function such as ${name}: ${what}. Write the model for aenet, or train one with G2, G4 and G5.`);
  const who = f.kind === "radial" ? f.neighbour : f.neighbours;
  const weighted = isWeighted(who);
  if (weighted && who.by !== "atomic-number") throw refuse("neighbours are weighed by atomic number there");
  const elements = weighted ? [] : typeof who === "number" ? [symbolOf(who)] : who.map((z) => symbolOf(z));
  const words = (type: number, numbers: readonly number[], tail: readonly string[] = []): string[] => [
    symbolOf(f.centre),
    String(type),
    ...elements,
    ...numbers.map(numberText),
    ...tail,
  ];
  if (radial.form === "compact") {
    const code = [...cores].find(([, kind]) => kind === radial.core)![0];
    const subtype = `${code}${radial.asymmetric ? "a" : ""}`;
    if (f.kind === "radial") return words(weighted ? 23 : 20, [radial.left, radial.cutoff], [subtype]);
    if (f.angular.form !== "compact" || f.angular.core !== radial.core)
      throw refuse("its angular part is of another kind than its radial part");
    const { leftDegrees, rightDegrees } = f.angular;
    return words((f.threeDistances ? 21 : 22) + (weighted ? 3 : 0), [radial.left, radial.cutoff, leftDegrees, rightDegrees], [subtype]);
  }
  if (radial.form !== "gaussian" && radial.form !== "plain") throw refuse("its radial part is no Gaussian");
  const { eta, shift } = radial.form === "gaussian" ? radial : { eta: 0, shift: 0 };
  if (f.kind === "radial") return words(weighted ? 12 : 2, [eta, shift, radial.cutoff]);
  if (f.angular.form !== "power") throw refuse("its angular part is no power of 1 + lambda cos theta");
  const { zeta, lambda } = f.angular;
  if (!weighted) return words(f.threeDistances ? 3 : 9, [eta, lambda, zeta, radial.cutoff, shift]);
  if (!f.threeDistances) throw refuse("weighted angular functions count all three distances there");
  return words(13, [eta, shift, lambda, zeta, radial.cutoff]);
}
