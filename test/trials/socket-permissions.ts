// Under every umask the socket folder is 0700, the socket, token and lock 0600, and the daemon can be reached.
import { lstatSync } from "node:fs";
import { currentEndpoint } from "@adatom/connect/index.ts";
import { status } from "@adatom/protocol/status.ts";
import * as assert from "uvu/assert";
import { privateHome } from "../daemon/private-daemon.ts";

export interface Options {
  readonly umasks: readonly number[];
}

/** 000 to 077: everything that can be taken from group and others. */
export const full: Options = { umasks: Array.from({ length: 64 }, (_, umask) => umask) };
export const short: Options = { umasks: [0o000, 0o022, 0o027, 0o077] };

export async function run({ umasks }: Options): Promise<{ umasks: number }> {
  const before = process.umask();
  try {
    for (const umask of umasks) {
      const home = privateHome();
      try {
        // The daemon inherits it from the client that starts it.
        process.umask(umask);
        const client = await home.connect();
        process.umask(before);
        const endpoint = currentEndpoint(home.env);
        const mode = (path: string) => (lstatSync(path).mode & 0o777).toString(8);
        const modes = [
          endpoint.runtimeFolder,
          endpoint.stateFolder,
          endpoint.spoolFolder,
          endpoint.socket,
          endpoint.tokenFile,
          endpoint.lockFile,
        ].map(mode);
        assert.equal(modes, ["700", "700", "700", "600", "600", "600"], `umask ${umask.toString(8).padStart(3, "0")}`);
        assert.is((await client.request(status, {})).socket, endpoint.socket);
      } finally {
        process.umask(before);
        await home.clean();
      }
    }
  } finally {
    process.umask(before);
  }
  return { umasks: umasks.length };
}
