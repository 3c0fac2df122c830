// Figures as files of a folder, from the daemon's main thread: NAME.svg each.
import { access, constants, mkdir, writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";
import type { Figure } from "@adatom/models/figures/figure.ts";
import { Failure } from "@adatom/protocol/failure.ts";

/** @returns absolute paths. Rejects with FileUnreadable where the folder cannot be made or written */
export async function writeFigures(folder: string, figures: readonly Figure[]): Promise<string[]> {
  await requireFigureFolder(folder);
  // Its axes are needed only here: they cost no daemon's start anything.
  const { figureAsSvg } = await import("./svg.ts");
  const written: string[] = [];
  try {
    await mkdir(folder, { recursive: true });
    for (const figure of figures) {
      const path = join(folder, `${figure.name}.svg`);
      await writeFile(path, figureAsSvg(figure));
      written.push(path);
    }
  } catch (error) {
    throw new Failure("FileUnreadable", `Figures cannot be written to ${folder}: ${(error as Error).message}`);
  }
  return written;
}

/** Before the work that figures need begins. Rejects with FileUnreadable where its parent is not there or not writable. */
export async function requireFigureFolder(folder: string): Promise<void> {
  if (!isAbsolute(folder)) throw new Failure("FileUnreadable", `${folder} must be an absolute path.`);
  try {
    await access(dirname(folder), constants.W_OK);
  } catch {
    throw new Failure("FileUnreadable", `${folder} cannot be made: the folder above it is not there or is not writable.`);
  }
}
