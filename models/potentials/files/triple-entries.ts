// LAMMPS's parameter files by three elements (.sw, .tersoff): entries of three labels and some numbers, over one line or more.
import type { Severity } from "../../formats/format.ts";
import { LineScanner } from "../../formats/line-scanner.ts";
import { ProblemList, quoted } from "../../formats/problem-list.ts";
import { atomicNumberOf, symbolOf } from "../../structure/elements.ts";
import type { TripleEntry } from "../species-table.ts";
import type { ReadResult } from "./read-result.ts";

export interface TripleFileOptions {
  /**
   * Which labels of the file to take, as in LAMMPS's pair_coeff: ["Si(C)"]. Default: all that are element symbols.
   * A label is an element symbol, or one with more behind it that is no letter: "Si(C)", "Si1".
   */
  readonly labels?: readonly string[];
}

interface FileEntry {
  readonly labels: readonly [string, string, string];
  readonly values: readonly number[];
  readonly line: number;
  readonly endColumn: number;
}

/** Looks at one entry among all, and says what is wrong with its numbers; "error" leaves the file without a value. */
export type CheckEntry<P> = (
  entry: TripleEntry<P>,
  all: readonly TripleEntry<P>[],
  complain: (severity: Severity, code: string, message: string) => void,
) => void;

/** The entries of the wanted elements, complete, without repeats and checked. `names` are the numbers' names in the order of the file. */
export function readTripleEntries<Name extends string>(
  text: string,
  names: readonly Name[],
  options: TripleFileOptions,
  check: CheckEntry<Readonly<Record<Name, number>>>,
): ReadResult<readonly TripleEntry<Readonly<Record<Name, number>>>[]> {
  const problems = new ProblemList();
  const entries = readEntries(text, names, problems);
  if (entries.length === 0 && problems.problems.length === 0) {
    problems.error("no-entries", "There are no parameters in this file. An entry is three elements and their numbers.", 0, 0, 0);
  }
  const wanted = options.labels ?? [...new Set(entries.flatMap((entry) => entry.labels))].filter((label) => atomicNumberOf(label) > 0);
  const elements = new Map<string, number>();
  for (const label of wanted) {
    const number = atomicNumberOf(/^[A-Za-z]*/.exec(label)?.[0] ?? "");
    if (number === 0)
      problems.error("unknown-element", `${quoted(label)} begins with no element's symbol. Take labels such as Si.`, 0, 0, 0);
    else if ([...elements.values()].includes(number)) {
      problems.error(
        "repeated-element",
        `${quoted(label)} is an element that another label stands for already. Take one of them.`,
        0,
        0,
        0,
      );
    } else elements.set(label, number);
  }
  if (elements.size === 0 && entries.length > 0) {
    const labels = [...new Set(entries.map((entry) => entry.labels[0]))].join(", ");
    problems.error("no-entries", `No label of this file is a plain element symbol. Say which to take of ${labels}.`, 0, 0, 0);
  }
  const chosen = select(entries, elements, names, problems);
  const value = [...chosen.keys()];
  // Checks compare entries with each other: only a complete set can be checked.
  if (problems.problems.length === 0) {
    for (const [entry, { line, endColumn }] of chosen) {
      const triple = entry.elements.map(symbolOf).join(" ");
      check(entry, value, (severity, code, message) => problems.add(severity, code, `${triple}: ${message}`, line, 0, endColumn));
    }
  }
  const isSound = problems.result().every((problem) => problem.severity !== "error");
  return { value: isSound ? value : undefined, problems: problems.result() };
}

function readEntries(text: string, names: readonly string[], problems: ProblemList): FileEntry[] {
  const scanner = new LineScanner(text, problems);
  const entries: FileEntry[] = [];
  while (nextContent(scanner)) {
    const line = scanner.line;
    const labels = [scanner.word(), scanner.word(), scanner.word()] as const;
    const endColumn = scanner.column(scanner.tokenEnd);
    if (labels[2] === "") {
      scanner.errorAtLine("missing-column", "An entry starts with three elements in one line: atom, bonded neighbour, other neighbour.");
      continue;
    }
    const values: number[] = [];
    let isWhole = true;
    while (values.length < names.length && isWhole) {
      if (atContentEnd(scanner) && !nextContent(scanner)) {
        const expected = names.slice(values.length).join(", ");
        problems.error("missing-column", `The file ends before ${expected} of this entry. Complete the entry.`, line, 0, endColumn);
        isWhole = false;
      } else {
        values.push(scanner.number(names[values.length]!));
        isWhole = scanner.lastOk;
      }
    }
    if (isWhole && !atContentEnd(scanner)) {
      scanner.errorAtLine(
        "extra-column",
        `An entry has ${names.length} numbers (${names.join(", ")}) and its line ends with them. Take the rest out.`,
      );
      isWhole = false;
    }
    if (isWhole) entries.push({ labels, values, line, endColumn });
  }
  return entries;
}

function select<Name extends string>(
  entries: readonly FileEntry[],
  elements: ReadonlyMap<string, number>,
  names: readonly Name[],
  problems: ProblemList,
): Map<TripleEntry<Readonly<Record<Name, number>>>, FileEntry> {
  const chosen = new Map<TripleEntry<Readonly<Record<Name, number>>>, FileEntry>();
  const seen = new Set<string>();
  for (const entry of entries) {
    const { labels, values, line, endColumn } = entry;
    const numbers = labels.map((label) => elements.get(label));
    if (numbers.some((number) => number === undefined)) continue;
    const key = labels.join(" ");
    if (seen.has(key)) problems.error("repeated-entry", `${key} stands here for the second time. Keep one of the two.`, line, 0, endColumn);
    const parameters = Object.fromEntries(names.map((name, place) => [name, values[place]!])) as Record<Name, number>;
    seen.add(key);
    chosen.set({ elements: numbers as [number, number, number], parameters }, entry);
  }
  const labels = [...elements.keys()];
  for (const a of labels) {
    for (const b of labels) {
      for (const c of labels) {
        if (!seen.has(`${a} ${b} ${c}`)) {
          problems.error("missing-entry", `There is no entry for ${a} ${b} ${c}. Add one, or say which elements to take.`, 0, 0, 0);
        }
      }
    }
  }
  return chosen;
}

/** Goes to the next line that says something. */
function nextContent(scanner: LineScanner): boolean {
  while (scanner.nextLine()) if (!atContentEnd(scanner)) return true;
  return false;
}

/** Nothing but blanks or a comment from here to the end of the line. */
function atContentEnd(scanner: LineScanner): boolean {
  return scanner.atEnd() || scanner.text.charCodeAt(scanner.pos) === 35;
}
