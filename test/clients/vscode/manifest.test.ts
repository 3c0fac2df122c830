// The extension's manifest against its files: every path is there, every grammar is JSON whose patterns compile, every command known.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";

const folder = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..", "clients", "vscode");
interface Manifest {
  readonly contributes: {
    readonly languages: readonly { readonly id: string; readonly configuration?: string }[];
    readonly grammars: readonly { readonly language: string; readonly path: string; readonly scopeName: string }[];
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
  };
}
const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
const { languages, grammars, commands, menus } = manifest.contributes;

test("every language of ours has a configuration file, or it would not activate the extension", () => {
  for (const language of languages.filter(({ id }) => id !== "jsonc")) {
    assert.ok(language.configuration !== undefined, language.id);
    JSON.parse(readFileSync(join(folder, language.configuration), "utf8"));
  }
});

test("grammars are of known languages and their patterns compile", () => {
  for (const { language, path, scopeName } of grammars) {
    assert.ok(languages.some(({ id }) => id === language));
    const grammar = JSON.parse(readFileSync(join(folder, path), "utf8")) as { scopeName: string; patterns: Record<string, unknown>[] };
    assert.is(grammar.scopeName, scopeName);
    for (const pattern of grammar.patterns)
      for (const key of ["match", "begin", "end"]) if (key in pattern) new RegExp(String(pattern[key]), "m");
  }
});

test("commands of manifest, menus and code agree", () => {
  const declared = new Set(commands.map(({ command }) => command));
  for (const { command } of Object.values(menus).flat()) assert.ok(declared.has(command), command);
  const sources = readdirSync(join(folder, "extension")).map((name) => readFileSync(join(folder, "extension", name), "utf8"));
  for (const command of declared)
    assert.ok(
      sources.some((source) => source.includes(`"${command}"`)),
      command,
    );
  assert.ok(existsSync(join(folder, "icons", "adatom.svg")));
});

test.run();
