// The documents against the repository: links lead somewhere, named scripts, folders and environment variables are there, and every
// document in docs/ can be found from README.md.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { repositoryRoot } from "../runner/files.ts";
import { readSources } from "./sources.ts";

const documents = await readSources(["*.md", "docs/*.md", "examples/*/*.md", "examples/*/data/*.md"]);
const prose = documents.filter(({ file }) => !["docs/protocol.md", "docs/cli.md"].includes(file));
const all = (pattern: RegExp, text: string): string[] => [...text.matchAll(pattern)].map((match) => match[1]!);
/** As GitHub names a heading. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, "")
    .trim()
    .replaceAll(" ", "-");

test("links lead to files and headings that are there", () => {
  const dead = documents.flatMap(({ file, text }) =>
    all(/\]\(([^)\s]+)\)/g, text.replace(/```[\s\S]*?```/g, "")).filter((target) => {
      if (/^[a-z]+:/.test(target)) return false;
      const [name, heading] = target.split("#") as [string, string?];
      const where = name ? path.join(path.dirname(file), name) : file;
      if (!existsSync(path.join(repositoryRoot, where))) return true;
      const headings = all(/^#+ (.*)$/gm, readFileSync(path.join(repositoryRoot, where), "utf8")).map(anchor);
      return heading !== undefined && !headings.includes(heading);
    }),
  );
  assert.equal(dead, []);
});

test("every script of package.json that is named is there", () => {
  const { scripts } = JSON.parse(readFileSync(path.join(repositoryRoot, "package.json"), "utf8")) as { scripts: Record<string, string> };
  const unknown = documents.flatMap(({ file, text }) =>
    all(/npm run (?:-s )?([a-z][a-z0-9:-]*)/g, text)
      .filter((name) => !(name in scripts))
      .map((name) => `${file}: ${name}`),
  );
  assert.equal(unknown, []);
});

test("every file of scripts/ and test/ that is named is there", () => {
  const missing = prose.flatMap(({ file, text }) =>
    all(/`((?:sh )?(?:scripts|test|models|daemon|clients|protocol)\/[\w./-]+)/g, text)
      .map((name) => name.replace(/^sh /, ""))
      .filter((name) => !/NAME|STEM|\/dist\//.test(name) && !existsSync(path.join(repositoryRoot, name)))
      .map((name) => `${file}: ${name}`),
  );
  assert.equal(missing, []);
});

test("every environment variable that is named is read somewhere", async () => {
  const sources = await readSources(["{protocol,models,daemon,clients,scripts,test}/**/*.{ts,tsx,cjs,sh}"]);
  const read = new Set(sources.filter(({ file }) => !file.startsWith("test/tidy/")).flatMap(({ text }) => all(/(ADATOM_[A-Z_]+)/g, text)));
  const unknown = documents.flatMap(({ file, text }) =>
    all(/(ADATOM_[A-Z_]+)/g, text)
      .filter((name) => !read.has(name))
      .map((name) => `${file}: ${name}`),
  );
  assert.equal(unknown, []);
});

test("README.md leads to every document", () => {
  const readme = documents.find(({ file }) => file === "README.md")!.text;
  assert.equal(
    documents.map(({ file }) => file).filter((file) => file.startsWith("docs/") && !readme.includes(`(${file})`)),
    [],
  );
});

test.run();
