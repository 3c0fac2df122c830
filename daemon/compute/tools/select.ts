// adatom/select in compute: reads candidates and training set, chooses, writes what was chosen without labels.
import { type Stepwise, within } from "@adatom/models/analysis/stepwise.ts";
import { unlabelled } from "@adatom/models/data/unlabelled.ts";
import type { DescriptorConfig } from "@adatom/models/descriptors/descriptor-config.ts";
import { selectStructures } from "@adatom/models/selection/select-structures.ts";
import { symbolOf } from "@adatom/models/structure/elements.ts";
import type { Params, Result } from "@adatom/protocol/define.ts";
import type { select } from "@adatom/protocol/select.ts";
import { besideName, checkOutput, readStructures, writeStructures } from "./structure-files.ts";

export type SelectTask = Omit<Params<typeof select>, "project" | "model"> & { readonly descriptors?: DescriptorConfig | undefined };

export function* selectSteps(task: SelectTask): Stepwise<Result<typeof select>> {
  const { candidates: files, training: trainingFiles, count, threshold: wanted, descriptors, overwrite } = task;
  const output = task.output ?? besideName(files[0]!, "selected", ".xyz");
  checkOutput(output, [...files, ...trainingFiles], overwrite);
  const training = trainingFiles.length > 0 ? (yield* within(readStructures(trainingFiles), 0, 0.1)).structures : [];
  const { structures: candidates } = yield* within(readStructures(files), 0.1, 0.2);
  const found = yield* within(
    selectStructures(
      training.map(({ structure }) => structure),
      candidates.map(({ structure }) => structure),
      { count, threshold: wanted, ...(hasFunctions(descriptors) && { descriptors }) },
    ),
    0.2,
    1,
  );
  const { threshold, novelBefore, novelAfter, extrapolatingAtoms } = found;
  const chosen = found.chosen.map(({ index, novelty }) => ({ ...candidates[index]!, extrapolating: extrapolatingAtoms[index]!, novelty }));
  if (chosen.length > 0) {
    const notes = chosen.map(({ structure, file, frame }) =>
      unlabelled(structure, { selected_from: file.slice(file.lastIndexOf("/") + 1), selected_frame: frame }),
    );
    writeStructures(output, notes);
  }
  return {
    output: chosen.length > 0 ? output : null,
    candidates: candidates.length,
    training: training.length,
    threshold,
    novelBefore,
    novelAfter,
    chosen: chosen.map(({ structure, file, frame, novelty, extrapolating }) => ({
      file,
      frame,
      natoms: structure.atomicNumbers.length,
      novelty: Number.isFinite(novelty) ? novelty : null,
      extrapolatingAtoms: extrapolating,
    })),
    extrapolatingStructures: extrapolatingAtoms.reduce((sum, atoms) => sum + (atoms > 0 ? 1 : 0), 0),
    elements: found.elements.map(({ atomicNumber, ...counts }) => ({ element: symbolOf(atomicNumber), ...counts })),
  };
}

function hasFunctions(descriptors: DescriptorConfig | undefined): boolean {
  return descriptors?.radial !== undefined || descriptors?.angular !== undefined || descriptors?.functions !== undefined;
}
