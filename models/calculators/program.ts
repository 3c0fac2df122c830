// What it takes to have another program label a structure: input files as templates, an argument vector, files to read.
// Pure: nothing here starts a program.
import type { Reference, Structure } from "../structure/structure.ts";
import { type SettingValue, structureFields } from "./structure-fields.ts";
import { renderTemplate } from "./template.ts";

/** A shipped program: everything but what a user must know better. */
export interface Program {
  readonly name: string;
  readonly title: string;
  /** Template of every input file, by its name in the work folder. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Argument vector; its words may hold {{names}}. Standard output is kept as the file "stdout". */
  readonly command: readonly string[];
  /** Defaults, and so the names that can be set. */
  readonly values: Readonly<Record<string, SettingValue>>;
  /** Defaults that differ for an element, by symbol. */
  readonly species?: SpeciesValues;
  readonly reader: string;
  /** Whether its inputs serve for a socket too: they then know {{socket}} and {{socketPath}}. */
  readonly asksOverSocket?: boolean;
  /** What the program cannot do, said before it is started. */
  readonly refuses?: (structure: Structure) => string | null;
}

export type SpeciesValues = Readonly<Record<string, Readonly<Record<string, SettingValue>>>>;

/** A shipped program's defaults with what a project says: its word for all species goes before a default for one. */
export function settled(
  program: Pick<Program, "values" | "species"> | undefined,
  given: { readonly values: Readonly<Record<string, SettingValue>>; readonly species: SpeciesValues },
): Pick<ProgramSetup, "values" | "species"> {
  const species: Record<string, Record<string, SettingValue>> = {};
  for (const [symbol, defaults] of Object.entries(program?.species ?? {}))
    species[symbol] = Object.fromEntries(Object.entries(defaults).filter(([name]) => !Object.hasOwn(given.values, name)));
  for (const [symbol, own] of Object.entries(given.species)) species[symbol] = { ...species[symbol], ...own };
  return { values: { ...program?.values, ...given.values }, species };
}

/** A program with a project's settings: nothing is left open. */
export interface ProgramSetup {
  readonly inputs: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  readonly values: Readonly<Record<string, SettingValue>>;
  readonly species: SpeciesValues;
}

export interface PreparedCalculation {
  /** Text of every input file, by name. */
  readonly files: Readonly<Record<string, string>>;
  readonly command: readonly string[];
}

/** @throws TemplateError | RangeError where a template asks for what is not there */
export function prepareCalculation(setup: ProgramSetup, structure: Structure): PreparedCalculation {
  const fields = structureFields(structure, setup);
  const files = Object.fromEntries(Object.entries(setup.inputs).map(([file, template]) => [file, renderTemplate(template, fields, file)]));
  // A word that comes out empty was an option not asked for.
  const command = setup.command.map((word) => renderTemplate(word, fields, "command")).filter((word) => word !== "");
  return { files, command };
}

/** What a program's output says, or why that cannot be used. */
export interface LabelReading {
  /** In the structure's own frame and order of atoms. */
  readonly value: Reference | null;
  readonly problems: readonly LabelProblem[];
}

export interface LabelProblem {
  readonly file: string;
  /** From 0. */
  readonly line: number;
  readonly message: string;
}

export interface LabelReader {
  readonly name: string;
  readonly title: string;
  /** Files it reads, by default: names in the work folder. */
  readonly files: readonly string[];
  /** @param texts of the files, in order; null for one that the program did not write */
  read(texts: readonly (string | null)[], structure: Structure, files: readonly string[]): LabelReading;
}
