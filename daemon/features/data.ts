// adatom/data/...: tools on files of structures, each in compute from start to end.
import { augmentData, checkData, convertData, dataStatistics, findDuplicateData, splitData } from "@adatom/protocol/data.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import type { Feature } from "./feature.ts";
import { runTool } from "./run-tool.ts";

export const feature: Feature = {
  stem: "data",
  register(session, { compute, projects, models }) {
    session.onRequest(convertData, async ({ project: folder, model, ...params }, signal) => {
      if (model === undefined) return runTool(compute, "convert", params, signal);
      if (folder === undefined) throw new Failure("BadProject", `Say of which project model "${model}" is.`);
      const found = await models.resolve({ model, project: await projects.open(folder), species: [] });
      return runTool(compute, "convert", { ...params, ...(found && { model: found.reference }) }, signal);
    });
    session.onRequest(checkData, (params, signal) => runTool(compute, "check", params, signal));
    session.onRequest(augmentData, (params, signal) => runTool(compute, "augment", params, signal));
    session.onRequest(splitData, (params, signal) => runTool(compute, "split", params, signal));
    session.onRequest(findDuplicateData, (params, signal) => runTool(compute, "duplicates", params, signal));
    session.onRequest(dataStatistics, (params, signal) => runTool(compute, "statistics", params, signal));
  },
};
