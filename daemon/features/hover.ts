// textDocument/hover: facts of an atom or of a frame, and what the model says of it.
import { symbolOf } from "@adatom/models/structure/elements.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import type { StructureReference } from "../compute/contract.ts";
import type { FrameSummary } from "../documents/contract.ts";
import type { Feature, Services, Session } from "./feature.ts";
import { type Answer, atomHover, frameHover } from "./hover-text.ts";
import { onLspRequest, positionParams, requireUnchanged } from "./lsp-request.ts";
import { type ChosenModel, chooseModel } from "./model-choice.ts";
import { withStructure } from "./with-structure.ts";

interface Hover {
  readonly contents: { readonly kind: "markdown"; readonly value: string };
  readonly range: { readonly start: { line: number; character: number }; readonly end: { line: number; character: number } };
}

export const feature: Feature = {
  stem: "hover",
  capabilities: { hoverProvider: true },
  register(session, services) {
    onLspRequest(session, services, "textDocument/hover", positionParams, ({ textDocument, position }, signal) =>
      hover(services, session, textDocument.uri, position.line, signal),
    );
  },
};

/** @throws Failure StaleDocument when the text changes before the answer is ready */
export async function hover(services: Services, session: Session, uri: string, line: number, signal: AbortSignal): Promise<Hover | null> {
  const { documents, compute } = services;
  const version = documents.version(session.id, uri);
  if (version === undefined) return null;
  const location = await documents.locate(session.id, uri, line);
  if (!location) return null;
  const { frame, atom } = location;
  const ask = <T>(work: (structure: StructureReference) => Promise<T>) => withStructure(services, session.id, { uri }, frame, work);
  let value: string;
  if (atom) {
    const [answer, neighbours] = await Promise.all([
      answerOf(services, uri, frame, (model) =>
        ask((structure) => compute.request("predict.atom", { structure, model: model.reference, atom: atom.index }, signal)),
      ),
      frame.unusable === null
        ? ask((structure) => compute.request("neighbours", { structure, atom: atom.index }, signal)).catch(unlessPassing(null))
        : null,
    ]);
    value = atomHover(frame, atom, answer, neighbours);
  } else {
    const answer = await answerOf(services, uri, frame, (model) =>
      ask((structure) => compute.request("predict", { structure, model: model.reference }, signal)),
    );
    value = frameHover(frame, location.frameCount, answer, Date.now());
  }
  requireUnchanged(services, session, uri, version);
  const end = { line, character: 1_000_000 };
  return { contents: { kind: "markdown", value }, range: { start: { line, character: 0 }, end } };
}

/** The model's answer, or a sentence that says why there is none. A text that changed meanwhile and a cancelled request are passed on. */
async function answerOf<T>(
  services: Services,
  uri: string,
  frame: FrameSummary,
  predict: (model: ChosenModel) => Promise<T>,
): Promise<Answer<T>> {
  if (frame.unusable !== null) return { missing: frame.unusable };
  try {
    const model = await chooseModel(services, { uri }, frame.species);
    if (model) return { model, prediction: await predict(model) };
    const elements = frame.species.map(symbolOf).join(", ");
    return { missing: `No model covers ${elements}. Train one (adatom.json), or choose one there as defaultModel.` };
  } catch (error) {
    return unlessPassing((message: string) => ({ missing: message }))(error);
  }
}

/** For catch(): passes on what is no statement about the structure, and turns the rest into a value. */
function unlessPassing<T>(value: T | ((message: string) => T)): (error: unknown) => T {
  return (error) => {
    if (!(error instanceof Failure) || error.errorName === "StaleDocument" || error.errorName === "UnknownDocument") throw error;
    return value instanceof Function ? value(error.message) : value;
  };
}
