// DYNAMO funcfl files (.eam), one element each, brought onto common grids and mixed as LAMMPS's pair_style eam does:
// a comment; Z, mass, lattice constant, lattice; Nrho drho Nr dr cutoff; F, effective charge Z(r), f(r).
// The pair function is Z_i(r) Z_j(r) / r in hartree bohr; LAMMPS's 27.2 eV and 0.529 angstrom are kept.
import type { Problem } from "../../formats/format.ts";
import { LineScanner } from "../../formats/line-scanner.ts";
import { ProblemList } from "../../formats/problem-list.ts";
import { symbolOf } from "../../structure/elements.ts";
import { type EamTables, embeddedAtom } from "../eam.ts";
import type { Potential } from "../potential.ts";
import type { ReadResult } from "./read-result.ts";
import { fewestNodes, type Grids, readBlock, readGrids } from "./table-blocks.ts";

/** One funcfl file. */
export interface Funcfl {
  readonly atomicNumber: number;
  readonly comment: string;
  readonly grids: Grids;
  readonly embedding: Float64Array;
  readonly charge: Float64Array;
  readonly density: Float64Array;
}

/** The potential of one or several funcfl files, an element each. Problems are of the first file that has an error, else of all. */
export function eamFromFuncfl(
  texts: readonly string[],
  options: { readonly name: string; readonly description?: string },
): ReadResult<Potential> {
  const files: Funcfl[] = [];
  const problems: Problem[] = [];
  for (const text of texts) {
    const read = readFuncfl(text);
    if (read.value === undefined) return { value: undefined, problems: read.problems };
    files.push(read.value);
    problems.push(...read.problems);
  }
  const numbers = files.map((file) => file.atomicNumber);
  const repeated = numbers.find((number, place) => numbers.indexOf(number) !== place);
  if (files.length === 0 || repeated !== undefined) {
    const message =
      files.length === 0
        ? "There is no file. Give one for each element."
        : `Two files are for ${symbolOf(repeated!)}. Give one for each element.`;
    return {
      value: undefined,
      problems: [...problems, { severity: "error", code: "repeated-element", message, line: 0, column: 0, endColumn: 0 }],
    };
  }
  const description = options.description ?? files.map((file) => file.comment).join("; ");
  return { value: embeddedAtom(options.name, description, mixFuncfl(files)), problems };
}

/** One file's tables as they stand in it. */
export function readFuncfl(text: string): ReadResult<Funcfl> {
  const problems = new ProblemList();
  const scanner = new LineScanner(text, problems);
  const value = readOne(scanner);
  const isSound = problems.result().every((problem) => problem.severity !== "error");
  return { value: isSound ? value : undefined, problems: problems.result() };
}

function readOne(scanner: LineScanner): Funcfl | undefined {
  const comment = scanner.nextLine() ? scanner.lineText().trim() : "";
  if (!scanner.nextLine()) {
    scanner.problems.error(
      "missing-line",
      "The file ends before the line of atomic number, mass and lattice. Fetch the file again.",
      0,
      0,
      0,
    );
    return undefined;
  }
  const atomicNumber = scanner.number("the atomic number");
  if (!(Number.isInteger(atomicNumber) && atomicNumber >= 1 && atomicNumber <= 118)) {
    scanner.errorAtLine("unknown-element", "This line should begin with an atomic number from 1 to 118.");
    return undefined;
  }
  if (!scanner.nextLine()) {
    scanner.problems.error("missing-line", "The file ends before the line of Nrho, drho, Nr, dr and the cutoff.", scanner.line, 0, 0);
    return undefined;
  }
  const grids = readGrids(scanner);
  if (grids === undefined) return undefined;
  const embedding = readBlock(scanner, grids.densities, "the embedding function");
  const charge = embedding && readBlock(scanner, grids.distances, "the effective charge");
  const density = charge && readBlock(scanner, grids.distances, "the density");
  return embedding && charge && density && { atomicNumber, comment, grids, embedding, charge, density };
}

/** Common grids: the coarsest steps, up to the farthest ends; values between nodes by the cubic through four of them. */
function mixFuncfl(files: readonly Funcfl[]): EamTables {
  const densityStep = Math.max(...files.map((file) => file.grids.densityStep));
  const distanceStep = Math.max(...files.map((file) => file.grids.distanceStep));
  const largestDensity = Math.max(...files.map(({ grids }) => (grids.densities - 1) * grids.densityStep));
  const largestDistance = Math.max(...files.map(({ grids }) => (grids.distances - 1) * grids.distanceStep));
  // One node fewer than a file has, as in LAMMPS.
  const densities = Math.max(Math.floor(largestDensity / densityStep + 0.5), fewestNodes);
  const distances = Math.max(Math.floor(largestDistance / distanceStep + 0.5), fewestNodes);
  const ofDistance = (values: Float64Array, file: Funcfl): Float64Array =>
    resample(values, file.grids.distanceStep, distanceStep, distances);
  const made = files.map((file) => ofDistance(file.density, file));
  const charges = files.map((file) => ofDistance(file.charge, file));
  return {
    species: files.map((file) => file.atomicNumber),
    densityStep,
    largestDensity,
    distanceStep,
    cutoffAngstrom: Math.max(...files.map((file) => file.grids.cutoffAngstrom)),
    embedding: files.map((file) => resample(file.embedding, file.grids.densityStep, densityStep, densities)),
    density: files.flatMap((_, a) => files.map(() => made[a]!)),
    pair: files.flatMap((_, a) => files.map((_, b) => charges[a]!.map((charge, m) => 27.2 * 0.529 * charge * charges[b]![m]!))),
  };
}

/** Values at 0, toStep, 2 toStep, ... of a table at 0, fromStep, ...: Lagrange's cubic through the two nodes on either side. */
function resample(values: Float64Array, fromStep: number, toStep: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, m) => {
    const place = (m * toStep) / fromStep;
    // The node before, kept inside so that one lies before it and two behind.
    const k = Math.max(Math.min(Math.floor(place), values.length - 3), 1);
    const p = Math.min(place - k, 2);
    return (
      (-p * (p - 1) * (p - 2) * values[k - 1]!) / 6 +
      0.5 * (p * p - 1) * (p - 2) * values[k]! -
      0.5 * p * (p + 1) * (p - 2) * values[k + 1]! +
      (p * (p * p - 1) * values[k + 2]!) / 6
    );
  });
}
