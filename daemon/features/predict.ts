// adatom/predict: energies, forces and stress of the frames of a source, at full double precision.
import { setImmediate as pause } from "node:timers/promises";
import { symbolOf } from "@adatom/models/structure/elements.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import { predict } from "@adatom/protocol/predict.ts";
import type { FramePrediction, StructureSource } from "@adatom/protocol/structure.ts";
import type { FrameSummary } from "../documents/contract.ts";
import type { Feature, Services } from "./feature.ts";
import { fullPrediction } from "./full-prediction.ts";
import { chooseModel, type NamedModel } from "./model-choice.ts";
import { withStructure } from "./with-structure.ts";

/** Frames asked of compute at a time: enough that it never waits for the next, few enough that hovers slip in between. */
const framesInFlight = 4;

export const feature: Feature = {
  stem: "predict",
  register(session, services) {
    session.onRequest(predict, async (params, signal) => {
      const { source } = params;
      const parsed = await services.documents.parsed(session.id, source);
      if (parsed.frameCount === 0) throw noFrames(source, parsed.problems);
      const wanted = params.frames ?? Array.from({ length: parsed.frameCount }, (_, index) => index);
      const predictions = new Array<FramePrediction>(wanted.length);
      let next = 0;
      const lane = async (): Promise<void> => {
        while (next < wanted.length) {
          const slot = next++;
          const index = wanted[slot]!;
          const frame = parsed.frames[index] ?? (await services.documents.frame(session.id, source, index));
          if (frame.unusable !== null) throw unusableFrame(frame, parsed.problems);
          predictions[slot] = await predictFrame(services, session.id, source, frame, params, signal);
        }
      };
      await Promise.all(Array.from({ length: framesInFlight }, lane));
      const problems = parsed.problems.map((problem) => ("path" in source ? { ...problem, file: source.path } : problem));
      return { frames: predictions, problems };
    });
  },
};

function noFrames(source: StructureSource, problems: readonly { message: string; line: number }[]): Failure {
  const name = "path" in source ? source.path : "uri" in source ? source.uri : source.fileName;
  const [first] = problems;
  const why = first ? `line ${first.line + 1}: ${first.message}` : "It is empty, or of no known structure format.";
  return new Failure("BadStructure", `No structure could be read from ${name}. ${why}`, { problems });
}

function unusableFrame(frame: FrameSummary, all: readonly { line: number }[]): Failure {
  const problems = all.filter(({ line }) => line >= frame.firstLine && line <= frame.lastLine);
  return new Failure("BadStructure", `Frame ${frame.frame} cannot be predicted: ${frame.unusable}`, { problems });
}

async function predictFrame(
  services: Services,
  session: number,
  source: StructureSource,
  frame: FrameSummary,
  asked: NamedModel & { forces: boolean },
  signal: AbortSignal,
): Promise<FramePrediction> {
  const model = await chooseModel(services, source, frame.species, asked);
  if (!model) {
    const elements = frame.species.map(symbolOf).join(", ");
    throw new Failure("UnknownModel", `No model covers ${elements} (frame ${frame.frame}). Name one, or train one in a project.`);
  }
  const { compute } = services;
  const full = asked.forces
    ? await fullPrediction(services, session, source, frame, model, signal)
    : await withStructure(services, session, source, frame, async (structure) => ({
        ...(await compute.request("predict", { structure, model: model.reference }, signal)),
        forces: null,
      }));
  return {
    natoms: frame.natoms,
    energy: full.energy,
    energyPerAtom: full.energy / frame.natoms,
    ...(full.forces && { forces: await rows(full.forces) }),
    stress: full.stress && frame.volume !== null ? [...full.stress] : null,
    model: model.label,
    extrapolated: [...full.extrapolations],
    ...(full.extrapolatingByElement && { extrapolatingByElement: [...full.extrapolatingByElement] }),
    ...(full.nearest && { nearest: { atom: full.nearest.atom, structures: [...full.nearest.structures] } }),
    ...(full.spread && { spread: full.spread }),
    ...(frame.referenceEnergy !== null && { reference: { energy: frame.referenceEnergy } }),
  };
}

/** Rows of three, with pauses: a million atoms would otherwise hold up every other session. */
async function rows(flat: Float64Array): Promise<[number, number, number][]> {
  const result: [number, number, number][] = [];
  for (let i = 0; i + 2 < flat.length; i += 3) {
    result.push([flat[i]!, flat[i + 1]!, flat[i + 2]!]);
    if (i % 150_000 === 149_997) await pause();
  }
  return result;
}
