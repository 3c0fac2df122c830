// Files of structures for tools: read piece by piece so that hovers go in between, written whole or not at all.
import { existsSync, readFileSync } from "node:fs";
import { basename, extname } from "node:path";
import type { Stepwise } from "@adatom/models/analysis/stepwise.ts";
import { ExtxyzReader } from "@adatom/models/formats/extxyz-reader.ts";
import type { Format, Frame, ParseResult } from "@adatom/models/formats/format.ts";
import { detectFormat, formatForFile, formatNamed, formats } from "@adatom/models/formats/index.ts";
import { isUlm, parseUlm } from "@adatom/models/formats/ulm-reader.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import { writeFileAtomically } from "../../store/atomic-file.ts";
import { innerName, textOf, unpacked } from "../../store/compressed-file.ts";
import { unreadable } from "../../store/unreadable-file.ts";
import { isTrainingSet, readTrainingSet } from "./aenet-files.ts";
import { isFolder, readDeepmdFolder } from "./deepmd-folder.ts";

export interface PlacedStructure {
  readonly structure: Structure;
  readonly file: string;
  readonly frame: number;
}

export interface ReadStructures {
  readonly structures: readonly PlacedStructure[];
  readonly warnings: readonly string[];
}

/** Characters between two yields: some 10 ms of reading. */
const pieceLength = 2 ** 19;

/** @throws Failure FileUnreadable | BadStructure with file and line: a file with an error in it is not half used */
export function* readStructures(files: readonly string[]): Stepwise<ReadStructures> {
  const structures: PlacedStructure[] = [];
  const warnings: string[] = [];
  for (const [k, file] of files.entries()) {
    if (isFolder(file)) {
      for (const [frame, structure] of readDeepmdFolder(file).entries()) structures.push({ structure, file, frame });
      yield (k + 1) / files.length;
      continue;
    }
    const bytes = readBytes(file);
    if (isTrainingSet(file, bytes)) {
      for (const [frame, structure] of readTrainingSet(file, bytes).entries()) structures.push({ structure, file, frame });
      warnings.push(`${file}: a training set of aenet holds no cells: its structures stand alone.`);
      yield (k + 1) / files.length;
      continue;
    }
    if (isUlm(bytes)) {
      for (const [frame, structure] of readTrajectory(file, bytes).entries()) structures.push({ structure, file, frame });
      yield (k + 1) / files.length;
      continue;
    }
    const text = textOf(bytes);
    yield k / files.length;
    const format = detectFormat(text, innerName(file));
    if (!format) throw new Failure("FileUnreadable", `${file} is in no format that is known here. Known are ${names(() => true)}.`);
    const { frames, problems } = yield* parsePieces(text, format);
    const place = (line: number, column: number): string => `${file}:${line + 1}:${column + 1}`;
    const wrong = problems.find(({ severity }) => severity === "error");
    if (wrong) throw new Failure("BadStructure", `${place(wrong.line, wrong.column)}: ${wrong.message}`);
    for (const { line, column, message } of problems) warnings.push(`${place(line, column)}: ${message}`);
    for (const [frame, { structure }] of frames.entries()) structures.push({ structure, file, frame });
  }
  if (structures.length === 0) throw new Failure("BadStructure", `${files.join(", ")}: there is no structure in it.`);
  return { structures, warnings };
}

function readBytes(file: string): Uint8Array {
  try {
    return unpacked(readFileSync(file));
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** @throws Failure BadStructure naming the frame that is damaged */
function readTrajectory(file: string, bytes: Uint8Array): Structure[] {
  const { frames, problems } = parseUlm(bytes);
  const [first] = problems;
  if (first) throw new Failure("BadStructure", `${file}: ${first.message}`);
  return frames.map(({ structure }) => structure);
}

function* parsePieces(text: string, format: Format): Stepwise<ParseResult> {
  if (format.name !== "extxyz" && format.name !== "xyz") return format.parse(text);
  const reader = new ExtxyzReader({ plain: format.name === "xyz" });
  const frames: Frame[] = [];
  for (let at = 0; at < text.length; at += pieceLength) {
    for (const frame of reader.push(text.slice(at, at + pieceLength))) frames.push(frame);
    yield at / text.length;
  }
  for (const frame of reader.end()) frames.push(frame);
  return { frames, problems: reader.problems };
}

/** The format that `path` is written in. @throws Failure FileUnreadable naming those that can be written */
export function writableFormat(path: string, name?: string): Format & Required<Pick<Format, "write">> {
  const format = name === undefined ? formatForFile(path) : formatNamed(name);
  const { write } = format ?? {};
  if (format && write) return { ...format, write };
  const wanted = name ?? basename(path);
  throw new Failure(
    "FileUnreadable",
    `No format that is written here is called ${wanted}. There are ${names((one) => one.write !== undefined)}.`,
  );
}

const names = (wanted: (format: Format) => boolean): string =>
  formats
    .filter(wanted)
    .map(({ name, extensions, fileNames }) => `${name} (${[...extensions, ...fileNames].join(", ")})`)
    .join(", ");

/** @throws Failure FileUnreadable where the file is one that is read, or is there and may not be replaced */
export function checkOutput(output: string, inputs: readonly string[], overwrite: boolean): void {
  if (inputs.includes(output)) throw new Failure("FileUnreadable", `${output} is read from: name another file to write to.`);
  if (!overwrite && existsSync(output))
    throw new Failure("FileUnreadable", `${output} is there already: name another file, or overwrite it.`);
}

/** @throws Failure BadStructure where the format cannot hold the structures, FileUnreadable where the disk refuses */
export function writeStructures(output: string, structures: readonly Structure[], format: Format = writableFormat(output)): void {
  let text: string;
  try {
    text = format.write!(structures);
  } catch (error) {
    if (error instanceof RangeError) throw new Failure("BadStructure", `${output}: ${error.message}`);
    throw error;
  }
  writeBytes(output, new TextEncoder().encode(text));
}

/** @throws Failure FileUnreadable */
export function writeBytes(output: string, bytes: Uint8Array): void {
  try {
    writeFileAtomically(output, bytes);
  } catch (error) {
    throw new Failure("FileUnreadable", `${output} cannot be written: ${(error as Error).message}`);
  }
}

/** NAME-suffix.ext of a path, in the same folder. */
export function besideName(path: string, suffix: string, ending = extname(path)): string {
  const old = extname(path);
  return `${old ? path.slice(0, -old.length) : path}-${suffix}${ending}`;
}
