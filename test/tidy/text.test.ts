// Rules on the text of the sources: what never stands in them, and how long a file may be.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readSources } from "./sources.ts";

const sources = await readSources(["{protocol,models,daemon,clients,scripts,test}/**/*.{ts,tsx,cjs,mjs}"]);
const longestFile = 400;

// Written with a gap, so that this file does not find itself.
const forbidden: readonly [RegExp, string][] = [
  [new RegExp("\\bev" + "al\\("), "runs text as code"],
  [new RegExp("new Func" + "tion\\("), "runs text as code"],
  [new RegExp("\\binner" + "HTML\\b"), "puts text into a page as markup"],
  [new RegExp("@ts-" + "(ignore|expect-error|nocheck)"), "silences the compiler"],
  [new RegExp("\\.on" + "ly\\("), "leaves out all other tests"],
];

test("nothing forbidden stands in a source", () => {
  const complaints = sources.flatMap(({ file, text }) =>
    forbidden.filter(([pattern]) => pattern.test(text)).map(([, why]) => `${file}: ${why}`),
  );
  assert.equal(complaints, []);
});

test(`no file is longer than ${longestFile} lines`, () => {
  const complaints = sources.map(({ file, text }) => ({ file, lines: text.split("\n").length })).filter(({ lines }) => lines > longestFile);
  assert.equal(complaints, []);
});

test("every source says at its head what it is", () => {
  const complaints = sources.filter(({ text }) => !/^(#!.*\n)?\s*(\/\/|\/\*)/.test(text)).map(({ file }) => file);
  assert.equal(complaints, []);
});

test("no file is named utils or helpers", () => {
  assert.equal(
    sources.filter(({ file }) => /\/(utils?|helpers?|misc|common)\.[a-z]+$/.test(file)).map(({ file }) => file),
    [],
  );
});

test.run();
