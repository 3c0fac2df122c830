// Structure files with damage of every kind: readers must not throw, hang, or lose atoms without an error.
// run({ mutations, seed }) makes that many damaged texts of each format; the default tests run a short form.
import { readFileSync } from "node:fs";
import type { ParseResult } from "@adatom/models/formats/format.ts";
import { formats } from "@adatom/models/formats/index.ts";
import { sampleStructures } from "../conformance/format-samples.ts";
import { pdbText } from "../models/formats/pdb-sample.ts";
import { outcarText, vasprunText } from "../models/formats/vasp-samples.ts";

export interface MutationOptions {
  /** Damaged texts a format. */
  readonly mutations: number;
  readonly seed?: number;
  readonly report?: (line: string) => void;
}

export const full: MutationOptions = { mutations: 2000 };

/** One reading may take this long, milliseconds: they take less than one; the rest is for a machine that others use. */
const limitMilliseconds = 1000;

const hostileWords = [
  ...["****", "nan", "NaN", "inf", "-Infinity", "1e999", "1e-999", "--1", "1.2.3", "0x10", "1d5", "1,5", "\u22121", "-1-2-3", "", "\0"],
  ...[
    "999999999999",
    "99999999999999999999999",
    "-5",
    "0",
    "1e9",
    "4.0",
    "1".repeat(400),
    "Qq",
    "\u{1f600}",
    "\\",
    '"',
    "'",
    "{",
    "[[",
    ";",
    "=",
  ],
  ...["__proto__", "constructor", "loop_", "data_", "begin", "end", "PRIMCOORD", "Lattice=", "Properties=pos:R:1e9", "x,y,z", "../../etc"],
];

/** Numbers from 0 up to 1 that depend on the seed alone (mulberry32). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The text with one to three pieces of damage. */
function damage(text: string, random: () => number): string {
  const below = (n: number): number => Math.floor(random() * n);
  let result = text;
  for (let hits = 1 + below(3); hits > 0; hits--) {
    const lines = result.split("\n");
    const line = below(lines.length);
    switch (below(8)) {
      case 0: {
        const at = below(result.length + 1);
        result = result.slice(0, at) + String.fromCharCode(below(random() < 0.8 ? 128 : 65536)) + result.slice(at + 1);
        break;
      }
      case 1:
        result = lines.toSpliced(line, 1 + below(3)).join("\n");
        break;
      case 2:
        result = lines.toSpliced(line, 0, ...lines.slice(line, line + 1 + below(3))).join("\n");
        break;
      case 3:
        result = result.slice(0, below(result.length + 1));
        break;
      case 4: {
        const numbers = [...result.matchAll(/-?\d+(\.\d+)?/g)];
        const hit = numbers[below(numbers.length)];
        if (hit) result = result.slice(0, hit.index) + hostileWords[below(hostileWords.length)] + result.slice(hit.index + hit[0].length);
        break;
      }
      case 5: {
        const words = (lines[line] ?? "").split(/(\s+)/);
        words[below(words.length)] = hostileWords[below(hostileWords.length)]!;
        lines[line] = words.join("");
        result = lines.join("\n");
        break;
      }
      case 6: {
        const other = below(lines.length);
        [lines[line], lines[other]] = [lines[other]!, lines[line]!];
        result = lines.join("\n");
        break;
      }
      default: {
        const at = below(result.length + 1);
        result = result.slice(0, at) + (random() < 0.5 ? "\n" : " ").repeat(1 + below(3)) + result.slice(at);
      }
    }
  }
  return result;
}

/** Atoms that a damaged text still claims, told apart from any reader: by its counts, or else by the lines that begin or end like an atom's. */
export function claimedAtoms(format: string, text: string): number | undefined {
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
  if (format === "extxyz" || format === "xyz") {
    // The counts, as long as they stand where they should: count, comment, atoms.
    let total = 0;
    for (let at = 0; at < lines.length; ) {
      if (lines[at]!.trim() === "") at++;
      else if (!/^\s*\d+\s*$/.test(lines[at]!)) return undefined;
      else {
        const count = Number(lines[at]);
        total += count;
        at += count + 2;
      }
    }
    return total;
  }
  if (format === "n2p2") return lines.filter((line) => /^\s*atom\s/.test(line)).length;
  if (format === "poscar") {
    const counts = lines[6]?.trim() ?? "";
    return /^\d+(\s+\d+)*$/.test(counts) && /^\s*[A-Z]/.test(lines[5] ?? "")
      ? counts.split(/\s+/).reduce((sum, count) => sum + Number(count), 0)
      : undefined;
  }
  if (format === "xsf") {
    const counts = lines.flatMap((line, i) => (/^PRIMCOORD/.test(line) ? [lines[i + 1] ?? ""] : []));
    return counts.every((count) => /^\d+ 1$/.test(count)) ? counts.reduce((sum, count) => sum + Number(count.split(" ")[0]), 0) : undefined;
  }
  if (format === "pymatgen-json") return [...text.matchAll(/"xyz"/g)].length;
  if (format !== "cif") return undefined;
  // CIF claims atoms only by its formula, and a block's only one.
  const blocks = text.split(/^(?=data_)/m).slice(1);
  const formulas = blocks.map((block) => [
    ...block.matchAll(/^_chemical_formula_sum '((?:[A-Z][a-z]?\d+ ?)+)'\r?\n_cell_formula_units_Z 1\r?$/gm),
  ]);
  if (formulas.some((found) => found.length !== 1) || blocks.some((block) => block.match(/formula/gi)!.length !== 2)) return undefined;
  return formulas.reduce(
    (sum, [found]) => sum + [...found![1]!.matchAll(/\d+/g)].reduce((count, digits) => count + Number(digits[0]), 0),
    0,
  );
}

/** Texts in formats that are only read. */
const samples: Readonly<Record<string, string>> = {
  outcar: outcarText,
  vasprun: vasprunText,
  pdb: pdbText,
  "cp2k-output": readFileSync(new URL("../fixtures/outputs/cp2k-silicon.out", import.meta.url), "utf8"),
  "quantum-espresso-output": readFileSync(new URL("../fixtures/outputs/pw-relaxation.out", import.meta.url), "utf8"),
};

/** Throws, with the damaged text, at the first reading that breaks a promise. Gives readings and the slowest of them, milliseconds. */
export async function run({
  mutations,
  seed = 1,
  report,
}: MutationOptions): Promise<{ readings: number; withErrors: number; slowestMilliseconds: number }> {
  const random = generator(seed);
  const outcome = { readings: 0, withErrors: 0, slowestMilliseconds: 0 };
  for (const format of formats) {
    const structures = sampleStructures().slice(0, format.single ? 1 : 2);
    const text = format.write?.(structures) ?? samples[format.name];
    if (text === undefined) throw new Error(`${format.name} is only read: the trial needs a sample of it`);
    let errors = 0;
    for (let i = 0; i < mutations; i++) {
      const broken = damage(text, random);
      const explain = (what: string): Error => new Error(`${format.name}, seed ${seed}, mutation ${i}: ${what}\n${broken}`);
      const begin = performance.now();
      let result: ParseResult;
      try {
        result = format.parse(broken);
      } catch (error) {
        throw explain(`threw ${String(error)}`);
      }
      const took = performance.now() - begin;
      outcome.slowestMilliseconds = Math.max(outcome.slowestMilliseconds, took);
      if (took > limitMilliseconds) throw explain(`took ${took.toFixed(0)} ms`);
      const hasError = result.problems.some((problem) => problem.severity === "error");
      if (hasError) errors++;
      const atoms = result.frames.reduce((sum, frame) => sum + frame.atomLines.length, 0);
      const claimed = claimedAtoms(format.name, broken);
      if (claimed !== undefined && atoms < claimed && !hasError) throw explain(`${atoms} atoms of ${claimed} and no error`);
      for (const { structure, atomLines } of result.frames) {
        const count = atomLines.length;
        if (structure.positions.length !== 3 * count || structure.atomicNumbers.length !== count) throw explain("arrays do not fit");
        if (!hasError && !structure.positions.every(Number.isFinite)) throw explain("a position is no number and nothing says so");
        if (!hasError && structure.atomicNumbers.includes(0)) throw explain("an element is unknown and nothing says so");
      }
    }
    outcome.readings += mutations;
    outcome.withErrors += errors;
    report?.(`${format.name}: ${mutations} damaged texts, ${errors} with errors`);
  }
  return outcome;
}
