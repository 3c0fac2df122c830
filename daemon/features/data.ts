// adatom/data/...: tools on files of structures, each in compute from start to end.
import { augmentData, checkData, convertData, dataStatistics, findDuplicateData, splitData } from "@adatom/protocol/data.ts";
import type { Feature } from "./feature.ts";
import { runTool } from "./run-tool.ts";

export const feature: Feature = {
  stem: "data",
  register(session, { compute }) {
    session.onRequest(convertData, (params, signal) => runTool(compute, "convert", params, signal));
    session.onRequest(checkData, (params, signal) => runTool(compute, "check", params, signal));
    session.onRequest(augmentData, (params, signal) => runTool(compute, "augment", params, signal));
    session.onRequest(splitData, (params, signal) => runTool(compute, "split", params, signal));
    session.onRequest(findDuplicateData, (params, signal) => runTool(compute, "duplicates", params, signal));
    session.onRequest(dataStatistics, (params, signal) => runTool(compute, "statistics", params, signal));
  },
};
