// What can be wrong with a structure that reads well: periodic without a cell, a flat cell, positions that are no numbers.
// Overlapping atoms need a neighbour list and are found elsewhere.
import { isDegenerate, vectorLength } from "../structure/cell.ts";
import type { Frame, ParseResult, Problem } from "./format.ts";

/** Atoms without a position that are named one by one in a frame. */
const namedAtomLimit = 20;

/** Problems of one frame's meaning, at its headline or at its atoms. */
export function checkFrame({ structure, headerLine, atomLines }: Frame): Problem[] {
  const { cell, periodic, positions } = structure;
  const problems: Problem[] = [];
  const add = (code: string, message: string, line: number): void => {
    problems.push({ severity: "error", code, message, line, column: 0, endColumn: 1000 });
  };
  const bare = [0, 1, 2].filter((k) => periodic[k] && !(vectorLength(cell, k) > 0));
  if (bare.length > 0) {
    const vectors = bare.map((k) => "abc"[k]).join(", ");
    add(
      "periodic-without-cell",
      `The structure repeats along ${vectors}, but has no cell vector there. Give the cell, or say that it is not periodic.`,
      headerLine,
    );
  } else if (periodic.every(Boolean) && isDegenerate(cell)) {
    add("flat-cell", "The three cell vectors lie in a plane, so the cell has no volume. Correct the vectors.", headerLine);
  }
  let bad = 0;
  for (let i = 0; i < atomLines.length; i++) {
    if (Number.isFinite(positions[3 * i]! + positions[3 * i + 1]! + positions[3 * i + 2]!)) continue;
    if (bad++ < namedAtomLimit)
      add("not-finite", `Atom ${i + 1} has no finite position. Correct the line, or take the frame out.`, atomLines[i]!);
  }
  if (bad > namedAtomLimit)
    add("not-finite", `${bad} atoms of this frame have no finite position. Run the calculation that wrote it again.`, headerLine);
  return problems;
}

/** Problems of all frames, but none on a line where the reader has already reported an error. The end column is cut by who shows it. */
export function checkFrames(result: ParseResult): Problem[] {
  const reported = new Set(result.problems.filter((problem) => problem.severity === "error").map((problem) => problem.line));
  return result.frames.flatMap(checkFrame).filter((problem) => !reported.has(problem.line));
}
