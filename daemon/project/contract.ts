// Projects, their models and versions, as features see them.
import type { ProjectFile } from "@adatom/protocol/project-file.ts";
import type { ProtocolProblem } from "@adatom/protocol/structure.ts";
import type { ModelReference } from "../compute/contract.ts";

export interface Project {
  readonly folder: string;
  readonly file: string;
  /** The parts of adatom.json that are valid; null when it cannot be read at all. */
  readonly content: ProjectFile | null;
  readonly problems: readonly ProtocolProblem[];
  readonly watching: boolean;
}

export interface Projects {
  /** Reads (again) the project of a folder. @throws Failure BadProject when there is no adatom.json */
  open(folder: string): Promise<Project>;
  /**
   * The project whose folder is the nearest one at or above the path, or null. "seldom" looks for a folder's adatom.json at most
   * once a second, which is cheap enough for hovering; a command, which may follow right upon the file's writing, asks "now".
   */
  nearest(path: string, look: "now" | "seldom"): Promise<Project | null>;
  known(): readonly Project[];
  /** Checks a text of adatom.json (an open document). Pure. */
  check(text: string, file: string): { content: ProjectFile | null; problems: ProtocolProblem[] };
  /** Absolute paths of a data set's training and test files now. */
  dataFiles(project: Project, dataSet: string): Promise<{ files: string[]; testFiles: string[] }>;
  onChanged(listener: (project: Project) => void): void;
}

export interface ModelVersion {
  readonly project: string;
  readonly name: string;
  readonly version: number;
  readonly path: string;
  readonly createdAt: string;
  readonly run: number | null;
  readonly validation: Record<string, number> | null;
  readonly test: Record<string, number> | null;
  readonly species: readonly number[];
  readonly active: boolean;
  readonly reason: string;
}

/** The library of models: shipped potentials, learned versions in the store. */
export interface ModelLibrary {
  versions(project: string, name: string): ModelVersion[];
  active(project: string, name: string): ModelVersion | null;
  activate(project: string, name: string, version: number): ModelVersion;
  add(version: Omit<ModelVersion, "version" | "active">, activate: boolean): ModelVersion;
  /**
   * Which model answers: explicit potential or model, else the project's default, else a shipped potential that covers
   * the elements. `label` is how users see it ("sw-si-1985", "si@3"). Null only when nothing covers the elements and
   * nothing was named.
   * @throws Failure UnknownModel naming what exists
   */
  resolve(choice: {
    potential?: string;
    model?: string;
    project?: Project | null;
    species: readonly number[];
  }): Promise<{ reference: ModelReference; label: string; createdAt: string | null } | null>;
  onActivated(listener: (version: ModelVersion) => void): void;
}

export interface Watch {
  enable(project: Project): Promise<void>;
  disable(folder: string): Promise<void>;
  watching(folder: string): boolean;
  onDataChanged(listener: (change: { folder: string; files: string[]; runs: number[]; problems: ProtocolProblem[] }) => void): void;
  stop(): Promise<void>;
}
