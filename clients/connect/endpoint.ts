// The client's view of where the daemon listens, and its token, read only from a place nobody else can have written.
import { createHash } from "node:crypto";
import { lstatSync, readFileSync, type Stats } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { type Endpoint, endpointOf, privacyComplaint } from "@adatom/protocol/endpoint.ts";
import { DaemonDown } from "./errors.ts";

const ownUid = process.getuid?.() ?? -1;

export function currentEndpoint(env: NodeJS.ProcessEnv = process.env): Endpoint {
  try {
    return endpointOf({
      env,
      platform: process.platform,
      uid: ownUid,
      temporaryFolder: tmpdir(),
      homeFolder: homedir(),
      sha256: (text) => createHash("sha256").update(text).digest("hex"),
    });
  } catch (error) {
    throw new DaemonDown((error as Error).message);
  }
}

function kindOf(stats: Stats): "folder" | "socket" | "file" | "other" {
  return stats.isDirectory() ? "folder" : stats.isSocket() ? "socket" : stats.isFile() ? "file" : "other";
}

/** Refuses a runtime folder or socket that another user owns or may use. @throws DaemonDown saying what to do */
export function checkPrivacy(endpoint: Endpoint): void {
  const places =
    process.platform === "win32"
      ? ([[endpoint.runtimeFolder, "folder"]] as const)
      : ([
          [endpoint.runtimeFolder, "folder"],
          [endpoint.socket, "socket"],
        ] as const);
  for (const [path, kind] of places) {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    const complaint = stats && privacyComplaint(path, kind, { kind: kindOf(stats), uid: stats.uid, mode: stats.mode }, ownUid);
    if (complaint) throw new DaemonDown(complaint);
  }
}

/** @returns null when there is none (no daemon, or it is just going) */
export function readToken(endpoint: Endpoint): string | null {
  const stats = lstatSync(endpoint.tokenFile, { throwIfNoEntry: false });
  if (!stats) return null;
  const complaint = privacyComplaint(endpoint.tokenFile, "file", { kind: kindOf(stats), uid: stats.uid, mode: stats.mode }, ownUid);
  if (complaint) throw new DaemonDown(complaint);
  try {
    return readFileSync(endpoint.tokenFile, "utf8").trim();
  } catch {
    return null;
  }
}
