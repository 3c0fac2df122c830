// The build id of the daemon that this client would start; compared with the one that runs.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildIdOf } from "@adatom/protocol/build-id.ts";

declare const __ADATOM_BUILD__: string | undefined;

let known: string | undefined;

export function ownBuildId(): string {
  if (typeof __ADATOM_BUILD__ === "string") return __ADATOM_BUILD__;
  if (known) return known;
  const root = fileURLToPath(new URL("../..", import.meta.url));
  known = buildIdOf({
    list: (folder) =>
      readdirSync(join(root, folder), { withFileTypes: true }).map((entry) => entry.name + (entry.isDirectory() ? "/" : "")),
    read: (path) => readFileSync(join(root, path)),
    hash() {
      const hash = createHash("sha256");
      return { update: (data) => void hash.update(data), hex: () => hash.digest("hex") };
    },
  });
  return known;
}
