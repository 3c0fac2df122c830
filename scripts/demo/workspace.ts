// The demo's own copy of examples/silicon, so that running it leaves the example and the user's daemon as they were.
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const example = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../examples/silicon");

export interface Workspace {
  /** Folder of adatom.json. */
  readonly folder: string;
  /** State of the demo's own daemon. */
  readonly home: string;
  /** Where the report goes. */
  readonly report: string;
  /** Puts the held-back structures into the data folder, as a user dropping in a file would. @returns its path and how many */
  dropNewStructures(): { file: string; structures: number };
}

/** Frames of an extended XYZ text, each as its lines. */
export function splitFrames(text: string): string[] {
  const lines = text.split("\n");
  const frames: string[] = [];
  for (let at = 0; at < lines.length && lines[at]!.trim() !== ""; ) {
    const length = Number(lines[at]) + 2;
    frames.push(`${lines.slice(at, at + length).join("\n")}\n`);
    at += length;
  }
  return frames;
}

/**
 * Copies the example and holds back the frames of one kind, which the demo drops in later: the first model has never
 * seen their like.
 */
export function prepareWorkspace(heldBack: RegExp): Workspace {
  const folder = path.join(example, ".adatom", "demo");
  const report = path.join(example, "report");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.join(folder, "data"), { recursive: true });
  mkdirSync(report, { recursive: true });
  for (const name of ["adatom.json", "diamond.xyz", "data/test.xyz"]) cpSync(path.join(example, name), path.join(folder, name));
  const frames = splitFrames(readFileSync(path.join(example, "data/train.xyz"), "utf8"));
  const later = frames.filter((frame) => heldBack.test(frame));
  writeFileSync(path.join(folder, "data/train.xyz"), frames.filter((frame) => !heldBack.test(frame)).join(""));
  return {
    folder,
    home: path.join(example, ".adatom", "home"),
    report,
    dropNewStructures() {
      const file = path.join(folder, "data/train-new.xyz");
      // Written beside and renamed: the watcher must cope with either, and this is how careful programs write.
      const beside = path.join(folder, "incoming.tmp");
      writeFileSync(beside, later.join(""));
      renameSync(beside, file);
      return { file, structures: later.length };
    },
  };
}
