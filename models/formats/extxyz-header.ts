// The comment line of an extended XYZ frame: cell, periodicity, columns, energies and stress, and everything else as info.
import { cellVolume, isNoCell } from "../structure/cell.ts";
import { infoValue, type KeyValue, readKeyValues } from "./key-values.ts";
import type { LineScanner } from "./line-scanner.ts";
import { NumberScanner, numberOutcome } from "./number-scanner.ts";
import { quoted } from "./problem-list.ts";
import { energyKeys, firstKey, forceKeys, stressKeys, stressOfVirial, virialKeys, voigtOf } from "./reference-keys.ts";

/** What to do with the next `count` columns of an atom line. */
export interface Column {
  readonly use: "species" | "positions" | "forces" | "number" | "word";
  readonly count: number;
}

export interface ExtxyzHeader {
  readonly cell: Float64Array;
  readonly periodic: readonly [boolean, boolean, boolean];
  readonly columns: readonly Column[];
  /** The columns were declared: more of them on a line is worth a warning. */
  readonly declared: boolean;
  readonly energy?: number;
  readonly stress?: Float64Array;
  readonly info: Readonly<Record<string, string | number | boolean>>;
}

const plainColumns: readonly Column[] = [
  { use: "species", count: 1 },
  { use: "positions", count: 3 },
];

/** Whether a comment line is one of extended XYZ: it has a key=value pair. */
export function isExtendedComment(comment: string): boolean {
  return /(^|\s)["']?[A-Za-z_][\w.-]*["']?\s?=\s?\S/.test(comment);
}

/** The header of a plain XYZ frame: the comment as it is, no cell. */
export function plainHeader(comment: string): ExtxyzHeader {
  const info: Record<string, string> = comment === "" ? {} : { comment };
  return { cell: new Float64Array(9), periodic: [false, false, false], columns: plainColumns, declared: false, info };
}

/** Read the scanner's current line as the comment line of an extended frame. */
export function readExtxyzHeader(scanner: LineScanner): ExtxyzHeader {
  const pairs = new Map<string, KeyValue>();
  for (const pair of readKeyValues(scanner.text, scanner.start, scanner.end)) {
    if (pair.unclosed) {
      const message = `The quote or bracket that opens the value of ${quoted(pair.key)} is never closed. Close it.`;
      problemAt(scanner, pair, "unclosed-quote", message);
    }
    if (pairs.has(pair.key))
      problemAt(scanner, pair, "duplicate-key", `${quoted(pair.key)} stands twice; the last one counts. Take one out.`, true);
    pairs.set(pair.key, pair);
  }
  const take = (keys: readonly string[]): KeyValue | undefined => {
    const key = firstKey(keys, (name) => pairs.has(name));
    const pair = key === undefined ? undefined : pairs.get(key);
    if (key !== undefined) pairs.delete(key);
    return pair;
  };
  const cell = readLattice(scanner, take(["Lattice", "lattice"]));
  const periodic = readPeriodic(scanner, take(["pbc", "PBC"]), cell);
  const properties = take(["Properties", "properties"]);
  const declared = properties && readProperties(scanner, properties);
  const energy = readEnergy(scanner, take(energyKeys));
  const stress = readStress(scanner, take(stressKeys), take(virialKeys), cell);
  const info = Object.fromEntries([...pairs].map(([key, pair]) => [key, infoValue(pair)]));
  const reference = { ...(energy === undefined ? {} : { energy }), ...(stress === undefined ? {} : { stress }) };
  return { cell, periodic, columns: declared ?? plainColumns, declared: declared !== undefined, ...reference, info };
}

function problemAt(scanner: LineScanner, pair: KeyValue, code: string, message: string, warning = false): void {
  const from = scanner.column(pair.valueStart);
  scanner.problems.add(warning ? "warning" : "error", code, message, scanner.line, from, scanner.column(pair.valueEnd));
}

/** The numbers of a value; each that is bad becomes NaN and one problem for the value. Commas and brackets count as blanks. */
function numbersOf(scanner: LineScanner, pair: KeyValue): number[] | undefined {
  const words = pair.value.replace(/[[\],;(){}]/g, " ").trim();
  const numbers = new NumberScanner();
  const values: number[] = [];
  for (let pos = 0; pos < words.length; pos = numbers.end) {
    const value = numbers.scan(words, pos, words.length);
    if (numbers.outcome === numberOutcome.missing) break;
    if (numbers.outcome !== numberOutcome.ok) {
      const message = `${quoted(words.slice(numbers.start, numbers.end))} in ${quoted(pair.key)} is not a finite number. Write decimal numbers.`;
      problemAt(scanner, pair, "bad-number", message);
      return undefined;
    }
    values.push(value);
  }
  return values;
}

function readLattice(scanner: LineScanner, pair: KeyValue | undefined): Float64Array {
  if (!pair) return new Float64Array(9);
  const values = numbersOf(scanner, pair);
  if (values?.length === 9) return Float64Array.from(values);
  if (values) {
    const message = `Lattice has ${values.length} numbers instead of 9. Write the three cell vectors, x y z each, in angstrom.`;
    problemAt(scanner, pair, "bad-lattice", message);
  }
  return new Float64Array(9);
}

function readPeriodic(scanner: LineScanner, pair: KeyValue | undefined, cell: Float64Array): [boolean, boolean, boolean] {
  const hasCell = !isNoCell(cell);
  if (!pair) return [hasCell, hasCell, hasCell];
  const words = pair.value
    .replace(/[[\],]/g, " ")
    .trim()
    .split(/\s+/);
  const flags = words.map((word) => (/^(T|True|true|1)$/.test(word) ? true : /^(F|False|false|0)$/.test(word) ? false : undefined));
  if (flags.length === 1) flags.push(flags[0], flags[0]);
  if (flags.length !== 3 || flags.includes(undefined)) {
    problemAt(
      scanner,
      pair,
      "bad-pbc",
      `pbc=${quoted(pair.value)} is not three flags. Write pbc="T T T", with F for directions that do not repeat.`,
    );
    return [hasCell, hasCell, hasCell];
  }
  if (!hasCell && flags.includes(true)) {
    const message =
      'The frame is periodic but has no Lattice, so it was read as not periodic. Add Lattice="ax ay az bx by bz cx cy cz", or write pbc="F F F".';
    problemAt(scanner, pair, "periodic-without-cell", message);
    return [false, false, false];
  }
  return flags as [boolean, boolean, boolean];
}

function readProperties(scanner: LineScanner, pair: KeyValue): Column[] | undefined {
  const parts = pair.value.split(":");
  const columns: (Column & { name: string })[] = [];
  for (let i = 0; i < parts.length; i += 3) {
    const [name, type, width] = [parts[i]!, parts[i + 1] ?? "", parts[i + 2] ?? ""];
    const count = /^\d{1,4}$/.test(width) ? Number(width) : 0;
    if (!/^[SRILsril]$/.test(type) || count < 1) {
      const message = `Properties is not name:type:count triples with types S, R, I, L (at ${quoted(name)}). Write for example species:S:1:pos:R:3.`;
      problemAt(scanner, pair, "bad-properties", message);
      return undefined;
    }
    columns.push({ name, use: /[Rr]/.test(type) ? "number" : "word", count });
  }
  const assign = (names: readonly string[], width: number, use: Column["use"]): boolean => {
    const name = names.find((candidate) => columns.some((column) => column.name === candidate && column.count === width));
    const index = columns.findIndex((column) => column.name === name);
    if (index >= 0) columns[index] = { ...columns[index]!, use };
    return index >= 0;
  };
  const hasSpecies = assign(["species", "element", "elements", "symbol", "symbols", "Z", "numbers", "atomic_numbers"], 1, "species");
  const hasPositions = assign(["pos", "positions", "position", "xyz"], 3, "positions");
  if (!hasSpecies || !hasPositions) {
    const missing = hasSpecies ? "pos:R:3" : "species:S:1";
    problemAt(
      scanner,
      pair,
      "bad-properties",
      `Properties has no ${missing}, without which atoms cannot be read. Add it where those columns stand.`,
    );
    return undefined;
  }
  assign(forceKeys, 3, "forces");
  return columns;
}

function readEnergy(scanner: LineScanner, pair: KeyValue | undefined): number | undefined {
  if (!pair) return undefined;
  const values = numbersOf(scanner, pair);
  if (values?.length === 1) return values[0]!;
  if (values) problemAt(scanner, pair, "bad-number", `${quoted(pair.key)} is not one number. Write the total energy in eV.`);
  return undefined;
}

function readStress(
  scanner: LineScanner,
  stressPair: KeyValue | undefined,
  virialPair: KeyValue | undefined,
  cell: Float64Array,
): Float64Array | undefined {
  const pair = stressPair ?? virialPair;
  if (!pair) return undefined;
  const values = numbersOf(scanner, pair);
  if (!values) return undefined;
  const voigt = voigtOf(values);
  if (!voigt) {
    problemAt(
      scanner,
      pair,
      "bad-stress",
      `${quoted(pair.key)} has ${values.length} numbers. Write 9 (rows of the matrix) or 6 (xx yy zz yz xz xy).`,
    );
    return undefined;
  }
  if (stressPair) return voigt;
  const volume = cellVolume(cell);
  if (volume > 0) return stressOfVirial(voigt, volume);
  problemAt(
    scanner,
    pair,
    "bad-stress",
    "The virial has no volume to become a stress with, and was left out. Add the Lattice of the frame.",
    true,
  );
  return undefined;
}
