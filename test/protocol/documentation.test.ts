// docs/protocol.md is made from the schemas: it must be the text that the schemas give today.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { definitions } from "@adatom/protocol/index.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { protocolDocumentation } from "../../scripts/protocol-documentation.ts";
import { repositoryRoot } from "../runner/files.ts";

test("docs/protocol.md is up to date (npm run docs writes it)", async () => {
  const file = await readFile(path.join(repositoryRoot, "docs/protocol.md"), "utf8");
  assert.is(file, protocolDocumentation());
});

test("no method is declared twice, and all of ours begin with adatom/", () => {
  const all = [...definitions.values()].flat();
  assert.is(new Set(all.map((definition) => definition.method)).size, all.length);
  for (const definition of all) assert.is(definition.method.startsWith("adatom/"), definition.kind !== "lsp", definition.method);
});

test.run();
