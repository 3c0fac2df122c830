// What a study works on, got together in short pieces: data files, labels by a potential, scaled structures.
import { basename, extname } from "node:path";
import { augment } from "@adatom/models/data/augment.ts";
import { evenly } from "@adatom/models/data/evenly.ts";
import { buildFastList } from "@adatom/models/kernels/atoms/kernel-neighbour-list.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import type { MaterialSet, Study, StudyMaterial } from "@adatom/models/studies/study.ts";
import type { JobParameters } from "../contract.ts";
import type { JobContext } from "./driver.ts";
import { readTrainingFile } from "./training-file.ts";

type Parameters = Extract<JobParameters, { kind: "study" }>;

/** Structures are scaled by factors between 1 less and 1 more this, as in the thesis. */
const scaleRange = 0.1;
/** Structures labelled between two yields. */
const atomsAPiece = 2000;

/** @throws Error naming the file, or the option that is missing */
export function* gatherMaterial(parameters: Parameters, study: Study, context: JobContext): Generator<void, StudyMaterial> {
  const { files, scaledFiles, curveFiles, reference: model, structures: most, seed } = parameters;
  const reference = model ? context.models.load(model) : null;
  const atMost = (list: readonly Structure[]): readonly Structure[] => (most === 0 ? list : evenly(list, most));
  const read: MaterialSet[] = [];
  for (const [k, path] of files.entries()) {
    read.push({ name: basename(path, extname(path)), structures: atMost(readLabelled(path, reference !== null, context)) });
    context.progress("reading", k + 1, files.length);
    yield;
  }
  const sets: MaterialSet[] = [];
  for (const set of read) sets.push(reference ? { ...set, structures: yield* label(set.structures, reference, set.name, context) } : set);
  let scaled = scaledFiles.flatMap((path) => [...readLabelled(path, reference !== null, context)]);
  if (scaled.length === 0 && study.needsScaled) {
    if (!reference)
      throw new Error(
        "This study needs scaled structures with energies: name a potential to label them by (--reference), or files of labelled ones (--scaled; adatom data augment makes structures, adatom label labels them).",
      );
    const options = { kinds: ["scale"] as const, copies: 1, deformation: scaleRange, displacementAngstrom: 0, vacancies: 0, seed };
    scaled = [...augment(sets[0]!.structures, options)];
  }
  if (reference && scaled.length > 0) scaled = yield* label(scaled, reference, "scaled structures", context);
  const curves: (readonly Structure[])[] = [];
  for (const path of study.needsCurves ? curveFiles : []) curves.push(readLabelled(path, reference !== null, context));
  return { sets, scaled: atMost(scaled), curves, reference };
}

function readLabelled(path: string, labelsCome: boolean, context: JobContext): readonly Structure[] {
  const { structures, warnings } = readTrainingFile(path, labelsCome ? "nothing" : "energy");
  for (const warning of warnings) context.warn(warning);
  if (structures.length === 0) throw new Error(`${path}: there is no structure in it that a study can be made with.`);
  return structures;
}

/** The same structures with energies and forces of the potential. */
function* label(structures: readonly Structure[], potential: Potential, name: string, context: JobContext): Generator<void, Structure[]> {
  const labelled: Structure[] = [];
  let atoms = 0;
  for (const structure of structures) {
    const uncovered = structure.atomicNumbers.find((number) => !potential.species.includes(number));
    if (uncovered !== undefined)
      throw new Error(
        `${name}, structure ${labelled.length + 1}: ${potential.name} does not cover the element of atomic number ${uncovered}.`,
      );
    const { energy, forces } = potential.evaluate(structure, buildFastList(structure, potential.cutoffAngstrom));
    labelled.push({ ...structure, reference: { energy, forces: forces.slice() } });
    atoms += structure.atomicNumbers.length;
    if (atoms < atomsAPiece) continue;
    atoms = 0;
    context.progress(`labelling ${name}`, labelled.length, structures.length);
    yield;
  }
  return labelled;
}
