// Splitting command lines into words and commands.
import { commandLines, quoteWord, splitWords } from "adatom/editor/words.ts";
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";

const texts = (line: string): string[] => splitWords(line).map((word) => word.text);

test("splits as a shell does", () => {
  assert.equal(texts(`energy "my file.xyz" it\\'s 'a "b"' x`), ["energy", "my file.xyz", "it's", 'a "b"', "x"]);
  assert.equal(texts("  "), []);
  assert.equal(texts(`a""b ''`), ["ab", ""]);
});

test("tells where words are and which quote is open", () => {
  assert.equal(splitWords(`a "b c`), [
    { text: "a", start: 0, end: 1, open: "" },
    { text: "b c", start: 2, end: 6, open: '"' },
  ]);
});

test("property: a quoted word comes back as itself", () => {
  fc.assert(fc.property(fc.string(), (text) => assert.equal(texts(quoteWord(text)), [text])));
});

test("commands stand one a line; a backslash joins lines; & puts into the background; # is a comment", () => {
  const lines = commandLines("# first\nmd a.xyz \\\n --steps 5 &\n\nstatus\ntrain si&");
  assert.equal(
    lines.map(({ words, background }) => [words, background]),
    [
      [["md", "a.xyz", "--steps", "5"], true],
      [["status"], false],
      [["train", "si"], true],
    ],
  );
});

test.run();
