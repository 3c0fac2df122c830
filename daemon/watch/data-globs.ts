// A project's globs as a watcher needs them: the folders to watch, and which data sets a path belongs to.
import { resolve } from "node:path";
import picomatch from "picomatch";
import type { Project } from "../project/contract.ts";

export interface DataGlobs {
  readonly folders: readonly string[];
  /** Names of the data sets whose globs match an absolute path. */
  dataSetsOf(path: string): string[];
}

export function dataGlobs(project: Project): DataGlobs {
  const sets = Object.entries(project.content?.dataSets ?? {}).map(([name, dataSet]) => {
    const patterns = [...dataSet.files, ...dataSet.test].map((pattern) => {
      const { base, glob } = picomatch.scan(pattern);
      // A plain file name has no glob: its folder is watched, since the file itself may be replaced.
      const folder = resolve(project.folder, glob === "" ? `${base}/..` : base);
      const matches = picomatch(glob === "" ? "*" : glob);
      const whole = resolve(project.folder, base);
      return {
        folder,
        matches: (path: string) => (glob === "" ? path === whole : path.startsWith(`${folder}/`) && matches(path.slice(folder.length + 1))),
      };
    });
    return { name, patterns };
  });
  const folders = new Set(sets.flatMap((set) => set.patterns.map((pattern) => pattern.folder)));
  // A folder inside another watched one is watched already.
  const outer = [...folders].filter((folder) => ![...folders].some((other) => folder !== other && folder.startsWith(`${other}/`)));
  return {
    folders: outer,
    dataSetsOf: (path) => sets.filter((set) => set.patterns.some((pattern) => pattern.matches(path))).map((set) => set.name),
  };
}
