// What md, relax and neb share: the frame they start from, the model that drives it, the copy in the run's folder.
import { access, constants, copyFile, writeFile } from "node:fs/promises";
import { basename, dirname, extname, isAbsolute, join } from "node:path";
import { symbolOf } from "@adatom/models/structure/elements.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import type { StructureSource } from "@adatom/protocol/structure.ts";
import type { ModelReference } from "../compute/contract.ts";
import { encodeStructure } from "../compute/structure-parcel.ts";
import type { FrameSummary } from "../documents/contract.ts";
import { pathOfUri } from "../documents/file-name.ts";
import type { Services, Session } from "./feature.ts";
import { type ChosenModel, chooseModel, type NamedModel } from "./model-choice.ts";

export interface RunSource {
  readonly frame: FrameSummary;
  readonly model: ChosenModel;
  /** Folder of the project that the file belongs to, if any. */
  readonly project: string | null;
  /** Writes the structure into the run's folder, named as given ("start"), and returns its path. */
  copyInto(folder: string, name?: string): Promise<string>;
}

/** Path of the file that a source stands for, or null for a bare text. */
export function pathOf(source: StructureSource): string | null {
  return "path" in source ? source.path : "uri" in source ? pathOfUri(source.uri) : null;
}

/** @throws Failure BadStructure | UnknownModel | UnsupportedSpecies and those of documents and projects */
export async function resolveRunSource(
  services: Services,
  session: Session,
  params: NamedModel & { source: StructureSource; frame: number },
): Promise<RunSource> {
  const { source } = params;
  const frame = await services.documents.frame(session.id, source, params.frame);
  if (frame.unusable !== null) throw new Failure("BadStructure", `Frame ${params.frame} cannot be run: ${frame.unusable}`);
  const model = await chooseModel(services, source, frame.species, params);
  if (!model)
    throw new Failure("UnknownModel", `No model covers ${frame.species.map(symbolOf).join(", ")}. Name one, or train one in a project.`);
  await requireSpecies(services, model, frame);
  const path = pathOf(source);
  const project = params.project ?? (path === null ? null : ((await services.projects.nearest(path))?.folder ?? null));
  return {
    frame,
    model,
    project,
    async copyInto(folder, name = "start") {
      const copy = join(folder, `${name}.safetensors`);
      const parcel = await services.documents.parcel(session.id, source, params.frame, frame.hash);
      if (parcel.kind === "file") await copyFile(parcel.path, copy);
      else await writeFile(copy, encodeStructure(parcel.structure), { mode: 0o600 });
      return copy;
    },
  };
}

async function requireSpecies(services: Services, model: ChosenModel, frame: FrameSummary): Promise<void> {
  const species = await speciesOf(services, model.reference);
  const missing = frame.species.filter((number) => !species.includes(number));
  if (missing.length === 0) return;
  const covers = species.map(symbolOf).join(", ");
  throw new Failure(
    "UnsupportedSpecies",
    `${frame.formula} holds ${missing.map(symbolOf).join(", ")}, which ${model.label} does not cover (it covers ${covers}). Choose or train another model.`,
  );
}

async function speciesOf({ compute }: Services, model: ModelReference): Promise<readonly number[]> {
  return (await compute.request("model.species", { model })).species;
}

/** @throws Failure FileUnreadable where the file could not be written */
export async function requireWritableFolder(path: string): Promise<void> {
  if (!isAbsolute(path)) throw new Failure("FileUnreadable", `${path} must be an absolute path.`);
  try {
    await access(dirname(path), constants.W_OK);
  } catch {
    throw new Failure("FileUnreadable", `${path} cannot be written: its folder is not there or is not writable.`);
  }
}

/** NAME-WHAT.xyz beside a file; a later frame of many says which one it was, from 0. */
export function besideInput(path: string, frame: number, what: string): string {
  return join(dirname(path), `${basename(path, extname(path))}${frame > 0 ? `-${frame}` : ""}-${what}.xyz`);
}
