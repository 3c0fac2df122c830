// What labels structures, as jobs see it: another program run through files, one asked over an i-PI socket, or a model.
import type { ProgramSetup } from "@adatom/models/calculators/program.ts";
import type { Reference, Structure } from "@adatom/models/structure/structure.ts";
import type { ModelReference } from "../contract.ts";

/** A calculator of adatom.json with everything it needs, independent of the project's files but for `files`. */
export type CalculatorSpec =
  | (RunSpec & {
      readonly type: "program";
      readonly reader: string;
      /** Files that it reads in the work folder. */
      readonly outputs: readonly string[];
      readonly workers: number;
      readonly keepFolders: "failed" | "all";
    })
  | (RunSpec & { readonly type: "i-pi"; readonly socket: string | null })
  | { readonly type: "model"; readonly name: string; readonly model: ModelReference };

export interface RunSpec extends ProgramSetup {
  /** As adatom.json has it. */
  readonly name: string;
  /** The shipped program that it is made from. */
  readonly template: string | null;
  /** Absolute paths of files to be put beside the input. */
  readonly files: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
}

export interface Calculator {
  /** Structures at a time. */
  readonly workers: number;
  /** Name of the work that a structure's label takes: equal work, equal name, on every machine. @throws Error where it cannot be done */
  keyOf(structure: Structure): string;
  /** @throws LabelFailure; the signal's reason when it was aborted, with nothing left running */
  label(structure: Structure, key: string, signal: AbortSignal): Promise<Reference>;
  dispose(): void;
}

/** Why a structure has no label, and where its files are kept. */
export class LabelFailure extends Error {
  override name = "LabelFailure";
  readonly folder: string | null;
  constructor(message: string, folder: string | null) {
    super(message);
    this.folder = folder;
  }
}
