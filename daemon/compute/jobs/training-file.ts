// One data file: its structures that can be trained on, and what is wrong with the others, by file and line.
import { readFileSync } from "node:fs";
import type { Frame, ParseResult } from "@adatom/models/formats/format.ts";
import { buildCellGrid } from "@adatom/models/structure/cell-grid.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { contentDigest } from "../../store/atomic-file.ts";
import { parseStructureBytes } from "../structure-bytes.ts";

export interface TrainingFile {
  readonly structures: readonly Structure[];
  /** SHA-256 of the file; absent where nothing of it is used. */
  readonly digest?: string;
  readonly warnings: readonly string[];
}

/** Long enough to bring out whatever in a cell cannot be searched, angstrom. */
const probeAngstrom = 6;

/** What a structure must bring: with "nothing" its labels come from elsewhere. */
export type Needs = "nothing" | "energy" | "energy and forces";

/** A file with an error in it is left out whole: what could still be read of it may be half of what was meant. */
export function readTrainingFile(path: string, needs: Needs): TrainingFile {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    return skipped(`${path} cannot be read (${(error as Error).message}); it is left out.`);
  }
  let parsed: ParseResult | null;
  try {
    parsed = parseStructureBytes(bytes, path);
  } catch (error) {
    return skipped(`${path} cannot be unpacked (${(error as Error).message}); it is left out.`);
  }
  if (!parsed) return skipped(`${path} is in no format that is known here; it is left out.`);
  const { frames, problems } = parsed;
  const errors = problems.filter((problem) => problem.severity === "error");
  const [first] = errors;
  if (first) {
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
    return skipped(`${path}:${first.line + 1}:${first.column + 1}: ${first.message}${more} The file is left out.`);
  }
  const warnings = frames.length === 0 ? [`${path} holds no structure; it is left out.`] : [];
  const structures: Structure[] = [];
  const lacking = new Map<string, { count: number; line: number }>();
  for (const frame of frames) {
    const lack = lackOf(frame, needs);
    if (lack === null) structures.push(frame.structure);
    else lacking.set(lack, { count: (lacking.get(lack)?.count ?? 0) + 1, line: lacking.get(lack)?.line ?? frame.headerLine });
  }
  for (const [lack, { count, line }] of lacking)
    warnings.push(`${path}:${line + 1}: ${count} of ${frames.length} structures left out: ${lack}.`);
  return { structures, warnings, ...(structures.length > 0 && { digest: contentDigest(bytes) }) };
}

function skipped(warning: string): TrainingFile {
  return { structures: [], warnings: [warning] };
}

/** Why a structure cannot be trained on, or null. */
function lackOf({ structure }: Frame, needs: Needs): string | null {
  const { reference, atomicNumbers } = structure;
  if (atomicNumbers.length === 0) return "no atoms";
  if (needs !== "nothing" && (reference?.energy === undefined || !Number.isFinite(reference.energy))) return "no reference energy";
  if (needs === "energy and forces" && !reference?.forces) return "no reference forces (train with forceWeight 0 to use energies alone)";
  if (
    needs !== "nothing" &&
    reference?.forces &&
    !(reference.forces.length === 3 * atomicNumbers.length && reference.forces.every(Number.isFinite))
  )
    return "reference forces that are not three finite numbers an atom";
  try {
    buildCellGrid(structure, probeAngstrom);
  } catch (error) {
    return (error as Error).message.replace(/\.$/, "");
  }
  return null;
}
