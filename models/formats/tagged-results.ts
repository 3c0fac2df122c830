// Small result files of other programs: ORCA's and xTB's engrad, DFTB+'s results.tag. Pure text to numbers; null where one is not
// as it should be, for a file that a program wrote half.

export interface EnergyAndGradient {
  /** Hartree. */
  readonly energy: number;
  /** Hartree/bohr, 3N. */
  readonly gradient: Float64Array;
}

/** engrad: comments (#), the count, the energy, then 3N components of the gradient, then atoms. */
export function readEngrad(text: string): EnergyAndGradient | null {
  const numbers = text
    .split("\n")
    .filter((line) => !line.trimStart().startsWith("#"))
    .join(" ")
    .trim()
    .split(/\s+/)
    .map(Number);
  const [count = Number.NaN, energy = Number.NaN] = numbers;
  const gradient = Float64Array.from(numbers.slice(2, 2 + 3 * count));
  const sound = Number.isInteger(count) && gradient.length === 3 * count && Number.isFinite(energy) && gradient.every(Number.isFinite);
  return sound ? { energy, gradient } : null;
}

/** results.tag: blocks "name :type:rank:shape" followed by numbers. By name; the first block of a name counts. */
export function readResultsTag(text: string): Map<string, Float64Array> {
  const blocks = new Map<string, Float64Array>();
  for (const match of text.matchAll(/^(\w+)\s*:(real|integer):\d+:[\d,]*\s*\n([^:]*?)(?=^\w+\s*:|(?![\s\S]))/gm)) {
    const [, name, , body] = match as unknown as [string, string, string, string];
    if (blocks.has(name)) continue;
    const words = body.trim() === "" ? [] : body.trim().split(/\s+/);
    blocks.set(
      name,
      Float64Array.from(words, (word) => Number(word.replace(/[dD]/, "e"))),
    );
  }
  return blocks;
}
