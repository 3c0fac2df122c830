// Where the optional engines' packages are looked for: beside Adatom's own, then in the engines folder, which is
// the environment's ADATOM_ENGINES, else `engines` in the state folder. They are never part of Adatom's own install.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { endpointOf } from "@adatom/protocol/endpoint.ts";

export function enginesFolder(): string {
  if (process.env.ADATOM_ENGINES) return process.env.ADATOM_ENGINES;
  const { stateFolder } = endpointOf({
    env: process.env,
    platform: process.platform,
    uid: process.getuid?.() ?? -1,
    temporaryFolder: tmpdir(),
    homeFolder: homedir(),
    // Only the socket's name is hashed.
    sha256: () => "0000000000",
  });
  return join(stateFolder, "engines");
}

/** A `require` that finds the package, or null where it is nowhere. */
export function requireOf(packageName: string): NodeJS.Require | null {
  const places = [import.meta.url, join(enginesFolder(), "package.json")];
  for (const place of places) {
    const require = createRequire(place);
    const found = require.resolve.paths(packageName)?.some((folder) => existsSync(join(folder, packageName, "package.json")));
    if (found) return require;
  }
  return null;
}
