// A potential from a parameter file, by the ending of its name: what a project file that names such a file needs.
import type { Potential } from "../potential.ts";
import { stillingerWeberMixture } from "../stillinger-weber-mixture.ts";
import { tersoff } from "../tersoff.ts";
import { eamFromFuncfl } from "./funcfl.ts";
import type { ReadResult } from "./read-result.ts";
import { eamFromSetfl } from "./setfl.ts";
import { readStillingerWeberFile } from "./stillinger-weber-file.ts";
import { readTersoffFile } from "./tersoff-file.ts";
import type { TripleFileOptions } from "./triple-entries.ts";

/** Endings of parameter files that are read, lower case. */
export const potentialFileExtensions = [".sw", ".tersoff", ".eam.alloy", ".eam.fs", ".eam"] as const;

export interface PotentialFileOptions extends TripleFileOptions {
  /** Default: the file's own name without folders. */
  readonly name?: string;
}

/** The potential in a parameter file. `fileName` may have folders before it. Never throws: an unknown ending is a problem too. */
export function readPotentialFile(fileName: string, text: string, options: PotentialFileOptions = {}): ReadResult<Potential> {
  const base = fileName.slice(Math.max(fileName.lastIndexOf("/"), fileName.lastIndexOf("\\")) + 1);
  const name = options.name ?? base;
  const ending = potentialFileExtensions.find((extension) => base.toLowerCase().endsWith(extension));
  switch (ending) {
    case ".sw": {
      const { value, problems } = readStillingerWeberFile(text, options);
      return { value: value && stillingerWeberMixture(name, `Stillinger-Weber, from ${base}`, value), problems };
    }
    case ".tersoff": {
      const { value, problems } = readTersoffFile(text, options);
      return { value: value && tersoff(name, `Tersoff, from ${base}`, value), problems };
    }
    case ".eam.alloy":
    case ".eam.fs":
      return eamFromSetfl(text, { name, form: ending === ".eam.fs" ? "fs" : "alloy" });
    case ".eam":
      return eamFromFuncfl([text], { name });
    default: {
      const message = `${base} has an ending that is no parameter file's. Readable are ${potentialFileExtensions.join(", ")}.`;
      return { value: undefined, problems: [{ severity: "error", code: "unknown-ending", message, line: 0, column: 0, endColumn: 0 }] };
    }
  }
}
