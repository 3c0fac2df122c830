// The history in memory and on disk.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { History } from "adatom/editor/history.ts";
import { appendHistory, historyPath, readHistory } from "adatom/editor/history-file.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("walks up and down and comes back to the line being written", () => {
  const history = new History(["one", "two"]);
  assert.is(history.older("draft"), "two");
  assert.is(history.older("two"), "one");
  assert.is(history.older("one"), null);
  assert.is(history.newer(), "two");
  assert.is(history.newer(), "draft");
  assert.is(history.newer(), null);
});

test("keeps no empty and no repeated entries, and no more than its limit", () => {
  const history = new History([], 3);
  assert.is(history.add("a"), true);
  assert.is(history.add("a"), false);
  assert.is(history.add("  "), false);
  for (const text of ["b", "c", "d"]) history.add(text);
  assert.equal(history.entries, ["b", "c", "d"]);
});

test("searches backwards, ignoring case, on from the last match", () => {
  const history = new History(["energy A.xyz", "status", "energy b.xyz"]);
  const first = history.search("ENERGY")!;
  assert.is(first.text, "energy b.xyz");
  assert.is(history.search("energy", first.index)!.text, "energy A.xyz");
  assert.is(history.search("energy", 0), null);
  assert.is(history.search("nothing"), null);
});

test("the file is the owner's alone, keeps commands of several lines and forgives a broken line", () => {
  const folder = mkdtempSync(join(tmpdir(), "adatom-history-"));
  const path = join(folder, "deep", "history");
  appendHistory(path, "one");
  appendHistory(path, 'two\nlines "quoted"');
  assert.is(statSync(path).mode & 0o777, 0o600);
  assert.is(statSync(join(folder, "deep")).mode & 0o777, 0o700);
  writeFileSync(path, `${readFileSync(path, "utf8")}{broken\n42\n`);
  assert.equal(readHistory(path), ["one", 'two\nlines "quoted"']);
  writeFileSync(path, Array.from({ length: 2500 }, (_, index) => `"entry ${index}"\n`).join(""));
  assert.is(readHistory(path).length, 1000);
  assert.is(readFileSync(path, "utf8").trim().split("\n").length, 1000, "a long file is shortened");
  assert.is(statSync(path).mode & 0o777, 0o600);
  assert.equal(readHistory(join(folder, "none")), []);
  rmSync(folder, { recursive: true });
});

test("lives in ADATOM_HOME, else in the XDG state folder", () => {
  assert.is(historyPath({ ADATOM_HOME: "/a" }), "/a/history");
  assert.is(historyPath({ XDG_STATE_HOME: "/s" }), "/s/adatom/history");
});

test.run();
