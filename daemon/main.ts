// The daemon's entry: folder, lock, then everything else. One process a user; a second one finds the lock held and leaves
// with exit code 75 before it has loaded anything heavy.

import { takeLock } from "./socket/lock.ts";
import { currentEndpoint, preparePrivateFolder, prepareStateFolder } from "./socket/paths.ts";

/** sysexits' EX_TEMPFAIL: clients read it as "another one is there, connect to it". */
const anotherHoldsTheLock = 75;

try {
  const endpoint = currentEndpoint();
  prepareStateFolder(endpoint.stateFolder);
  preparePrivateFolder(endpoint.runtimeFolder);
  const lock = takeLock(endpoint.lockFile);
  if (!lock) process.exit(anotherHoldsTheLock);
  const { serve } = await import("./serve.ts");
  await serve(endpoint, lock);
} catch (error) {
  process.stderr.write(`Adatom's daemon could not start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
