// adatom/select in compute: reads candidates and training set, asks the committee, chooses, writes what was chosen without labels.
import { type Stepwise, within } from "@adatom/models/analysis/stepwise.ts";
import { unlabelled } from "@adatom/models/data/unlabelled.ts";
import { type DescriptorConfig, withDefaults } from "@adatom/models/descriptors/descriptor-config.ts";
import type { CommitteeSpread, SpreadLimits } from "@adatom/models/selection/committee-spread.ts";
import { type CommitteeChoice, selectStructures } from "@adatom/models/selection/select-structures.ts";
import { symbolOf } from "@adatom/models/structure/elements.ts";
import type { Params, Result } from "@adatom/protocol/define.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import type { select } from "@adatom/protocol/select.ts";
import type { ModelReference } from "../contract.ts";
import { type ModelRegistry, modelLabel } from "../model-registry.ts";
import { besideName, checkOutput, readStructures, writeStructures } from "./structure-files.ts";

export type SelectTask = Omit<Params<typeof select>, "project" | "model"> & {
  readonly descriptors?: DescriptorConfig | undefined;
  /** The version in use of the model that was named. */
  readonly model?: ModelReference | undefined;
};

export function* selectSteps(task: SelectTask, models: ModelRegistry): Stepwise<Result<typeof select>> {
  const { candidates: files, training: trainingFiles, count, threshold: wanted, descriptors, overwrite } = task;
  const committee = committeeOf(task, models);
  const output = task.output ?? besideName(files[0]!, "selected", ".xyz");
  checkOutput(output, [...files, ...trainingFiles], overwrite);
  const training = trainingFiles.length > 0 ? (yield* within(readStructures(trainingFiles), 0, 0.1)).structures : [];
  const { structures: candidates } = yield* within(readStructures(files), 0.1, 0.2);
  const found = yield* within(
    selectStructures(
      training.map(({ structure }) => structure),
      candidates.map(({ structure }) => structure),
      { count, threshold: wanted, descriptors: withDefaults(descriptors), committee },
    ),
    0.2,
    1,
  );
  const { by, threshold, novelBefore, novelAfter, extrapolatingAtoms, spreadLimits } = found;
  const chosen = found.chosen.map(({ index, ...one }) => ({ ...candidates[index]!, extrapolating: extrapolatingAtoms[index]!, ...one }));
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
    by,
    model: committee && task.model ? modelLabel(task.model) : null,
    threshold,
    usualSpread: spreadLimits ? told(spreadLimits) : null,
    novelBefore,
    novelAfter,
    chosen: chosen.map(({ structure, file, frame, novelty, spread, extrapolating }) => ({
      file,
      frame,
      natoms: structure.atomicNumbers.length,
      novelty: Number.isFinite(novelty) ? novelty : null,
      spread: spread ? told(spread) : null,
      extrapolatingAtoms: extrapolating,
    })),
    extrapolatingStructures: extrapolatingAtoms.reduce((sum, atoms) => sum + (atoms > 0 ? 1 : 0), 0),
    elements: found.elements.map(({ atomicNumber, ...counts }) => ({ element: symbolOf(atomicNumber), ...counts })),
  };
}

/** Undefined where the choice is by distance. @throws Failure UnknownModel where a spread is wanted that there is not */
function committeeOf({ by, model, spreadThresholdEvPerA }: SelectTask, models: ModelRegistry): CommitteeChoice | undefined {
  if (by === "distance" || !model) return undefined;
  const potential = models.load(model);
  if (potential.members !== undefined) return { potential, by: by ?? "both", spreadThreshold: spreadThresholdEvPerA };
  if (by === undefined) return undefined;
  throw new Failure(
    "UnknownModel",
    `Model ${potential.name} is not a committee: there is no spread to choose by. Give it "committee": 4, say, in adatom.json and train it, or choose by distance.`,
  );
}

function told({ force, energyPerAtom }: CommitteeSpread | SpreadLimits): NonNullable<Result<typeof select>["usualSpread"]> {
  const known = (value: number | undefined): number | null => (value !== undefined && Number.isFinite(value) ? value : null);
  const energy = known(energyPerAtom);
  return { forceEvPerA: known(force), energyMeVPerAtom: energy === null ? null : 1000 * energy };
}
