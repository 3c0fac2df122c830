// Extended XYZ files that are too long for one string: parsed some frames at a time. Only what a training on energies needs is kept.
import { closeSync, openSync, readSync } from "node:fs";
import { parseXyz } from "@adatom/models/formats/extxyz.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";

const pieceBytes = 32 * 2 ** 20;
const newline = 10;

/** Structures with energies alone, all of the first one's number of atoms. @throws Error naming the frame that cannot be read */
export function readManyFrames(path: string): Structure[] {
  const file = openSync(path, "r");
  const structures: Structure[] = [];
  try {
    let rest = Buffer.alloc(0);
    const piece = Buffer.alloc(pieceBytes);
    for (;;) {
      const got = readSync(file, piece, 0, pieceBytes, null);
      const bytes = Buffer.concat([rest, piece.subarray(0, got)]);
      const cut = got === 0 ? bytes.length : endOfFrames(bytes);
      for (const structure of parsed(bytes.toString("utf8", 0, cut), structures.length)) structures.push(structure);
      if (got === 0) return structures;
      rest = Buffer.from(bytes.subarray(cut));
    }
  } finally {
    closeSync(file);
  }
}

/** Where the last whole frame ends. */
function endOfFrames(bytes: Buffer): number {
  const lines = Number.parseInt(bytes.toString("utf8", 0, 16), 10) + 2;
  let end = 0;
  for (let at = 0, seen = 0; ; seen++) {
    if (seen === lines) {
      end = at;
      seen = 0;
    }
    const next = bytes.indexOf(newline, at);
    if (next < 0) return end;
    at = next + 1;
  }
}

function parsed(text: string, before: number): Structure[] {
  if (text.trim() === "") return [];
  const { frames, problems } = parseXyz(text);
  const [problem] = problems.filter(({ severity }) => severity === "error");
  if (problem) throw new Error(`after frame ${before}, line ${problem.line + 1}: ${problem.message}`);
  return frames.map(({ structure: { positions, cell, atomicNumbers, periodic, reference } }) => ({
    positions,
    cell,
    atomicNumbers,
    periodic,
    reference: { energy: reference!.energy! },
  }));
}
