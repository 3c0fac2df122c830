// Element names as files write them: symbols first of all, then labels (Si1, O_2), any letter case, atomic numbers.
import { atomicNumberOf, atomicNumberOfAnyCase, largestAtomicNumber, symbolOf } from "../structure/elements.ts";
import type { LineScanner } from "./line-scanner.ts";
import { quoted } from "./problem-list.ts";

/** Atomic number by the char codes of a one or two letter symbol: first | second << 7. */
const table = new Uint8Array(1 << 14);
for (let z = 1; z <= largestAtomicNumber; z++) {
  const symbol = symbolOf(z);
  table[symbol.charCodeAt(0) | (symbol.length > 1 ? symbol.charCodeAt(1) << 7 : 0)] = z;
}

export interface SpeciesReading {
  /** 0 where it is no element. */
  readonly atomicNumber: number;
  /** Set where the reading took more than the exact symbol. */
  readonly warning?: { readonly code: string; readonly message: string };
}

/** The element a word names: "Si", "14", and with a warning "SI", "Si1", "Si_b", "D". */
export function readSpecies(word: string): SpeciesReading {
  const exact = atomicNumberOf(word);
  if (exact > 0) return { atomicNumber: exact };
  if (/^\d{1,3}$/.test(word)) {
    const z = Number(word);
    return { atomicNumber: z <= largestAtomicNumber ? z : 0 };
  }
  const letters = /^([A-Za-z]{1,2})(?:$|[^A-Za-z].*$)/.exec(word)?.[1] ?? "";
  const atomicNumber = atomicNumberOfAnyCase(letters);
  if (atomicNumber === 0) return { atomicNumber: 0 };
  const symbol = symbolOf(atomicNumber);
  return { atomicNumber, warning: { code: "element-spelling", message: `${quoted(word)} was read as ${symbol}. Write ${symbol}.` } };
}

/** Take the species word of the current line: its atomic number, or 0 with a problem. */
export function takeSpecies(scanner: LineScanner): number {
  if (!scanner.skipWord()) {
    scanner.errorAtLine("missing-column", "The line has no element. Complete the line.");
    return 0;
  }
  const { text, tokenStart } = scanner;
  const length = scanner.tokenEnd - tokenStart;
  if (length <= 2) {
    const first = text.charCodeAt(tokenStart);
    const second = length === 2 ? text.charCodeAt(tokenStart + 1) : 0;
    if (first < 128 && second < 128) {
      const z = table[first | (second << 7)]!;
      if (z > 0) return z;
    }
  }
  const word = text.slice(tokenStart, Math.min(scanner.tokenEnd, tokenStart + 60));
  const { atomicNumber, warning } = readSpecies(word);
  if (warning) scanner.warningAtToken(warning.code, warning.message);
  else if (atomicNumber === 0) {
    scanner.errorAtToken(
      "unknown-element",
      `${quoted(word)} is not an element. Write a chemical symbol such as Si, or an atomic number from 1 to ${largestAtomicNumber}.`,
    );
  }
  return atomicNumber;
}
