// The projects that this daemon knows: read, checked, kept, and read again when their file changed.
import { readFile, stat } from "node:fs/promises";
import { dirname, isAbsolute, resolve } from "node:path";
import { Failure } from "@adatom/protocol/failure.ts";
import type { ProtocolProblem } from "@adatom/protocol/structure.ts";
import { checkProject } from "./check.ts";
import type { Project, Projects } from "./contract.ts";
import { dataSetFiles, filesOf, projectFileName, projectFilePath } from "./data-files.ts";
import { hint } from "./did-you-mean.ts";
import { readJsonText } from "./json-text.ts";

interface Known {
  readonly project: Project;
  readonly text: string;
  readonly stamp: string;
}

/** Hover asks for the nearest project all the time; the disk is asked at most this often for a folder. */
const freshMs = 1000;

export function createProjects(options: { watching: (folder: string) => boolean }): Projects {
  const known = new Map<string, Known>();
  const nearestOf = new Map<string, { folder: string | null; checkedAt: number }>();
  const listeners: ((project: Project) => void)[] = [];

  async function stampOf(file: string): Promise<string | null> {
    const stats = await stat(file).catch(() => null);
    return stats?.isFile() ? `${stats.mtimeMs}:${stats.size}:${stats.ino}` : null;
  }

  async function open(given: string): Promise<Project> {
    // The daemon's own working folder is nobody's idea of "here".
    if (!isAbsolute(given)) throw new Failure("BadProject", `The project's folder must be an absolute path, not "${given}".`);
    const folder = resolve(given);
    const file = projectFilePath(folder);
    const stamp = await stampOf(file);
    let text: string;
    try {
      if (stamp === null) throw new Error("there is no such file");
      text = await readFile(file, "utf8");
    } catch (error) {
      known.delete(folder);
      throw new Failure(
        "BadProject",
        `No project in ${folder}: cannot read ${file} (${(error as Error).message}). Create ${projectFileName} there, or name another folder.`,
      );
    }
    const { content, problems } = checkProject(text, file);
    problems.push(...(await emptyGlobs(text, file, folder, content)));
    const project: Project = {
      folder,
      file,
      content,
      problems,
      get watching() {
        return options.watching(folder);
      },
    };
    const changed = known.get(folder)?.text !== text;
    known.set(folder, { project, text, stamp: stamp! });
    if (changed) for (const listener of listeners) listener(project);
    return project;
  }

  async function nearestFolder(start: string): Promise<string | null> {
    for (let folder = start; ; folder = dirname(folder)) {
      if ((await stampOf(projectFilePath(folder))) !== null) return folder;
      if (dirname(folder) === folder) return null;
    }
  }

  return {
    open,
    async nearest(path, look) {
      const stats = await stat(path).catch(() => null);
      const start = resolve(stats?.isDirectory() ? path : dirname(path));
      let found = nearestOf.get(start);
      const now = performance.now();
      if (look === "seldom" && found && now - found.checkedAt < freshMs) return (found.folder && known.get(found.folder)?.project) || null;
      found = { folder: await nearestFolder(start), checkedAt: now };
      if (nearestOf.size > 1000) nearestOf.clear();
      nearestOf.set(start, found);
      if (found.folder === null) return null;
      const before = known.get(found.folder);
      if (before && before.stamp === (await stampOf(before.project.file))) return before.project;
      return open(found.folder).catch(() => null);
    },
    known: () => [...known.values()].map((one) => one.project),
    check: checkProject,
    async dataFiles(project, name) {
      const sets = project.content?.dataSets ?? {};
      const dataSet = sets[name];
      if (!dataSet) throw new Failure("BadProject", `${project.file} has no data set "${name}".${hint(name, Object.keys(sets))}`);
      return dataSetFiles(project.folder, dataSet);
    },
    onChanged: (listener) => void listeners.push(listener),
  };
}

/** A glob that finds nothing is most often a slip of the pen, but the files may also come later: a warning. */
async function emptyGlobs(text: string, file: string, folder: string, content: Project["content"]): Promise<ProtocolProblem[]> {
  const json = readJsonText(text, file);
  const problems: ProtocolProblem[] = [];
  for (const [name, dataSet] of Object.entries(content?.dataSets ?? {})) {
    for (const part of ["files", "test"] as const) {
      for (const [index, pattern] of dataSet[part].entries()) {
        if ((await filesOf(folder, [pattern])).length > 0) continue;
        const span = json.value(["dataSets", name, part, index]);
        problems.push(json.problem(span, "warning", "no-files", `"${pattern}" matches no file under ${folder}.`));
      }
    }
  }
  return problems;
}
