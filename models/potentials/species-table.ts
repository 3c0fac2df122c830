// Parameters by three elements: the atom, its bond partner, and a third atom. The shape of Stillinger-Weber and Tersoff sets.
import { symbolOf } from "../structure/elements.ts";

/** Parameters for one ordered triple of atomic numbers: central atom, bonded neighbour, other neighbour. */
export interface TripleEntry<P> {
  readonly elements: readonly [number, number, number];
  readonly parameters: P;
}

export interface TripleTable<P> {
  /** Atomic numbers in order of first appearance; the place in this list is the index below. */
  readonly species: readonly number[];
  /** Parameters of the triple with indices a, b, c at (a S + b) S + c. */
  readonly parameters: readonly P[];
}

/** @throws RangeError naming a triple that is missing or stands twice */
export function tripleTable<P>(entries: readonly TripleEntry<P>[], name: string): TripleTable<P> {
  const species = [...new Set(entries.map((entry) => entry.elements[0]))];
  const byTriple = new Map<string, P>();
  for (const { elements, parameters } of entries) {
    const key = elements.join(" ");
    if (byTriple.has(key)) throw new RangeError(`${name} has ${elements.map(symbolOf).join(" ")} twice. Keep one of the two.`);
    byTriple.set(key, parameters);
  }
  const parameters: P[] = [];
  for (const a of species) {
    for (const b of species) {
      for (const c of species) {
        const found = byTriple.get(`${a} ${b} ${c}`);
        if (found === undefined) {
          throw new RangeError(`${name} lacks parameters for ${[a, b, c].map(symbolOf).join(" ")}. Add them, or leave an element out.`);
        }
        parameters.push(found);
      }
    }
  }
  return { species, parameters };
}

export interface PairTable<P> {
  /** Atomic numbers in order of first appearance; the place in this list is the index below. */
  readonly species: readonly number[];
  /** Parameters of the pair with indices a, b at a S + b. */
  readonly pairs: readonly P[];
}

/** @throws RangeError naming a pair that is missing or stands twice */
export function pairTable<P extends { readonly elements: readonly [number, number] }>(entries: readonly P[], name: string): PairTable<P> {
  const species = [...new Set(entries.flatMap((entry) => entry.elements))];
  const pairs = species.flatMap((a) =>
    species.map((b) => {
      const found = entries.filter(({ elements: [one, two] }) => (one === a && two === b) || (one === b && two === a));
      if (found.length === 1) return found[0]!;
      const pair = `${symbolOf(a)}-${symbolOf(b)}`;
      if (found.length === 0) throw new RangeError(`${name} lacks parameters for ${pair}. Add them, or leave an element out.`);
      throw new RangeError(`${name} has ${pair} twice. Keep one of the two.`);
    }),
  );
  return { species, pairs };
}
