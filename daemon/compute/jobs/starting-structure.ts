// The structure that a run starts from: the copy in the job's own folder, in our raw form or in any format we read.
import { readFileSync } from "node:fs";
import { detectFormat } from "@adatom/models/formats/index.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { decodeStructure } from "../structure-parcel.ts";

/** @throws Error naming the file and what is wrong with it */
export function readStartingStructure(path: string): Structure {
  const bytes = readFileSync(path);
  if (path.endsWith(".safetensors")) return decodeStructure(bytes);
  const text = bytes.toString("utf8");
  const format = detectFormat(text, path);
  if (!format) throw new Error(`${path} is in no format that is known here.`);
  const { frames, problems } = format.parse(text);
  const error = problems.find((problem) => problem.severity === "error");
  if (frames.length === 0 || error)
    throw new Error(`${path}${error ? `:${error.line + 1}:${error.column + 1}: ${error.message}` : " holds no structure."}`);
  return frames[0]!.structure;
}
