// adatom/descriptors in compute: reads the structures, proposes functions or judges those of a model, writes the proposal.
import { existsSync } from "node:fs";
import { type Stepwise, within } from "@adatom/models/analysis/stepwise.ts";
import { type JudgedElement, judgeDescriptors, suggestDescriptors as propose } from "@adatom/models/descriptors/choice/suggest.ts";
import { type DescriptorConfig, withDefaults } from "@adatom/models/descriptors/descriptor-config.ts";
import { symbolOf } from "@adatom/models/structure/elements.ts";
import type { Params, Result } from "@adatom/protocol/define.ts";
import type { showDescriptors, suggestDescriptors } from "@adatom/protocol/descriptors.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import { writeFileAtomically } from "../../store/atomic-file.ts";
import { readStructures } from "./structure-files.ts";

export type SuggestTask = Omit<Params<typeof suggestDescriptors>, "project" | "model" | "files"> & { readonly files: readonly string[] };
export interface ShowTask {
  readonly files: readonly string[];
  readonly descriptors?: DescriptorConfig | undefined;
}

export function* suggestSteps(task: SuggestTask): Stepwise<Result<typeof suggestDescriptors>> {
  const { files, output, overwrite, ...options } = task;
  if (output !== undefined && existsSync(output) && !overwrite)
    throw new Failure("FileUnreadable", `${output} is there already; name another file, or allow to overwrite it.`);
  const structures = (yield* within(readStructures(files), 0, 0.2)).structures.map(({ structure }) => structure);
  const found = yield* within(sayingWhy(propose(structures, options)), 0.2, 1);
  const { survey, descriptors, elements } = found;
  if (output !== undefined) write(output, descriptors);
  return {
    // Plain JSON: what is undefined is not there.
    descriptors: JSON.parse(JSON.stringify(descriptors)) as Result<typeof suggestDescriptors>["descriptors"],
    structures: structures.length,
    cutoff: survey.cutoff,
    angularCutoff: survey.angularCutoff,
    bonds: survey.pairs.map(({ centre, neighbour, ...lengths }) => ({
      centre: symbolOf(centre),
      neighbour: symbolOf(neighbour),
      ...lengths,
    })),
    elements: elements.map(told),
    output: output ?? null,
  };
}

export function* showSteps({ files, descriptors }: ShowTask): Stepwise<Result<typeof showDescriptors>> {
  const structures = (yield* within(readStructures(files), 0, 0.2)).structures.map(({ structure }) => structure);
  const elements = yield* within(sayingWhy(judgeDescriptors(withDefaults(descriptors), structures)), 0.2, 1);
  return { structures: structures.length, elements: elements.map(told) };
}

/** What makes no sense of options or structures is the asker's to mend. */
function* sayingWhy<T>(steps: Stepwise<T>): Stepwise<T> {
  try {
    return yield* steps;
  } catch (error) {
    if (error instanceof RangeError) throw new Failure("BadStructure", error.message);
    throw error;
  }
}

function told({ atomicNumber, atoms, functions }: JudgedElement): Result<typeof showDescriptors>["elements"][number] {
  return { element: symbolOf(atomicNumber), atoms, functions: functions.map((f) => ({ ...f })) };
}

function write(path: string, descriptors: DescriptorConfig): void {
  try {
    writeFileAtomically(path, new TextEncoder().encode(`${JSON.stringify({ descriptors }, null, 2)}\n`));
  } catch (error) {
    throw new Failure("FileUnreadable", `${path} cannot be written: ${(error as Error).message}`);
  }
}
