// A model of adatom.json that is another program's files: where they are, and a stamp that changes when they do.
import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Failure } from "@adatom/protocol/failure.ts";
import type { ProjectFile } from "@adatom/protocol/project-file.ts";
import type { ImportedSource, ModelReference } from "../compute/contract.ts";

export type ImportedModel = Extract<ProjectFile["models"][string], { type: "n2p2" | "aenet" }>;

/** @throws Failure UnknownModel where a file or the folder is not there */
export async function importedModel(
  projectFolder: string,
  name: string,
  model: ImportedModel,
): Promise<{ reference: ModelReference; label: string; createdAt: string }> {
  const source = sourceOf(projectFolder, model);
  try {
    const paths = source.program === "aenet" ? Object.values(source.networks) : await n2p2Files(source.folder);
    const found = await Promise.all(paths.map(async (path) => ({ path, ...(await stat(path)) })));
    const stamp = found.map(({ path, mtimeMs, size }) => `${path} ${mtimeMs} ${size}`).join("\n");
    const newest = Math.max(...found.map(({ mtimeMs }) => mtimeMs));
    return { reference: { kind: "imported", name, source, stamp }, label: name, createdAt: new Date(newest).toISOString() };
  } catch (error) {
    throw new Failure("UnknownModel", `Model "${name}" cannot be read: ${(error as Error).message}. Mend its paths in adatom.json.`);
  }
}

function sourceOf(projectFolder: string, model: ImportedModel): ImportedSource {
  if (model.type === "n2p2") return { program: "n2p2", folder: resolve(projectFolder, model.folder), units: model.units };
  const networks = Object.entries(model.networks).map(([symbol, path]) => [symbol, resolve(projectFolder, path)] as const);
  return { program: "aenet", networks: Object.fromEntries(networks), angularDomain: model.angularDomain };
}

async function n2p2Files(folder: string): Promise<string[]> {
  const weights = (await readdir(folder)).filter((file) => /^weights\.\d+\.data$/.test(file)).sort();
  return ["input.nn", "scaling.data", ...weights].map((file) => join(folder, file));
}
