// The structure formats Adatom reads and writes, one line each, and which of them a file is.
import { extxyz } from "./extxyz.ts";
import type { Format } from "./format.ts";
import { pymatgenJson } from "./pymatgen-json.ts";
import { looksExtended, xyz } from "./xyz.ts";

/** All formats; where two share an ending, the first is the one a file name alone gives. */
export const formats: readonly Format[] = [
  extxyz, //
  xyz,
  pymatgenJson,
];

export function formatNamed(name: string): Format | undefined {
  return formats.find((format) => format.name === name);
}

/** The format that a file's name alone gives, with or without folders before it; undefined for a name no format claims. */
export function formatForFile(fileName: string): Format | undefined {
  const base = fileName.slice(Math.max(fileName.lastIndexOf("/"), fileName.lastIndexOf("\\")) + 1);
  const lower = base.toLowerCase();
  return (
    formats.find((format) => format.fileNames.some((name) => name.toLowerCase() === lower)) ??
    formats.find((format) => format.extensions.some((extension) => lower.endsWith(extension)))
  );
}

/** The format of a text, by its file name where that decides, else by what it begins with; undefined where nothing fits. */
export function detectFormat(text: string, fileName = ""): Format | undefined {
  const named = formatForFile(fileName);
  if (named === extxyz) return looksExtended(text) || !/\.xyz$/i.test(fileName) ? extxyz : xyz;
  return named ?? sniffFormat(text);
}

function sniffFormat(text: string): Format | undefined {
  const head = text.slice(0, 4000);
  if (/^\ufeff?\s*\d+\s*\r?\n/.test(head)) return looksExtended(text) ? extxyz : xyz;
  return undefined;
}
