// The frames of one parsed text or file, in memory or to be read again from disk, and the answers that come from them.
import type { Frame, Problem } from "@adatom/models/formats/format.ts";
import { symbolOf } from "@adatom/models/structure/elements.ts";
import type { FrameSummary, LineLocation, ParsedDocument } from "./contract.ts";

export interface FrameStore {
  readonly format: string;
  readonly problems: readonly Problem[];
  /** In the order of their lines. */
  readonly summaries: readonly FrameSummary[];
  /** Atoms held in memory: what the store costs. */
  readonly atomsHeld: number;
  frame(index: number): Promise<Frame>;
}

/** Frames told one by one in a message: a longer file is cut here, `frameCount` says so. */
const framesTold = 500;

export function parsedOf(store: FrameStore, version: number | null): ParsedDocument {
  return {
    version,
    format: store.format,
    frameCount: store.summaries.length,
    frames: store.summaries.slice(0, framesTold),
    problems: store.problems,
  };
}

/** The frame whose lines hold `line`, by bisection, or undefined. */
function frameAt(summaries: readonly FrameSummary[], line: number): FrameSummary | undefined {
  let low = 0;
  let high = summaries.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const frame = summaries[middle]!;
    if (line < frame.firstLine) high = middle - 1;
    else if (line > frame.lastLine) low = middle + 1;
    else return frame;
  }
  return undefined;
}

/** The atom on a line, else the frame where the line stands before its first atom (count, comment, lattice), else null. */
export async function locateLine(store: FrameStore, line: number, version: number | null): Promise<LineLocation | null> {
  const summary = frameAt(store.summaries, line);
  if (!summary) return null;
  const frameCount = store.summaries.length;
  const { structure, atomLines, headerLine } = await store.frame(summary.frame);
  if (line === headerLine) return { version, frameCount, frame: summary, atom: null };
  const index = atomLines.indexOf(line);
  if (index < 0) return line < (atomLines[0] ?? Number.POSITIVE_INFINITY) ? { version, frameCount, frame: summary, atom: null } : null;
  const forces = structure.reference?.forces;
  const atomicNumber = structure.atomicNumbers[index]!;
  return {
    version,
    frameCount,
    frame: summary,
    atom: {
      index,
      atomicNumber,
      symbol: symbolOf(atomicNumber),
      position: Array.from(structure.positions.subarray(3 * index, 3 * index + 3)),
      referenceForce: forces ? Array.from(forces.subarray(3 * index, 3 * index + 3)) : null,
    },
  };
}
