// Listening on the user's socket: the stale one is removed (only ever by the holder of the lock), the new one is 0600, the
// token is new at each start. There is no TCP anywhere.
import { randomBytes } from "node:crypto";
import { chmodSync, lstatSync, renameSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { type Endpoint, privacyComplaint } from "@adatom/protocol/endpoint.ts";
import { entryOf, ownUid } from "./paths.ts";

/** Writes a new token, readable by its owner only, in place of the last daemon's. */
export function writeToken(file: string): string {
  const token = randomBytes(32).toString("hex");
  const beside = `${file}.new`;
  rmSync(beside, { force: true });
  writeFileSync(beside, token, { mode: 0o600, flag: "wx" });
  chmodSync(beside, 0o600);
  renameSync(beside, file);
  return token;
}

/** Whether somebody answers at the socket; only "nobody there" (ECONNREFUSED, ENOENT) counts as stale. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = connect(path);
    probe.once("connect", () => {
      probe.destroy();
      resolve(true);
    });
    probe.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNREFUSED" || error.code === "ENOENT") resolve(false);
      else reject(new Error(`Cannot tell whether a daemon listens at ${path}: ${error.message}`));
    });
  });
}

async function removeStaleSocket(path: string): Promise<void> {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) return;
  // A socket of our own that is merely open to others was left by a crash between bind and chmod: it may go.
  const complaint = privacyComplaint(path, "socket", { ...entryOf(stats), mode: 0o600 }, ownUid);
  if (complaint) throw new Error(complaint);
  if (await answers(path)) {
    throw new Error(`Another program answers at ${path} without holding the daemon's lock. End it, or set ADATOM_HOME to another folder.`);
  }
  unlinkSync(path);
}

/** Call only while holding the lock. */
export async function listen(endpoint: Endpoint, onSocket: (socket: Socket) => void): Promise<Server> {
  const pipe = process.platform === "win32";
  if (!pipe) await removeStaleSocket(endpoint.socket);
  const server = createServer({ allowHalfOpen: false }, onSocket);
  server.maxConnections = 1024;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    // Bind happens inside this call: with this umask the socket is never open to others, not even for an instant.
    const umask = process.umask(0o177);
    try {
      server.listen({ path: endpoint.socket, backlog: 511 }, resolve);
    } finally {
      process.umask(umask);
    }
  });
  if (!pipe) {
    chmodSync(endpoint.socket, 0o600);
    const complaint = privacyComplaint(endpoint.socket, "socket", entryOf(lstatSync(endpoint.socket)), ownUid);
    if (complaint) throw new Error(complaint);
  }
  return server;
}
