// The daemon's folders, made private and checked. What is where: protocol/endpoint.ts.
import { createHash } from "node:crypto";
import { chmodSync, lstatSync, mkdirSync, type Stats } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { type Endpoint, type Entry, endpointOf, privacyComplaint } from "@adatom/protocol/endpoint.ts";

export const ownUid = process.getuid?.() ?? -1;

export function currentEndpoint(): Endpoint {
  return endpointOf({
    env: process.env,
    platform: process.platform,
    uid: ownUid,
    temporaryFolder: tmpdir(),
    homeFolder: homedir(),
    sha256: (text) => createHash("sha256").update(text).digest("hex"),
  });
}

export function entryOf(stats: Stats): Entry {
  const kind = stats.isDirectory() ? "folder" : stats.isSocket() ? "socket" : stats.isFile() ? "file" : "other";
  return { kind, uid: stats.uid, mode: stats.mode };
}

/** Makes a folder of mode 0700 under any umask, or checks the one that is there. @throws Error saying what to do */
export function preparePrivateFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
    // mkdir's mode passes through the umask, which may have taken bits away from the owner.
    chmodSync(path, 0o700);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT") throw new Error(`The folder that should hold ${path} does not exist. Create it, or unset XDG_RUNTIME_DIR.`);
    if (code !== "EEXIST") throw new Error(`Cannot create ${path}: ${(error as Error).message}`);
  }
  const complaint = privacyComplaint(path, "folder", entryOf(lstatSync(path)), ownUid);
  if (complaint) throw new Error(complaint);
}

/** Makes the state folder (0700 when new). A user's own folder that others may read is allowed, one they may write is not. */
export function prepareStateFolder(path: string): void {
  try {
    const made = mkdirSync(path, { recursive: true, mode: 0o700 });
    if (made) chmodSync(path, 0o700);
  } catch (error) {
    throw new Error(`Cannot create the state folder ${path}: ${(error as Error).message}. Set ADATOM_HOME to a folder you can write.`);
  }
  const entry = entryOf(lstatSync(path));
  const writable = { ...entry, kind: entry.kind === "other" ? ("folder" as const) : entry.kind, mode: entry.mode & 0o022 };
  const complaint = privacyComplaint(path, "folder", writable, ownUid);
  if (complaint) throw new Error(complaint);
}
