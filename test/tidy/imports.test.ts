// Who may import whom: the table of ARCHITECTURE.md, read from the import lines.
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { importsOf, readSources } from "./sources.ts";

interface Rule {
  /** Path prefix of the files it is about; the first matching rule counts. */
  readonly folder: string;
  /** Our own folders that may be imported, besides the file's own. */
  readonly ours: readonly string[];
  readonly nodeBuiltins: boolean;
  /** Packages allowed; null: any. */
  readonly packages: readonly RegExp[] | null;
}

const backends = /^@tensorflow\/tfjs(?!-core$)/;
const rules: readonly Rule[] = [
  { folder: "protocol/", ours: [], nodeBuiltins: false, packages: [/^zod$/, /^vscode-jsonrpc/, /^vscode-languageserver-(types|protocol)/] },
  { folder: "models/", ours: [], nodeBuiltins: false, packages: [/^@tensorflow\/tfjs-core$/] },
  { folder: "daemon/", ours: ["protocol/", "models/"], nodeBuiltins: true, packages: null },
  { folder: "clients/connect/", ours: ["protocol/"], nodeBuiltins: true, packages: [/^vscode-jsonrpc/] },
  { folder: "clients/vscode/", ours: ["protocol/", "clients/connect/"], nodeBuiltins: true, packages: null },
  { folder: "clients/repl/", ours: ["protocol/", "clients/connect/"], nodeBuiltins: true, packages: null },
];
const packageFolders: Record<string, string> = {
  "@adatom/protocol": "protocol/",
  "@adatom/models": "models/",
  "@adatom/daemon": "daemon/",
  "@adatom/connect": "clients/connect/",
  adatom: "clients/repl/",
  "adatom-vscode": "clients/vscode/",
};

/** Path of our own file that an import means, or null for packages and built-ins. */
function ourTarget(file: string, name: string): string | null {
  if (name.startsWith(".")) return path.posix.join(path.posix.dirname(file), name);
  const owner = Object.keys(packageFolders).find((prefix) => name === prefix || name.startsWith(`${prefix}/`));
  return owner ? packageFolders[owner] + name.slice(owner.length + 1) : null;
}

function complaint(rule: Rule, file: string, name: string): string | null {
  const target = ourTarget(file, name);
  if (target !== null) return [rule.folder, ...rule.ours].some((folder) => target.startsWith(folder)) ? null : `${file} imports ${name}`;
  if (name.startsWith("node:")) return rule.nodeBuiltins ? null : `${file} imports ${name}`;
  return rule.packages === null || rule.packages.some((pattern) => pattern.test(name)) ? null : `${file} imports ${name}`;
}

const sources = await readSources(["protocol/**/*.ts", "models/**/*.ts", "daemon/**/*.ts", "clients/**/*.{ts,tsx}"]);

test("every folder imports only what it may", () => {
  const complaints = sources.flatMap(({ file, text }) => {
    const rule = rules.find((candidate) => file.startsWith(candidate.folder));
    assert.ok(rule, `${file} lies in no known folder`);
    return importsOf(text)
      .map((name) => complaint(rule, file, name))
      .filter((line) => line !== null);
  });
  assert.equal(complaints, []);
});

test("tensor backends are loaded in daemon/compute alone", () => {
  const complaints = sources
    .filter(({ file, text }) => !file.startsWith("daemon/compute/") && importsOf(text).some((name) => backends.test(name)))
    .map(({ file }) => file);
  assert.equal(complaints, []);
});

test("compute knows no sessions and no sockets", () => {
  const complaints = sources
    .filter(
      ({ file, text }) => file.startsWith("daemon/compute/") && importsOf(text).some((name) => /\/(sessions|socket|features)\//.test(name)),
    )
    .map(({ file }) => file);
  assert.equal(complaints, []);
});

test("the rules catch what they are there for", () => {
  const [protocol, models] = [rules[0]!, rules[1]!];
  assert.ok(complaint(protocol, "protocol/a.ts", "node:fs"));
  assert.ok(complaint(models, "models/structure/a.ts", "../../daemon/main.ts"));
  assert.ok(complaint(models, "models/structure/a.ts", "@adatom/protocol/define.ts"));
  assert.ok(complaint(models, "models/structure/a.ts", "@tensorflow/tfjs-backend-wasm"));
  assert.is(complaint(models, "models/structure/a.ts", "../potentials/potential.ts"), null);
  assert.equal(importsOf('import type { A } from "./a.ts";\nexport * from "./b.ts";\nimport "./c.ts";\nawait import("./d.ts");\n'), [
    "./a.ts",
    "./b.ts",
    "./c.ts",
    "./d.ts",
  ]);
});

test.run();
