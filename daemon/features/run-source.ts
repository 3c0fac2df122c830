// What runs that begin with a structure share: the frame they start from, what gives its energies and forces, the copy in the
// run's folder.
import { access, constants, copyFile, writeFile } from "node:fs/promises";
import { basename, dirname, extname, isAbsolute, join } from "node:path";
import { symbolOf } from "@adatom/models/structure/elements.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import type { StructureSource } from "@adatom/protocol/structure.ts";
import type { ForceReference, ModelReference } from "../compute/contract.ts";
import { encodeStructure } from "../compute/structure-parcel.ts";
import type { FrameSummary } from "../documents/contract.ts";
import { pathOfUri } from "../documents/file-name.ts";
import { resolveCalculator } from "../project/calculators.ts";
import type { Services, Session } from "./feature.ts";
import { labelFolder } from "./label-folder.ts";
import { type ChosenModel, chooseModel, type NamedModel } from "./model-choice.ts";

interface StartingFrame {
  readonly frame: FrameSummary;
  /** Folder of the project that the file belongs to, if any. */
  readonly project: string | null;
  /** Writes the structure into the run's folder, named as given ("start"), and returns its path. */
  copyInto(folder: string, name?: string): Promise<string>;
}

export interface RunSource extends StartingFrame {
  readonly model: ChosenModel;
}

/** A run whose atoms move: by the forces of a model or of a calculator. */
export interface MovingSource extends StartingFrame {
  readonly model: { readonly reference: ForceReference; readonly label: string };
}

interface NamedFrame extends NamedModel {
  readonly source: StructureSource;
  readonly frame: number;
}

/** Path of the file that a source stands for, or null for a bare text. */
export function pathOf(source: StructureSource): string | null {
  return "path" in source ? source.path : "uri" in source ? pathOfUri(source.uri) : null;
}

/** @throws Failure BadStructure | UnknownModel | UnsupportedSpecies and those of documents and projects */
export async function resolveRunSource(services: Services, session: Session, params: NamedFrame): Promise<RunSource> {
  const start = await startingFrame(services, session, params);
  const { frame } = start;
  const model = await chooseModel(services, params.source, frame.species, params);
  if (!model)
    throw new Failure("UnknownModel", `No model covers ${frame.species.map(symbolOf).join(", ")}. Name one, or train one in a project.`);
  await requireSpecies(services, model, frame);
  return { ...start, model };
}

/** @throws Failure as `resolveRunSource` */
export async function resolveMovingSource(
  services: Services,
  session: Session,
  params: NamedFrame & { readonly calculator?: string | undefined },
): Promise<MovingSource> {
  const { calculator, potential, model } = params;
  if (calculator === undefined) return resolveRunSource(services, session, params);
  if (potential !== undefined || model !== undefined)
    throw new Failure("UnknownModel", `Name the calculator ${calculator} or ${potential ?? model}, not both.`);
  const start = await startingFrame(services, session, params);
  if (start.project === null)
    throw new Failure("BadProject", `Calculator ${calculator} stands in an adatom.json, and none is near the structure: name its folder.`);
  const spec = await resolveCalculator(await services.projects.open(start.project), calculator, services.models);
  if (spec.type !== "model")
    return {
      ...start,
      model: { reference: { kind: "calculator", name: spec.name, spec, labels: labelFolder(services) }, label: spec.name },
    };
  const chosen = { reference: spec.model, label: spec.name };
  await requireSpecies(services, chosen, start.frame);
  return { ...start, model: chosen };
}

async function startingFrame(services: Services, session: Session, params: NamedFrame): Promise<StartingFrame> {
  const { source } = params;
  const frame = await services.documents.frame(session.id, source, params.frame);
  if (frame.unusable !== null) throw new Failure("BadStructure", `Frame ${params.frame} cannot be run: ${frame.unusable}`);
  const path = pathOf(source);
  const project = params.project ?? (path === null ? null : ((await services.projects.nearest(path, "now"))?.folder ?? null));
  return {
    frame,
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

async function requireSpecies(services: Services, model: Pick<ChosenModel, "reference" | "label">, frame: FrameSummary): Promise<void> {
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
