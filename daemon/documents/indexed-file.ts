// XYZ files too large to hold: read once as a stream for summaries and problems, then frame by frame from where each stands.
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { StringDecoder } from "node:string_decoder";
import { setImmediate as pause } from "node:timers/promises";
import { checkFrame } from "@adatom/models/formats/checks.ts";
import { type FrameIndexEntry, FrameIndexer } from "@adatom/models/formats/extxyz-index.ts";
import { ExtxyzReader } from "@adatom/models/formats/extxyz-reader.ts";
import type { Frame, Problem } from "@adatom/models/formats/format.ts";
import { problemLimit } from "@adatom/models/formats/problem-list.ts";
import { contentHash } from "@adatom/models/structure/content-hash.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import { unreadable } from "../store/unreadable-file.ts";
import type { FrameSummary } from "./contract.ts";
import type { FrameStore } from "./frame-store.ts";
import { summarise } from "./frame-summary.ts";

/** Atoms of frames read lately that stay in memory; one larger frame may stay by itself. */
const atomsKept = 2_000_000;

/** @throws Failure FileUnreadable */
export async function indexXyzFile(path: string): Promise<FrameStore> {
  const indexer = new FrameIndexer();
  const reader = new ExtxyzReader();
  const decoder = new StringDecoder("utf8");
  const entries = new Map<number, FrameIndexEntry>();
  const summaries: FrameSummary[] = [];
  /** Of the frames' meaning; the reader has its own. */
  const ofMeaning: Problem[] = [];
  /** Frames that stand apart from their index entry (a wrong count): kept, because they cannot be found again by it. */
  const kept = new Map<number, Frame>();
  const take = (frames: readonly Frame[], found: readonly FrameIndexEntry[]): void => {
    for (const entry of found) entries.set(entry.line, entry);
    for (const frame of frames) {
      const entry = entries.get(frame.firstLine);
      if (!entry?.complete || entry.atomCount !== frame.structure.atomicNumbers.length) kept.set(summaries.length, frame);
      summaries.push(summarise(frame, summaries.length, []));
      if (ofMeaning.length < problemLimit) ofMeaning.push(...checkFrame(frame));
    }
  };
  try {
    for await (const bytes of createReadStream(path, { highWaterMark: 2 << 20 })) {
      const found = indexer.push(bytes as Buffer);
      take(reader.push(decoder.write(bytes as Buffer)), found);
      await pause();
    }
  } catch (error) {
    throw unreadable(path, error);
  }
  const found = indexer.end();
  take([...reader.push(decoder.end()), ...reader.end()], found);
  // As checkFrames has it: nothing more about a line that could not be read.
  const reported = new Set(reader.problems.filter(({ severity }) => severity === "error").map(({ line }) => line));
  const problems = [...reader.problems, ...ofMeaning.filter(({ line }) => !reported.has(line))];
  const counted = summaries.map((summary) => {
    const errors = problems.filter(
      (problem) => problem.severity === "error" && problem.line >= summary.firstLine && problem.line <= summary.lastLine,
    ).length;
    return errors === summary.errors ? summary : { ...summary, errors };
  });
  const lately = new Map<number, Frame>();

  async function frame(index: number): Promise<Frame> {
    const known = kept.get(index) ?? lately.get(index);
    if (known) return known;
    const summary = counted[index]!;
    const read = await readFrame(path, entries.get(summary.firstLine)!);
    if (!read || contentHash(read.structure) !== summary.hash) {
      throw new Failure("BadStructure", `${path} changed while frame ${index} was read. Ask again.`, { problems: [] });
    }
    let total = read.atomLines.length;
    for (const other of lately.values()) total += other.atomLines.length;
    for (const [other, { atomLines }] of lately) {
      if (total <= atomsKept) break;
      total -= atomLines.length;
      lately.delete(other);
    }
    lately.set(index, read);
    return read;
  }

  let atomsHeld = 0;
  for (const { atomLines } of kept.values()) atomsHeld += atomLines.length;
  return { format: "extxyz", problems, summaries: counted, atomsHeld: atomsHeld + atomsKept / 2, frame };
}

/** One frame by its place in the file, its lines counted as in the whole file; undefined where there is none any more. */
async function readFrame(path: string, entry: FrameIndexEntry): Promise<Frame | undefined> {
  const bytes = Buffer.alloc(entry.length);
  let bytesRead = 0;
  try {
    const file = await open(path);
    try {
      ({ bytesRead } = await file.read(bytes, 0, entry.length, entry.offset));
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadable(path, error);
  }
  const reader = new ExtxyzReader();
  const frame = [...reader.push(bytes.toString("utf8", 0, bytesRead)), ...reader.end()][0];
  if (!frame) return undefined;
  return {
    structure: frame.structure,
    firstLine: frame.firstLine + entry.line,
    lastLine: frame.lastLine + entry.line,
    headerLine: frame.headerLine + entry.line,
    atomLines: frame.atomLines.map((line) => line + entry.line),
  };
}
