// The names that completion offers: files from the disk; models, potentials, runs and the nearest project's calculators from the daemon.
import { readdir } from "node:fs/promises";
import { basename } from "node:path";
import { listModels } from "@adatom/protocol/models.ts";
import { openProject } from "@adatom/protocol/project.ts";
import { listRuns } from "@adatom/protocol/runs.ts";
import { nearestProject, resolveUserPath } from "../command/paths.ts";
import type { ConnectDaemon } from "../daemon-client.ts";
import type { Candidate, CompletionSources } from "../editor/completion.ts";

// A menu that waits longer than this is worse than none.
const patienceMs = 1500;

export function completionSources(connect: ConnectDaemon, folder: string): CompletionSources {
  return {
    async candidates(kind, word) {
      if (kind === "file" || kind === "folder") return paths(folder, word, kind === "folder");
      const client = await connect({ start: true });
      const signal = AbortSignal.timeout(patienceMs);
      if (kind === "run") {
        const { runs } = await client.request(listRuns, { limit: 50 }, { signal });
        return runs.map((run) => ({ text: String(run.id), note: `${run.title} (${run.state})` }));
      }
      if (kind === "calculator") {
        const project = nearestProject(folder);
        if (project === null) return [];
        const { calculators } = await client.request(openProject, { folder: project }, { signal });
        return calculators.map(({ name, type, program }) => ({ text: name, note: [type, program].filter(Boolean).join(", ") }));
      }
      const { shipped, learned, imported } = await client.request(listModels, {}, { signal });
      const potentials = shipped.map(({ name, description }) => ({ text: name, note: description }));
      const read = imported.map(({ name, program, project }) => ({ text: name, note: `${program}, ${basename(project)}` }));
      const trained = learned.map(({ name, project, versions }) => ({
        text: name,
        note: `${versions.length === 1 ? "1 version" : `${versions.length} versions`}, ${basename(project)}`,
      }));
      const models = [...trained, ...read];
      if (kind === "potential") return potentials;
      return kind === "model" ? [...models, ...potentials] : models;
    },
  };
}

/** Entries of the folder that the word names, folders with a slash behind; hidden ones only when asked for. */
async function paths(folder: string, word: string, foldersOnly: boolean): Promise<Candidate[]> {
  const slash = word.lastIndexOf("/") + 1;
  const typedFolder = word.slice(0, slash);
  const start = word.slice(slash);
  const entries = await readdir(resolveUserPath(folder, typedFolder || "."), { withFileTypes: true });
  return entries
    .filter((entry) => start.startsWith(".") || !entry.name.startsWith("."))
    .filter((entry) => entry.isDirectory() || !foldersOnly)
    .map((entry) => ({
      text: `${typedFolder}${entry.name}${entry.isDirectory() ? "/" : ""}`,
      ...(entry.isDirectory() && { open: true }),
    }))
    .sort((first, second) => first.text.localeCompare(second.text, "en", { numeric: true }));
}
