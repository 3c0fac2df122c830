// Sums and mixtures of shipped potentials by name: "emt + morse-cu-1959", "0.7*sw-si-1985 + 0.3*tersoff-si-1988".

export interface MixtureTerm {
  readonly name: string;
  /** Factor on energy, forces and stress; 1 where none is written. */
  readonly weight: number;
}

const term = /^(?:([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*\*\s*)?([a-z][a-z0-9-]*)$/i;

/** The terms of a sum, in its order; undefined where the text is none: names joined by "+", each with a factor and "*" before it or without. */
export function mixtureTerms(text: string): MixtureTerm[] | undefined {
  const terms = text.split("+").map((part) => term.exec(part.trim()));
  const isSum = terms.length > 1 || terms[0]?.[1] !== undefined;
  if (!isSum || terms.some((found) => found === null)) return undefined;
  return terms.map((found) => ({ name: found![2]!, weight: found![1] === undefined ? 1 : Number(found![1]) }));
}
