// DYNAMO setfl files (.eam.alloy, and .eam.fs with densities by pairs of elements), as LAMMPS reads them:
// three comment lines; the elements; Nrho drho Nr dr cutoff; for each element a line and its F and f; then all r phi.
import { LineScanner } from "../../formats/line-scanner.ts";
import { ProblemList, quoted } from "../../formats/problem-list.ts";
import { atomicNumberOf } from "../../structure/elements.ts";
import { type EamTables, embeddedAtom } from "../eam.ts";
import type { Potential } from "../potential.ts";
import type { ReadResult } from "./read-result.ts";
import { readBlock, readGrids } from "./table-blocks.ts";

export interface SetflOptions {
  readonly name: string;
  /** Default: the file's first comment line. */
  readonly description?: string;
  /** "fs": each element has one density a receiving element (Finnis and Sinclair). Default: "alloy", one density an element. */
  readonly form?: "alloy" | "fs";
}

/** The potential of a setfl file, for all its elements. */
export function eamFromSetfl(text: string, options: SetflOptions): ReadResult<Potential> {
  const read = readSetfl(text, options.form ?? "alloy");
  if (read.value === undefined) return { value: undefined, problems: read.problems };
  const { tables, comment } = read.value;
  return { value: embeddedAtom(options.name, options.description ?? comment, tables), problems: read.problems };
}

/** The tables of a setfl file and its first comment line. */
export function readSetfl(text: string, form: "alloy" | "fs"): ReadResult<{ readonly tables: EamTables; readonly comment: string }> {
  const problems = new ProblemList();
  const scanner = new LineScanner(text, problems);
  const comment = scanner.nextLine() ? scanner.lineText().trim() : "";
  scanner.nextLine();
  scanner.nextLine();
  const tables = readTables(scanner, form);
  const isSound = tables !== undefined && problems.result().every((problem) => problem.severity !== "error");
  return { value: isSound ? { tables, comment } : undefined, problems: problems.result() };
}

function readTables(scanner: LineScanner, form: "alloy" | "fs"): EamTables | undefined {
  const species = readElements(scanner);
  if (species === undefined) return undefined;
  if (!scanner.nextLine()) {
    scanner.errorAtLine("missing-line", "The file ends before the line of Nrho, drho, Nr, dr and the cutoff. Fetch the file again.");
    return undefined;
  }
  const grids = readGrids(scanner);
  if (grids === undefined) return undefined;
  const { densities, densityStep, distances, distanceStep, cutoffAngstrom } = grids;
  const count = species.length;
  const embedding: Float64Array[] = [];
  const density: Float64Array[] = [];
  for (let a = 0; a < count; a++) {
    if (!readElementLine(scanner, form)) return undefined;
    const own = readBlock(scanner, densities, `the embedding function of element ${a + 1}`);
    if (own === undefined) return undefined;
    embedding.push(own);
    let made: Float64Array | undefined;
    for (let b = 0; b < count; b++) {
      if (form === "fs" || b === 0) made = readBlock(scanner, distances, `the density of element ${a + 1}`);
      if (made === undefined) return undefined;
      density.push(made);
    }
  }
  const pair: Float64Array[] = new Array(count * count);
  for (let a = 0; a < count; a++) {
    for (let b = 0; b <= a; b++) {
      const values = readBlock(scanner, distances, `the pair function of elements ${a + 1} and ${b + 1}`);
      if (values === undefined) return undefined;
      pair[a * count + b] = values;
      pair[b * count + a] = values;
    }
  }
  if (scanner.nextLine() && !scanner.atEnd()) {
    scanner.warningAtLine(
      "extra-lines",
      `The file goes on behind its last table; the rest was left out. It was read as ${form}: check that it is.`,
    );
  }
  return { species, densityStep, largestDensity: (densities - 1) * densityStep, distanceStep, cutoffAngstrom, embedding, density, pair };
}

/** Atomic number, mass, lattice constant and lattice: used by nobody, but it shows whether the tables so far were counted right. */
function readElementLine(scanner: LineScanner, form: "alloy" | "fs"): boolean {
  if (
    scanner.nextLine() &&
    Number.isInteger(scanner.tryNumber()) &&
    !/[.e]/i.test(scanner.text.slice(scanner.tokenStart, scanner.tokenEnd))
  ) {
    return true;
  }
  const message = `An element's line should stand here: atomic number, mass, lattice constant, lattice. The file was read as ${form}; an .eam.fs file has more tables, so check which it is, and the counts in line 5.`;
  scanner.errorAtLine("bad-element-line", message);
  return false;
}

function readElements(scanner: LineScanner): number[] | undefined {
  if (!scanner.nextLine()) {
    scanner.problems.error(
      "missing-line",
      "The file ends before the line of its elements. Fetch the file again.",
      Math.max(scanner.line, 0),
      0,
      0,
    );
    return undefined;
  }
  const count = scanner.number("the number of elements");
  if (!(Number.isInteger(count) && count > 0 && count <= 118)) {
    scanner.errorAtLine("bad-count", "This line should be the number of elements and their symbols, such as 2 Ni Al.");
    return undefined;
  }
  const species: number[] = [];
  for (let a = 0; a < count; a++) {
    const symbol = scanner.word();
    const number = atomicNumberOf(symbol);
    if (number === 0)
      scanner.errorAtToken("unknown-element", `${quoted(symbol)} is no element's symbol. Rename it to the element it stands for.`);
    else if (species.includes(number)) scanner.errorAtToken("repeated-element", `${symbol} stands here twice. Rename one of the two.`);
    species.push(number);
  }
  return species;
}
