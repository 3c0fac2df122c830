// This daemon's build id and version. A bundle bakes the id in (__ADATOM_BUILD__); a clone hashes its own sources.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildIdOf } from "@adatom/protocol/build-id.ts";

declare const __ADATOM_BUILD__: string | undefined;

export const version = "0.1.0";

export function buildId(): string {
  if (typeof __ADATOM_BUILD__ === "string") return __ADATOM_BUILD__;
  const root = fileURLToPath(new URL("..", import.meta.url));
  return buildIdOf({
    list: (folder) =>
      readdirSync(join(root, folder), { withFileTypes: true }).map((entry) => entry.name + (entry.isDirectory() ? "/" : "")),
    read: (path) => readFileSync(join(root, path)),
    hash() {
      const hash = createHash("sha256");
      return { update: (data) => void hash.update(data), hex: () => hash.digest("hex") };
    },
  });
}
