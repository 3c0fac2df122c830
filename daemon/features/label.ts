// adatom/label: labelling with a calculator as a run.
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { Failure } from "@adatom/protocol/failure.ts";
import { label } from "@adatom/protocol/label.ts";
import { resolveCalculator } from "../project/calculators.ts";
import type { Feature } from "./feature.ts";
import { labelFolder } from "./label-folder.ts";
import { besideInput, requireWritableFolder } from "./run-source.ts";

export const feature: Feature = {
  stem: "label",
  register(session, services) {
    session.onRequest(label, async ({ project: folder, calculator: name, files, output: given, append, overwrite }) => {
      const project = await services.projects.open(folder);
      const calculator = await resolveCalculator(project, name, services.models);
      const output = given ?? besideInput(files[0]!, 0, "labelled");
      await requireWritableFolder(output);
      if (files.includes(output)) throw new Failure("FileUnreadable", `${output} is read from: name another file to write to.`);
      if (!append && !overwrite && existsSync(output))
        throw new Failure("FileUnreadable", `${output} is there already: append to it, overwrite it, or name another file.`);
      const shown = files.length === 1 ? basename(files[0]!) : `${files.length} files`;
      return services.jobs.create({
        title: `label ${shown} with ${calculator.name}`,
        project: project.folder,
        model: null,
        reason: "command",
        prepare: (_, runFolder) => ({
          kind: "label",
          project: project.folder,
          files,
          calculator,
          output,
          append,
          labels: labelFolder(services),
          workFolder: join(runFolder, "work"),
        }),
      });
    });
  },
};
