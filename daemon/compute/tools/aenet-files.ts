// aenet's training sets (.train): read as structures, written with the values of a model's functions.
import { basename } from "node:path";
import { type Stepwise, within } from "@adatom/models/analysis/stepwise.ts";
import { aenetTrainingSetOf, structuresOfTrainingSet } from "@adatom/models/formats/potentials/aenet-features.ts";
import { readAenetTrainingSet, writeAenetTrainingSet } from "@adatom/models/formats/potentials/aenet-training-set.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import type { ModelReference } from "../contract.ts";
import { networkModel } from "../model-export.ts";
import type { PlacedStructure } from "./structure-files.ts";

export const trainingSetEnding = /\.train$/;

/** A Fortran file that begins with one whole number: the number of species. */
export function isTrainingSet(file: string, bytes: Uint8Array): boolean {
  return trainingSetEnding.test(file) && bytes.length > 12 && bytes[0] === 4 && bytes[8] === 4;
}

/** @throws Failure BadStructure where the file is damaged */
export function readTrainingSet(file: string, bytes: Uint8Array): Structure[] {
  const { value, problems } = readAenetTrainingSet(bytes);
  if (!value) throw new Failure("BadStructure", `${file}: ${problems[0]?.message ?? "it is no training set of aenet."}`);
  return structuresOfTrainingSet(value);
}

/** @throws Failure BadStructure naming what the model or aenet has no place for */
export function* trainingSetBytes(placed: readonly PlacedStructure[], reference: ModelReference): Stepwise<Uint8Array> {
  const model = networkModel(reference);
  const names = placed.map(({ file, frame, structure }) => String(structure.info?.file ?? `${basename(file)}-${frame}`));
  const structures = placed.map(({ structure }) => structure);
  try {
    return writeAenetTrainingSet(yield* within(aenetTrainingSetOf(model, structures, names), 0, 0.95));
  } catch (error) {
    if (error instanceof RangeError) throw new Failure("BadStructure", `aenet's training set cannot be written: ${error.message}.`);
    throw error;
  }
}
