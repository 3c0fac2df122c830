// adatom/analyse: frames go to compute one by one, once for g(r) where it is needed and once for all else.
import { basename } from "node:path";
import type { SurveyMeasure } from "@adatom/models/analysis/survey.ts";
import { analysisFigures } from "@adatom/models/figures/analysis-figures.ts";
import { type AnalysisPart, analyse } from "@adatom/protocol/analyse.ts";
import type { Params, Result } from "@adatom/protocol/define.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import type { StructureReference } from "../compute/contract.ts";
import type { FrameSummary } from "../documents/contract.ts";
import { requireFigureFolder, writeFigures } from "../figures/write.ts";
import type { Feature, Services } from "./feature.ts";
import { chooseModel } from "./model-choice.ts";
import { withStructure } from "./with-structure.ts";

type AnalyseParams = Params<typeof analyse>;
type EachFrame = <T>(work: (structure: StructureReference, frame: FrameSummary) => Promise<T>) => Promise<T[]>;

export const feature: Feature = {
  stem: "analyse",
  register(session, services) {
    session.onRequest(analyse, async (params, signal): Promise<Result<typeof analyse>> => {
      const { source, include, plots } = params;
      if (plots !== undefined) await requireFigureFolder(plots);
      const parsed = await services.documents.parsed(session.id, source);
      const wanted = params.frames ?? Array.from({ length: parsed.frameCount }, (_, index) => index);
      if (wanted.length === 0) {
        const [first] = parsed.problems;
        throw new Failure(
          "BadStructure",
          `There is no frame to analyse. ${first ? `Line ${first.line + 1}: ${first.message}` : "The file is empty."}`,
        );
      }
      const eachFrame: EachFrame = async (work) => {
        const results = [];
        for (const index of wanted) {
          signal.throwIfAborted();
          const frame = parsed.frames[index] ?? (await services.documents.frame(session.id, source, index));
          if (frame.unusable !== null) throw new Failure("BadStructure", `Frame ${index} cannot be analysed: ${frame.unusable}`);
          results.push(
            await inFrame(index, () => withStructure(services, session.id, source, frame, (structure) => work(structure, frame))),
          );
        }
        return results;
      };
      const { compute } = services;
      const survey = await runSurvey(services, params, eachFrame, signal);
      const symmetry = include.includes("symmetry")
        ? await eachFrame(async (structure, { frame }) => ({
            frame,
            ...(await compute.request("symmetry", { structure, tolerance: params.tolerance }, signal)),
          }))
        : undefined;
      const xRay = include.includes("x-ray") ? await firstOnly(wanted, services, session.id, params, signal) : undefined;
      const problems = parsed.problems.map((problem) => ("path" in source ? { ...problem, file: source.path } : problem));
      const found = { ...survey, ...(xRay && { xRay }), ...(symmetry && { symmetry }) };
      const drawn = plots === undefined ? {} : { plots: await writeFigures(plots, analysisFigures(found, setName(source, wanted.length))) };
      return { frames: wanted.length, ...found, ...drawn, problems };
    });
  },
};

function setName(source: AnalyseParams["source"], frames: number): string {
  const file = "path" in source ? basename(source.path) : "uri" in source ? decodeURIComponent(basename(source.uri)) : source.fileName;
  return frames > 1 ? `${file}, ${frames} frames` : file;
}

/** What is wrong with one frame of many names the frame. */
async function inFrame<T>(index: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure && error.errorName === "BadStructure")
      throw new Failure("BadStructure", `Frame ${index}: ${error.message}`);
    throw error;
  }
}

/** Bonds, angles and coordination cost little: every survey has them. */
const alwaysMade: ReadonlySet<AnalysisPart> = new Set(["table", "table-two", "rdf", "angles", "coordination"]);

async function runSurvey({ compute, ...services }: Services, params: AnalyseParams, eachFrame: EachFrame, signal: AbortSignal) {
  const { source, bondCutoff, timestep } = params;
  const include = params.include.filter((part) => part !== "x-ray" && part !== "symmetry");
  if (include.length === 0) return {};
  const { id } = await compute.request("analyse.start", {
    include,
    timestepFs: timestep ?? null,
    request: {
      measures: [
        ...(include.filter((part) => !alwaysMade.has(part)) as SurveyMeasure[]),
        ...(include.includes("table-two") ? (["spread"] as const) : []),
      ],
      cutoffAngstrom: params.cutoff,
      binWidthAngstrom: params.binWidth,
      smoothingAngstrom: params.smoothing,
      ringSize: params.ringSize,
      centroNeighbours: params.centroNeighbours,
      maximumQ: params.maximumQ,
      ...(bondCutoff !== undefined && { bondCutoffAngstrom: bondCutoff }),
    },
  });
  try {
    // The second shell of table II is read off g(r) as well.
    if (bondCutoff === undefined || include.includes("rdf") || include.includes("table-two")) {
      await eachFrame((structure) => compute.request("analyse.distances", { id, structure }, signal));
    }
    const isNamed = params.potential !== undefined || params.model !== undefined;
    await eachFrame(async (structure, frame) => {
      const model = isNamed ? await chooseModel({ compute, ...services }, source, frame.species, params) : null;
      await compute.request("analyse.bonds", { id, structure, energy: frame.referenceEnergy, model: model?.reference ?? null }, signal);
      // In pieces, so that hovers go in between.
      while (!(await compute.request("analyse.step", { id }, signal)).done) signal.throwIfAborted();
    });
    return await compute.request("analyse.finish", { id }, signal);
  } finally {
    // After finish there is nothing left to drop; a process that died took it along.
    await compute.request("analyse.drop", { id }).catch(() => {});
  }
}

async function firstOnly(
  wanted: readonly number[],
  services: Services,
  session: number,
  { source, wavelength }: AnalyseParams,
  signal: AbortSignal,
) {
  const frame = await services.documents.frame(session, source, wanted[0]!);
  return inFrame(frame.frame, () =>
    withStructure(services, session, source, frame, (structure) => services.compute.request("x-ray", { structure, wavelength }, signal)),
  );
}
