// Options that name files to read and write.
import type { Option } from "./command.ts";
import { resolveUserPath } from "./paths.ts";

/** Absolute paths of files with commas between. */
export function fileList(folder: string, text: string | undefined): string[] {
  return (text ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "")
    .map((name) => resolveUserPath(folder, name));
}

export const overwriteOption: Option = { name: "overwrite", type: "flag", summary: "replace files that are there already" };
