// adatom/active-learning: rounds of training, exploring, selecting and labelling as a run.
import { copyFile, mkdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { learnActively } from "@adatom/protocol/active-learning.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import type { TrainParameters } from "../compute/jobs/active-learning/parameters.ts";
import { resolveCalculator } from "../project/calculators.ts";
import { unreadable } from "../store/unreadable-file.ts";
import { dataGlobs } from "../watch/data-globs.ts";
import type { Feature } from "./feature.ts";
import { given } from "./given.ts";
import { labelFolder } from "./label-folder.ts";
import { requireWritableFolder } from "./run-source.ts";
import { startFrom } from "./start-from.ts";
import { trainableModel } from "./trainable-model.ts";

/** No function is farther outside of its range than this counts for. */
const anyDistance = 1e6;

export const feature: Feature = {
  stem: "active-learning",
  register(session, services) {
    session.onRequest(learnActively, async (params) => {
      const project = await services.projects.open(params.project);
      const { model, dataSet } = trainableModel(project, params.model);
      if (model.type !== "behler-parrinello")
        throw new Failure(
          "UnknownModel",
          `Model "${params.model}" of ${project.file} is trained on energies alone: it cannot drive dynamics.`,
        );
      const calculator = await resolveCalculator(project, params.calculator, services.models);
      const { files, testFiles } = await services.projects.dataFiles(project, model.data);
      const globs = dataGlobs({ ...project, content: { ...project.content!, dataSets: { [model.data]: { ...dataSet, test: [] } } } });
      const output = params.output ?? join(files[0] ? dirname(files[0]) : globs.folders[0]!, `${params.model}-learned.xyz`);
      if (globs.dataSetsOf(output).length === 0 || testFiles.includes(output))
        throw new Failure(
          "BadProject",
          `${output} is not one of the training files of data set "${model.data}" (${dataSet.files.join(", ")}): name an output that is, or add a pattern for it.`,
          { problems: project.problems },
        );
      // The first data of a project may be the ones made here.
      await mkdir(globs.folders[0]!, { recursive: true });
      await requireWritableFolder(output);
      if (files.length === 0 && params.bootstrap === 0)
        throw new Failure(
          "BadProject",
          `Data set "${model.data}" of ${project.file} matches no files: begin with bootstrap structures (bootstrap), or add labelled ones.`,
          { problems: project.problems },
        );
      const { rounds, perRound, bootstrap, ensemble, temperatureKelvin, timestepFs, steps, sampleEvery, frictionPerFs, pressureGPa } =
        params;
      const {
        supercell,
        seed,
        threshold,
        maximumOutside: outside = anyDistance,
        maximumSpreadEvPerA: spread,
        targetForceMaeEvPerA,
        warm,
      } = params;
      const begin = await startFrom(services, project, { name: params.model, model, fresh: !warm });
      const training: TrainParameters = {
        kind: "train",
        project: project.folder,
        modelName: params.model,
        model,
        files,
        testFiles,
        dataSet,
        // Looked up when the run begins.
        current: null,
        fresh: !warm,
        ...given({ from: begin?.reference }),
        output: "",
      };
      return services.jobs.create({
        title: `active learning of ${params.model} with ${calculator.name}: ${rounds} rounds of ${perRound} structures`,
        project: project.folder,
        model: params.model,
        reason: "command",
        prepare: async (_, folder) => ({
          kind: "active-learning",
          training,
          calculator,
          starts: await copied(params.files, join(folder, "starts")),
          supercell,
          dynamics: {
            ...{ ensemble, temperatureKelvin, pressureGPa, timestepFs, steps, sampleEvery, frictionPerFs, seed },
            ...given({ temperatureEndKelvin: params.temperatureEndKelvin }),
          },
          limits: { outside, ...given({ spread }) },
          rounds,
          perRound,
          threshold,
          bootstrap,
          targetForceMae: targetForceMaeEvPerA ?? null,
          output,
          labels: labelFolder(services),
          workFolder: join(folder, "work"),
          roundsFolder: join(folder, "rounds"),
        }),
      });
    });
  },
};

/** Copies: the run goes on from what it began with. */
async function copied(files: readonly string[], folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return Promise.all(
    files.map(async (file, k) => {
      const copy = join(folder, `${k}-${basename(file)}`);
      await copyFile(file, copy).catch((error: Error) => {
        throw unreadable(file, error);
      });
      return copy;
    }),
  );
}
