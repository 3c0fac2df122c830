// Findings that need compute: atoms that lie on each other, and atoms where the model extrapolates. Capped, and what was left out is said.
import type { Extrapolation } from "@adatom/models/potentials/potential.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import type { FrameSummary, ParsedDocument } from "../documents/contract.ts";
import { type Diagnostic, wholeLine } from "./diagnostic.ts";
import type { Services } from "./feature.ts";
import { extrapolationText, nearestText } from "./hover-text.ts";
import { chooseModel } from "./model-choice.ts";
import { fixed } from "./numbers-as-text.ts";
import { withStructure } from "./with-structure.ts";

const mostFindings = 100;
/** What is checked unasked of an open file: a second or so of compute, behind every hover. */
const mostFrames = 200;
const mostAtoms = 200_000;

/** @throws Failure StaleDocument, AbortError: the text was overtaken */
export async function modelDiagnostics(
  services: Services,
  session: number,
  uri: string,
  parsed: ParsedDocument,
  signal: AbortSignal,
): Promise<Diagnostic[]> {
  const findings: Diagnostic[] = [];
  let leftOut = 0;
  let atoms = 0;
  for (const frame of parsed.frames) {
    atoms += frame.natoms;
    if (frame.frame >= mostFrames || atoms > mostAtoms) {
      findings.push(notChecked(frame));
      break;
    }
    if (frame.unusable !== null) continue;
    signal.throwIfAborted();
    const check = { services, session, uri, frame, signal };
    const found = [...(await overlaps(check)), ...(await extrapolations(check))];
    const room = Math.max(0, mostFindings - findings.length);
    findings.push(...found.slice(0, room));
    leftOut += Math.max(0, found.length - room);
  }
  if (leftOut > 0) findings.push(notListed(leftOut, findings));
  return findings;
}

interface Check {
  readonly services: Services;
  readonly session: number;
  readonly uri: string;
  readonly frame: FrameSummary;
  readonly signal: AbortSignal;
}

async function overlaps({ services, session, uri, frame, signal }: Check): Promise<Diagnostic[]> {
  const source = { uri };
  const found = await withStructure(services, session, source, frame, (structure) =>
    services.compute.request("overlaps", { structure, limit: mostFindings + 1 }, signal),
  ).catch(nothingWhenBad({ overlaps: [] }));
  if (found.overlaps.length === 0) return [];
  const atoms = found.overlaps.flatMap(({ first, second }) => [first, second]);
  const lines = await services.documents.atomLines(session, source, frame.frame, atoms);
  return found.overlaps.map(({ first, second, distanceAngstrom }, index) => {
    const other = first === second ? "its own periodic image" : `atom ${second + 1}`;
    const message = `Atom ${first + 1} is ${fixed(distanceAngstrom, 3)} Å from ${other}, less than half their covalent radii together. Move one of them or take it out.`;
    const location = { uri, range: wholeLine(lines[2 * index + 1]!) };
    return {
      range: wholeLine(lines[2 * index]!),
      severity: 2,
      code: "overlapping-atoms",
      source: "adatom",
      message,
      relatedInformation: [{ location, message: `atom ${second + 1}` }],
    };
  });
}

async function extrapolations({ services, session, uri, frame, signal }: Check): Promise<Diagnostic[]> {
  const source = { uri };
  // No model, or one that cannot be used, is no fault of the text: hovers say it.
  const model = await chooseModel(services, source, frame.species).catch(nothingWhenBad(null));
  if (model?.reference.kind !== "stored") return [];
  const { label, reference } = model;
  const prediction = await withStructure(services, session, source, frame, (structure) =>
    services.compute.request("predict", { structure, model: reference }, signal),
  ).catch(nothingWhenBad(null));
  if (!prediction || prediction.extrapolations.length === 0) return [];
  const byAtom = new Map<number, Extrapolation[]>();
  for (const one of prediction.extrapolations) byAtom.set(one.atom, [...(byAtom.get(one.atom) ?? []), one]);
  const atoms = [...byAtom.keys()].sort((a, b) => a - b);
  const lines = await services.documents.atomLines(session, source, frame.frame, atoms);
  const listed = atoms.map((atom, index): Diagnostic => {
    const [worst, ...others] = byAtom.get(atom)!;
    const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
    const near = prediction.nearest?.atom === atom ? ` ${capitalised(nearestText(prediction.nearest.structures))}.` : "";
    const message = `${label} extrapolates at atom ${atom + 1}: ${extrapolationText(worst!)}${more}.${near} Add structures with such surroundings, such as this frame with reference energy and forces, to its data set.`;
    return { range: wholeLine(lines[index]!), severity: 2, code: "extrapolation", source: "adatom", message };
  });
  const rest = prediction.extrapolatingAtoms - atoms.length;
  if (rest > 0) {
    const message = `${label} extrapolates at ${rest} more atoms of this frame, which are not listed.`;
    listed.push({ range: wholeLine(frame.headerLine), severity: 2, code: "extrapolation", source: "adatom", message });
  }
  return listed;
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** For catch(): a structure or model that cannot be used gives nothing; what passes (an old text, a lost device) goes on. */
function nothingWhenBad<T>(nothing: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Failure && error.errorName !== "StaleDocument" && error.errorName !== "DeviceLost") return nothing;
    throw error;
  };
}

function notChecked(frame: FrameSummary): Diagnostic {
  const message = `Overlapping atoms and extrapolation are looked for in the first ${mostFrames} frames and ${mostAtoms} atoms of a file; not from this frame on. Hovers tell both of any frame.`;
  return { range: wholeLine(frame.headerLine), severity: 3, code: "not-checked", source: "adatom", message };
}

function notListed(count: number, findings: readonly Diagnostic[]): Diagnostic {
  const message = `${count} more overlaps and extrapolations of this file are not listed.`;
  return { range: findings.at(-1)!.range, severity: 2, code: "more-findings", source: "adatom", message };
}
