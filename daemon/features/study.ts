// adatom/study: the thesis's studies as runs.
import { access, constants } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { Failure } from "@adatom/protocol/failure.ts";
import { study } from "@adatom/protocol/study.ts";
import { unreadable } from "../store/unreadable-file.ts";
import type { Feature } from "./feature.ts";
import { requireWritableFolder } from "./run-source.ts";

/** These need no data set of the user's. */
const makeTheirOwn: readonly string[] = ["pair-curve"];

export const feature: Feature = {
  stem: "study",
  register(session, services) {
    session.onRequest(study, async ({ name, files, scaled, curves, reference, output, structures, seed, epochs, hidden, forceWeight }) => {
      if (files.length === 0 && !makeTheirOwn.includes(name))
        throw new Failure("FileUnreadable", `Study ${name} needs a data set: name at least one file of labelled structures.`);
      for (const path of [...files, ...scaled, ...curves]) await requireReadable(path);
      if (name === "scale-curve" && reference === undefined && curves.length !== files.length)
        throw new Failure(
          "UnknownModel",
          `Study scale-curve needs the true curve of every data set: name a potential as the reference, or ${files.length} files of a structure labelled at many scales as curves (data augment with the kind scale-series makes one), not ${curves.length}.`,
        );
      await requireWritableFolder(output);
      const model = reference === undefined ? null : ({ kind: "shipped", name: reference } as const);
      if (model) await services.compute.request("model.species", { model });
      return services.jobs.create({
        title: `study ${name}${reference === undefined ? "" : ` with ${reference}`}, seed ${seed}`,
        project: null,
        model: null,
        reason: "command",
        prepare: () => ({
          kind: "study",
          study: name,
          files,
          scaledFiles: scaled,
          curveFiles: curves,
          reference: model,
          structures,
          seed,
          epochs,
          hidden,
          forceWeight,
          output,
        }),
      });
    });
  },
};

async function requireReadable(path: string): Promise<void> {
  if (!isAbsolute(path)) throw new Failure("FileUnreadable", `${path} must be an absolute path.`);
  try {
    await access(path, constants.R_OK);
  } catch (error) {
    throw unreadable(path, error);
  }
}
