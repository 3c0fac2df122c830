// Text to frames, in the worker. XYZ texts are read in slices with pauses between them, so that a newer version of the text,
// or a request about another document, does not wait for the whole of an old one.
import { setImmediate as pause } from "node:timers/promises";
import { checkFrames } from "@adatom/models/formats/checks.ts";
import { ExtxyzReader } from "@adatom/models/formats/extxyz-reader.ts";
import type { Frame, ParseResult, Problem } from "@adatom/models/formats/format.ts";
import { detectFormat, formatForFile, formatNamed } from "@adatom/models/formats/index.ts";
import { ProblemList } from "@adatom/models/formats/problem-list.ts";
import type { FrameStore } from "./frame-store.ts";
import { summarise } from "./frame-summary.ts";

/** Characters parsed between two pauses: about 20 ms. */
const sliceCharacters = 2 << 20;

/** A parse that was given up because its text is no longer the newest. */
export class Superseded extends Error {}

/**
 * The language that an editor gave the document counts where the file's name says nothing: it is a format's name.
 * @throws Superseded when the signal is aborted
 */
export async function parseText(text: string, fileName: string, signal?: AbortSignal, languageId = ""): Promise<FrameStore> {
  if (/(^|[/\\])adatom\.json$/.test(fileName)) return emptyStore("adatom.json");
  const format = (formatForFile(fileName) ? undefined : formatNamed(languageId)) ?? detectFormat(text, fileName);
  // Most JSON is no structure: an editor that sends all of it should not be told so of each file.
  if (format?.name === "pymatgen-json" && !/"(lattice|sites|structure)"/.test(text.slice(0, 20_000))) return emptyStore("unknown");
  if (!format) return emptyStore("unknown");
  const isXyz = format.name === "extxyz" || format.name === "xyz";
  const result = isXyz ? await parseInSlices(text, format.name === "xyz", signal) : format.parse(text);
  return storeOf(format.name, result);
}

/** Frames that are all held, with their problems. */
export function storeOf(format: string, result: ParseResult): FrameStore {
  const { frames } = result;
  const problems = allProblems(result);
  const summaries = frames.map((frame, index) => summarise(frame, index, problems));
  return {
    format,
    problems,
    summaries,
    atomsHeld: summaries.reduce((total, frame) => total + frame.natoms, 0),
    frame: async (index) => frames[index]!,
  };
}

async function parseInSlices(text: string, plain: boolean, signal?: AbortSignal): Promise<ParseResult> {
  const reader = new ExtxyzReader({ plain });
  const frames: Frame[] = [];
  for (let at = 0; at < text.length; at += sliceCharacters) {
    if (at > 0) await pause();
    if (signal?.aborted) throw new Superseded();
    frames.push(...reader.push(text.slice(at, at + sliceCharacters)));
  }
  frames.push(...reader.end());
  return { frames, problems: reader.problems };
}

/** What the reader found and what the frames' meaning adds, cut where a list stops being of use. */
function allProblems(result: ParseResult): readonly Problem[] {
  const list = new ProblemList();
  for (const { severity, code, message, line, column, endColumn } of checkFrames(result))
    list.add(severity, code, message, line, column, endColumn);
  return [...result.problems, ...list.result()];
}

function emptyStore(format: string): FrameStore {
  return { format, problems: [], summaries: [], atomsHeld: 0, frame: () => Promise.reject(new RangeError(`${format} has no frames.`)) };
}
