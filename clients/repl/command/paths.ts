// Paths as users type them, and the project that a file belongs to.
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, relative, resolve, sep } from "node:path";
import { UsageError } from "./command.ts";

/** An absolute path from what a user typed; ~ is the home folder. */
export function resolveUserPath(folder: string, typed: string): string {
  if (typed === "~") return homedir();
  if (typed.startsWith("~/") || typed.startsWith(`~${sep}`)) return resolve(homedir(), typed.slice(2));
  return resolve(folder, typed);
}

/** The path as short as it is clear: relative to the folder when it lies in it. */
export function shownPath(folder: string, path: string): string {
  const inside = relative(folder, path);
  return inside === "" ? "." : inside.startsWith("..") ? path : inside;
}

/** The nearest folder at or above `folder` with an adatom.json; null without one. */
export function nearestProject(folder: string): string | null {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(join(at, "adatom.json"))) return at;
    if (dirname(at) === at) return null;
  }
}

/** The project meant: the folder named, else the nearest at or above the current one. */
export function projectFolder(folder: string, named: string | undefined): string {
  if (named !== undefined) {
    const path = resolveUserPath(folder, named);
    return path.endsWith(`${sep}adatom.json`) ? dirname(path) : path;
  }
  const found = nearestProject(folder);
  if (found === null) throw new UsageError(`no adatom.json in ${folder} or above it; name the project with --project DIR`);
  return found;
}
