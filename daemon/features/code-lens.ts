// textDocument/codeLens and codeLens/resolve: above every frame its energy under the model, a preview and a relaxation.
// The energy is asked for only when an editor shows the lens, so that thousands of frames cost nothing.
import { symbolOf } from "@adatom/models/structure/elements.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import { z } from "zod";
import type { FrameSummary } from "../documents/contract.ts";
import { RawJson } from "../socket/unhurried-json.ts";
import type { Feature, Services, Session } from "./feature.ts";
import { onLspRequest, requestOfClient, requireUnchanged, textDocumentParams } from "./lsp-request.ts";
import { chooseModel } from "./model-choice.ts";
import { fixed } from "./numbers-as-text.ts";
import { withStructure } from "./with-structure.ts";

const lensToResolve = z.looseObject({ data: z.looseObject({ uri: z.string(), version: z.int(), frame: z.int().min(0) }) });

export const feature: Feature = {
  stem: "code-lens",
  capabilities: { codeLensProvider: { resolveProvider: true } },
  start(services) {
    const refresh = (): void => {
      for (const session of services.lifecycle.sessions()) {
        if (session.isLanguageClient) requestOfClient(session, "workspace/codeLens/refresh");
      }
    };
    services.models.onActivated(refresh);
    services.projects.onChanged(refresh);
  },
  register(session, services) {
    onLspRequest(session, services, "textDocument/codeLens", textDocumentParams, async ({ textDocument: { uri } }) => {
      if (services.documents.version(session.id, uri) === undefined) return null;
      return new RawJson(await services.documents.outline(session.id, uri, "lenses"));
    });
    onLspRequest(session, services, "codeLens/resolve", lensToResolve, async (lens, signal) => {
      const { uri, version, frame } = lens.data;
      const title = await energyTitle(services, session, uri, version, frame, signal);
      return { ...lens, command: { title, command: "" } };
    });
  },
};

/** @throws Failure StaleDocument when the text is not, or no longer, that of `version` */
async function energyTitle(
  services: Services,
  session: Session,
  uri: string,
  version: number,
  index: number,
  signal: AbortSignal,
): Promise<string> {
  requireUnchanged(services, session, uri, version);
  const frame = await services.documents.frame(session.id, { uri }, index);
  let title: string;
  try {
    title = await energyOf(services, session, uri, frame, signal);
  } catch (error) {
    if (!(error instanceof Failure) || error.errorName === "StaleDocument") throw error;
    title = `no energy: ${error.message}`;
  }
  requireUnchanged(services, session, uri, version);
  return title;
}

async function energyOf(services: Services, session: Session, uri: string, frame: FrameSummary, signal: AbortSignal): Promise<string> {
  if (frame.unusable !== null) return `no energy: ${frame.unusable}`;
  const model = await chooseModel(services, { uri }, frame.species);
  if (!model) return `no model for ${frame.species.map(symbolOf).join(", ")}`;
  const prediction = await withStructure(services, session.id, { uri }, frame, (structure) =>
    services.compute.request("predict", { structure, model: model.reference }, signal),
  );
  const count = prediction.extrapolatingAtoms;
  const extrapolated = count === 0 ? "" : `, ${count} ${count === 1 ? "atom" : "atoms"} extrapolated`;
  return `E = ${fixed(prediction.energy / frame.natoms, 4)} eV/atom (${model.label}${extrapolated})`;
}
