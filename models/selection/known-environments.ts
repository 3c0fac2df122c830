// What a model was trained on, kept small with the model: the surroundings of some atoms of its training structures, so that an atom
// which extrapolates can be told which stored structures are nearest to it. A sample, not the set: the nearest one may be missing.
import type { ProductFunction } from "../descriptors/product-function.ts";
import { createStructureDescriber, type StructureDescriber } from "../descriptors/structure-describer.ts";
import type { Snapshot } from "../dynamics/dynamics.ts";
import type { Structure } from "../structure/structure.ts";

export interface DescribedElement {
  readonly atomicNumber: number;
  readonly functions: readonly ProductFunction[];
  /** Training range of every function: distances are counted in it. */
  readonly minimum: Float64Array;
  readonly maximum: Float64Array;
}

interface KnownElement {
  /** Atoms x functions. */
  readonly values: Float32Array;
  /** Structure of each atom, an index of `labels`, and its number there, from 0. */
  readonly structures: Int32Array;
  readonly atoms: Int32Array;
}

export interface KnownEnvironments {
  /** Of the structures, such as "train.xyz, frame 12". */
  readonly labels: readonly string[];
  readonly elements: ReadonlyMap<number, KnownElement>;
}

export interface NearestStructure {
  readonly label: string;
  /** Atom of that structure, from 0. */
  readonly atom: number;
  /** Root mean square over functions of the difference as a share of the function's range. */
  readonly distance: number;
}

/** Numbers kept of an element at most: 2 MB. */
const mostNumbers = 500_000;
/** Structures sampled at most, spread evenly over the training set. */
export const mostStructuresKnown = 500;

/** Gathers atoms structure by structure: of each the ones farthest from the middle of the ranges, which outliers are likely near to. */
export class EnvironmentSampler {
  private readonly elements: readonly DescribedElement[];
  private readonly describer: StructureDescriber;
  /** Atoms kept of a structure's, element by element. */
  private readonly most: readonly number[];
  private readonly rows = new Map<number, { values: Float32Array; structure: number; atom: number }[]>();
  private readonly labels: string[] = [];

  /** @param structures how many will be added */
  constructor(elements: readonly DescribedElement[], structures: number) {
    this.elements = elements;
    this.describer = createStructureDescriber(elements);
    this.most = elements.map(({ functions }) => Math.max(1, Math.floor(mostNumbers / functions.length / Math.max(1, structures))));
  }

  add(structure: Structure, label: string): void {
    const number = this.labels.push(label) - 1;
    const all = this.describer.values(structure, this.describer.listOf(structure));
    for (const [e, element] of this.elements.entries()) {
      const { atomicNumber, functions } = element;
      const own: { values: Float32Array; structure: number; atom: number; off: number }[] = [];
      let at = 0;
      for (const [atom, z] of structure.atomicNumbers.entries()) {
        if (z !== atomicNumber) continue;
        const values = all[e]!.subarray(at, at + functions.length);
        at += functions.length;
        let off = 0;
        for (let k = 0; k < values.length; k++) off = Math.max(off, Math.abs(share(values[k]!, element, k) - 0.5));
        own.push({ values: Float32Array.from(values), structure: number, atom, off });
      }
      if (own.length === 0) continue;
      own.sort((a, b) => b.off - a.off);
      const kept = this.rows.get(atomicNumber) ?? [];
      kept.push(...own.slice(0, this.most[e]));
      this.rows.set(atomicNumber, kept);
    }
  }

  finish(): KnownEnvironments {
    const elements = new Map<number, KnownElement>();
    for (const [z, rows] of this.rows) {
      const size = rows[0]!.values.length;
      const values = new Float32Array(rows.length * size);
      for (const [r, row] of rows.entries()) values.set(row.values, r * size);
      elements.set(z, {
        values,
        structures: Int32Array.from(rows, ({ structure }) => structure),
        atoms: Int32Array.from(rows, ({ atom }) => atom),
      });
    }
    return { labels: this.labels, elements };
  }
}

/** Where a value lies in the function's range: 0 to 1 inside. A function that never varied does not count. */
function share(value: number, { minimum, maximum }: DescribedElement, k: number): number {
  const range = maximum[k]! - minimum[k]!;
  return range > 0 ? (value - minimum[k]!) / range : 0.5;
}

/** The nearest structures to an atom, each once, nearest first. */
export function nearestStructures(
  known: KnownEnvironments,
  element: DescribedElement,
  values: Float64Array,
  count: number,
): NearestStructure[] {
  const own = known.elements.get(element.atomicNumber);
  if (!own) return [];
  const size = values.length;
  const scale = Float64Array.from(values, (_, k) => {
    const range = element.maximum[k]! - element.minimum[k]!;
    return range > 0 ? 1 / range : 0;
  });
  const best = new Map<number, { atom: number; square: number }>();
  for (let r = 0; r < own.structures.length; r++) {
    let square = 0;
    for (let k = 0; k < size; k++) square += ((own.values[r * size + k]! - values[k]!) * scale[k]!) ** 2;
    const structure = own.structures[r]!;
    const there = best.get(structure);
    if (!there || square < there.square) best.set(structure, { atom: own.atoms[r]!, square });
  }
  return [...best]
    .sort(([, a], [, b]) => a.square - b.square)
    .slice(0, count)
    .map(([structure, { atom, square }]) => ({ label: known.labels[structure]!, atom, distance: Math.sqrt(square / size) }));
}

const prefix = "known";

/** The model's snapshot with the environments beside it; readers of models pass over them. */
export function withKnownEnvironments(model: Snapshot, { labels, elements }: KnownEnvironments): Snapshot {
  const arrays: Record<string, Snapshot["arrays"][string]> = { ...model.arrays };
  for (const [z, { values, structures, atoms }] of elements) {
    arrays[`${prefix}.Z${z}.values`] = values;
    arrays[`${prefix}.Z${z}.structures`] = structures;
    arrays[`${prefix}.Z${z}.atoms`] = atoms;
  }
  return { arrays, json: { ...model.json, known: { labels: [...labels], elements: [...elements.keys()] } } };
}

/** What `withKnownEnvironments` left; null where there is nothing, or nothing whole. */
export function knownEnvironmentsOf({ arrays, json }: Snapshot): KnownEnvironments | null {
  const kept = json.known as { labels?: unknown; elements?: unknown } | undefined;
  if (!Array.isArray(kept?.labels) || !Array.isArray(kept.elements)) return null;
  const elements = new Map<number, KnownElement>();
  for (const z of kept.elements as unknown[]) {
    const [values, structures, atoms] = ["values", "structures", "atoms"].map((name) => arrays[`${prefix}.Z${z}.${name}`]);
    if (!(values instanceof Float32Array && structures instanceof Int32Array && atoms instanceof Int32Array)) return null;
    if (structures.some((structure) => !((kept.labels as unknown[])[structure] !== undefined))) return null;
    elements.set(Number(z), { values, structures, atoms });
  }
  return { labels: kept.labels.map(String), elements };
}
