// Annotated texts: test/golden/formats/*.txt. A file holds cases; a case is a headline "=== format: what it shows", the input,
// and a line "--- problems" with what must be reported: "severity code line:column-endColumn", all counted from 0, in order,
// then "--- frames" with "atoms first-last header" of each frame. The marks \r, \t, \ufeff and \u2212 in an input stand for those characters.
import { readdirSync, readFileSync } from "node:fs";
import { formatNamed } from "@adatom/models/formats/index.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

const folder = new URL("../../golden/formats/", import.meta.url);

for (const file of readdirSync(folder).sort()) {
  const cases = readFileSync(new URL(file, folder), "utf8").split(/^=== /m).slice(1);
  for (const text of cases) {
    const [, name = "", title = "", rest = ""] = /^([\w-]+): (.*)\n([\s\S]*)$/.exec(text) ?? [];
    const [input = "", problems = "", frames = ""] = rest.split(/^--- (?:problems|frames)\n/m);
    test(`${file}: ${name}: ${title}`, () => {
      const marks: Record<string, string> = { r: "\r", t: "\t", ufeff: "\ufeff", u2212: "\u2212" };
      const result = formatNamed(name)!.parse(input.replace(/\\(r|t|ufeff|u2212)/g, (_, mark: string) => marks[mark]!));
      const found = result.problems.map((p) => `${p.severity} ${p.code} ${p.line}:${p.column}-${p.endColumn}\n`).join("");
      assert.is(found, problems);
      const spans = result.frames.map((f) => `${f.atomLines.length} ${f.firstLine}-${f.lastLine} ${f.headerLine}\n`).join("");
      assert.is(spans, frames.trimEnd() === "" ? "" : `${frames.trimEnd()}\n`);
    });
  }
}

test.run();
