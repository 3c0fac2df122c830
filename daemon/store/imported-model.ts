// A model of adatom.json that is another program's files: where they are, and a stamp that changes when they do.
import { readdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { Failure } from "@adatom/protocol/failure.ts";
import type { ProjectFile } from "@adatom/protocol/project-file.ts";
import type { ImportedSource, ModelReference } from "../compute/contract.ts";

export type ImportedModel = Extract<ProjectFile["models"][string], { type: "n2p2" | "aenet" | "lammps" }>;

/** @throws Failure UnknownModel where a file or the folder is not there */
export async function importedModel(
  projectFolder: string,
  name: string,
  model: ImportedModel,
): Promise<{ reference: ModelReference; label: string; createdAt: string }> {
  return referenceTo(name, sourceOf(projectFolder, model), "Mend its paths in adatom.json.");
}

/**
 * A parameter file named in place of a potential.
 * @throws Failure UnknownModel where it is not there
 */
export async function parameterFile(path: string): Promise<{ reference: ModelReference; label: string; createdAt: string }> {
  return referenceTo(basename(path), { program: "lammps", file: path, labels: null }, "Name the file by its whole path.");
}

async function referenceTo(name: string, source: ImportedSource, advice: string) {
  try {
    const paths = await filesOf(source);
    const found = await Promise.all(paths.map(async (path) => ({ path, ...(await stat(path)) })));
    const stamp = found.map(({ path, mtimeMs, size }) => `${path} ${mtimeMs} ${size}`).join("\n");
    const newest = Math.max(...found.map(({ mtimeMs }) => mtimeMs));
    const reference: ModelReference = { kind: "imported", name, source, stamp };
    return { reference, label: name, createdAt: new Date(newest).toISOString() };
  } catch (error) {
    throw new Failure("UnknownModel", `Model "${name}" cannot be read: ${(error as Error).message}. ${advice}`);
  }
}

function sourceOf(projectFolder: string, model: ImportedModel): ImportedSource {
  if (model.type === "n2p2") return { program: "n2p2", folder: resolve(projectFolder, model.folder), units: model.units };
  if (model.type === "lammps") return { program: "lammps", file: resolve(projectFolder, model.file), labels: model.labels ?? null };
  const networks = Object.entries(model.networks).map(([symbol, path]) => [symbol, resolve(projectFolder, path)] as const);
  return { program: "aenet", networks: Object.fromEntries(networks), angularDomain: model.angularDomain };
}

async function filesOf(source: ImportedSource): Promise<string[]> {
  if (source.program === "lammps") return [source.file];
  return source.program === "aenet" ? Object.values(source.networks) : n2p2Files(source.folder);
}

async function n2p2Files(folder: string): Promise<string[]> {
  const weights = (await readdir(folder)).filter((file) => /^weights\.\d+\.data$/.test(file)).sort();
  return ["input.nn", "scaling.data", ...weights].map((file) => join(folder, file));
}
