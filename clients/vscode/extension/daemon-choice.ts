// Which daemon program runs, and on which Node: from settings, else the one in this extension on the editor's own Node.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

export interface DaemonChoice {
  readonly daemonEntry: string;
  /** Undefined: the Node (or Electron as Node) that runs this extension. */
  readonly execPath?: string;
  /** A daemon of the user's own choice is never replaced for being of another build than this extension. */
  readonly keep: boolean;
}

export const oldestNode = [22, 22] as const;

export function newEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  return major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
}

export interface DaemonSettings {
  readonly daemonPath: string;
  readonly nodePath: string;
  readonly bundledEntry: string;
  readonly ownNodeVersion: string;
}

/** @throws Error that says what to do */
export function chooseDaemon(settings: DaemonSettings, versionOf: (node: string) => string | null = nodeVersion): DaemonChoice {
  const daemonEntry = settings.daemonPath === "" ? settings.bundledEntry : settings.daemonPath;
  if (!existsSync(daemonEntry)) throw new Error(`There is no daemon at ${daemonEntry}. Check the setting adatom.daemonPath.`);
  const keep = settings.daemonPath !== "";
  const needed = oldestNode.join(".");
  if (settings.nodePath !== "") {
    const version = versionOf(settings.nodePath);
    if (version === null) throw new Error(`Cannot run ${settings.nodePath}. Check the setting adatom.nodePath.`);
    if (!newEnough(version)) throw new Error(`The setting adatom.nodePath names Node ${version}; Adatom needs ${needed} or newer.`);
    return { daemonEntry, execPath: settings.nodePath, keep };
  }
  if (newEnough(settings.ownNodeVersion)) return { daemonEntry, keep };
  const found = versionOf("node");
  if (found !== null && newEnough(found)) return { daemonEntry, execPath: "node", keep };
  throw new Error(
    `This editor runs Node ${settings.ownNodeVersion}; Adatom's daemon needs ${needed} or newer${found === null ? "" : `, and the one on the PATH is ${found}`}. ` +
      "Update the editor, or install a newer Node and name it in the setting adatom.nodePath.",
  );
}

function nodeVersion(node: string): string | null {
  try {
    return execFileSync(node, ["--version"], { encoding: "utf8", timeout: 5000, windowsHide: true }).trim();
  } catch {
    return null;
  }
}
