// docs/cli.md says what the commands are.
import { readFileSync } from "node:fs";
import { commands } from "adatom/command/registry.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { commandLineDocumentation } from "../../../../scripts/command-line-documentation.ts";

test("docs/cli.md is what `npm run docs` writes, with an example of every command", () => {
  const text = readFileSync(new URL("../../../../docs/cli.md", import.meta.url), "utf8");
  assert.is(text, commandLineDocumentation());
  for (const { name } of commands) assert.match(text, `    npx adatom ${name}`);
});

test.run();
