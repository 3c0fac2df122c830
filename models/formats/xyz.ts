// Plain XYZ: a count, a comment that is only a comment, and lines of element and position. No cell, no results.
import { symbolOf } from "../structure/elements.ts";
import type { Structure } from "../structure/structure.ts";
import { parseXyz } from "./extxyz.ts";
import { isExtendedComment } from "./extxyz-header.ts";
import type { Format } from "./format.ts";
import { numberRow } from "./number-text.ts";

function writeFrame({ positions, atomicNumbers, info }: Structure): string {
  const comment = String(info?.comment ?? "").replace(/[\r\n]+/g, " ");
  const lines = [String(atomicNumbers.length), comment];
  for (let i = 0; i < atomicNumbers.length; i++) {
    lines.push(`${symbolOf(atomicNumbers[i]!)} ${numberRow(positions.subarray(3 * i, 3 * i + 3))}`);
  }
  return `${lines.join("\n")}\n`;
}

/** Whether an XYZ text is extended: the comment of its first frame has key=value pairs. */
export function looksExtended(text: string): boolean {
  return isExtendedComment(/^[^\n]*\n([^\n]{0,20000})/.exec(text)?.[1] ?? "");
}

export const xyz: Format = {
  name: "xyz",
  title: "plain XYZ",
  extensions: [".xyz"],
  fileNames: [],
  parse: (text) => parseXyz(text, { plain: true }),
  write: (structures) => structures.map(writeFrame).join(""),
};
