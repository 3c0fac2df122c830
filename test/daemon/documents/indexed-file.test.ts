// Files indexed by frame say exactly what files read whole say, and give the same frames.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { indexXyzFile } from "@adatom/daemon/documents/indexed-file.ts";
import { parseText } from "@adatom/daemon/documents/parse-text.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { siliconXyz } from "./harness.ts";

const folder = mkdtempSync(join(tmpdir(), "adatom-indexed-"));
const path = join(folder, "many.xyz");
test.after(() => rmSync(folder, { recursive: true, force: true }));

const frames = Array.from({ length: 12 }, (_, index) => siliconXyz(1 + (index % 3), `energy=${-index} name="Grünspan ${index}"`));
const cases: readonly [string, string][] = [
  ["many frames", frames.join("")],
  ["line ends of Windows", frames.join("").replaceAll("\n", "\r\n")],
  ["blank lines between the frames", frames.join("\n\n")],
  ["no line end at the end", frames.join("").trimEnd()],
  ["a frame with a line too many", frames.join("").replace("\n64\n", "\n63\n")],
  ["a frame with a line too few", frames.join("").replace("\n64\n", "\n65\n")],
  ["a last frame cut short", frames.join("").slice(0, -300)],
  ["a number that is none", frames.join("").replace("2.715500 2.715500", "2.715500 much")],
];

/** Numbers as text, because NaN differs from itself. */
function plain(frame: unknown): unknown {
  return JSON.parse(
    JSON.stringify(frame, (_key, value: unknown) => (ArrayBuffer.isView(value) ? Array.from(value as Float64Array, String) : value)),
  );
}

for (const [name, text] of cases) {
  test(name, async () => {
    writeFileSync(path, text);
    const whole = await parseText(text, "many.xyz");
    const indexed = await indexXyzFile(path);
    assert.equal(indexed.summaries, whole.summaries);
    assert.equal(indexed.problems, whole.problems);
    for (const { frame } of whole.summaries) assert.equal(plain(await indexed.frame(frame)), plain(await whole.frame(frame)));
  });
}

test("a file that changed under its index is refused, not misread", async () => {
  writeFileSync(path, frames.join(""));
  const indexed = await indexXyzFile(path);
  writeFileSync(path, frames.toReversed().join(""));
  const refused = await indexed.frame(3).then(
    () => null,
    (error: unknown) => error,
  );
  assert.instance(refused, Failure);
});

test.run();
