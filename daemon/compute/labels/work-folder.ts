// A calculation's folder: input files written, other files put beside them, output read back, kept where it failed.
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { contentDigest } from "../../store/atomic-file.ts";
import { killLeftOver } from "./process-group.ts";

/** Longest output file that is read, characters fit for one string. */
const mostBytes = 2 ** 28;
/** Of a program's last words in an error. */
const mostTail = 400;

/** Digest of every file that goes beside the input. @throws Error naming a file that is not there */
export function digestsOf(files: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    files.map((path) => {
      try {
        return [basename(path), contentDigest(readFileSync(path))];
      } catch (error) {
        throw new Error(`${path}, which the calculator needs, cannot be read: ${(error as Error).message}`);
      }
    }),
  );
}

/** Makes a folder of its own for every attempt: one that is still ending never shares it with the next. @returns its path */
export function makeWorkFolder(parent: string, name: string, inputs: Readonly<Record<string, string>>, files: readonly string[]): string {
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  const folder = mkdtempSync(join(parent, `${name}-`));
  for (const path of files) copyFileSync(path, join(folder, basename(path)));
  for (const [name, text] of Object.entries(inputs)) {
    const path = resolve(folder, name);
    if (!path.startsWith(folder + sep)) throw new Error(`input file ${name} lies outside of the work folder: give it a plain name`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return folder;
}

/** The text of a file of the folder; null where the program did not write it. */
export function outputText(folder: string, name: string): string | null {
  try {
    const bytes = readFileSync(join(folder, name));
    return bytes.length > mostBytes ? null : bytes.toString("utf8");
  } catch {
    return null;
  }
}

/** What the program said was wrong, or else what it said last, for people. */
export function lastWords(folder: string): string {
  const said = ["stderr", "stdout"].map((name) => ({
    name,
    lines: (outputText(folder, name) ?? "").split("\n").filter((line) => line.trim() !== ""),
  }));
  for (const { name, lines } of said) {
    const error = errorIn(lines);
    if (error !== null) return `; ${name} says: ${error.slice(0, mostTail)}`;
  }
  for (const { name, lines } of said) {
    if (lines.length > 0) return `; ${name} ends: ${lines.slice(-3).join(" | ").slice(-mostTail)}`;
  }
  return "";
}

/** The first line that names an error; where it does no more than that (DFTB+'s "ERROR!", Fortran's "ERROR STOP"), what follows. */
function errorIn(lines: readonly string[]): string | null {
  for (const [k, line] of lines.entries()) {
    if (!/^\W*(fatal )?error\b/i.test(line)) continue;
    if (!/^\W*(fatal )?error\W*(stop|termination\b.*)?\W*$/i.test(line)) return line.trim();
    const following = lines.slice(k + 1, k + 4).map((next) => next.trim());
    const reason = following.filter((next) => !/^(#\d|error\b)/i.test(next));
    if (reason.length > 0 && reason.length === following.length) return reason.join(" | ");
  }
  return null;
}

/** Ends what a killed process left running in any folder of a run. */
export function endLeftOvers(folder: string): void {
  let names: string[] = [];
  try {
    names = readdirSync(folder);
  } catch {
    // Nothing was begun there.
  }
  for (const name of names) killLeftOver(join(folder, name));
}
