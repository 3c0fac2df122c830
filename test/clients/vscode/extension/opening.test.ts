// How documents are opened, which Node runs the daemon, where a line lies, how failures read.
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chooseDaemon, newEnough } from "adatom-vscode/extension/daemon-choice.ts";
import { failureText } from "adatom-vscode/extension/failure-text.ts";
import { frameOfLine } from "adatom-vscode/extension/frame-lines.ts";
import { howToOpen, messageLimit, writeSpoolFile } from "adatom-vscode/extension/large-open.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("texts up to 1 MiB go by message, larger ones by file", () => {
  assert.is(howToOpen({ length: messageLimit, isDirty: false, path: "/a.xyz" }), "message");
  assert.is(howToOpen({ length: messageLimit + 1, isDirty: false, path: "/a.xyz" }), "own-file");
  assert.is(howToOpen({ length: messageLimit + 1, isDirty: true, path: "/a.xyz" }), "spool-file");
  assert.is(howToOpen({ length: messageLimit + 1, isDirty: false, path: null }), "spool-file");
});

test("a spool file holds the text in UTF-8, for this user only", () => {
  const folder = mkdtempSync(join(tmpdir(), "adatom-spool-"));
  try {
    const path = writeSpoolFile(folder, "1\nµ Å\nSi 0 0 0\n");
    assert.is(readFileSync(path, "utf8"), "1\nµ Å\nSi 0 0 0\n");
    if (process.platform !== "win32") assert.is(statSync(path).mode & 0o777, 0o600);
    assert.is.not(writeSpoolFile(folder, ""), path);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const here = fileURLToPath(import.meta.url);
const settings = { daemonPath: "", nodePath: "", bundledEntry: here, ownNodeVersion: "24.1.0" };

test("the editor's own Node runs the bundled daemon when it is new enough", () => {
  assert.equal(
    chooseDaemon(settings, () => null),
    { daemonEntry: here, keep: false },
  );
  assert.ok(newEnough("22.22.0") && newEnough("v24.0.0") && !newEnough("22.21.9") && !newEnough("20.19.0"));
});

test("an older editor takes a newer Node from the PATH, or says what to do", () => {
  const old = { ...settings, ownNodeVersion: "20.19.1" };
  assert.equal(
    chooseDaemon(old, () => "v24.2.0"),
    { daemonEntry: here, execPath: "node", keep: false },
  );
  assert.throws(
    () => chooseDaemon(old, () => "v18.0.0"),
    (error: Error) => /20\.19\.1/.test(error.message) && /v18\.0\.0/.test(error.message) && /adatom\.nodePath/.test(error.message),
  );
  assert.throws(() => chooseDaemon({ ...old, nodePath: "/nowhere/node" }, () => null), /adatom\.nodePath/);
});

test("a daemon of the user's own is kept whatever its build, and must be there", () => {
  assert.is(chooseDaemon({ ...settings, daemonPath: here }, () => null).keep, true);
  assert.throws(() => chooseDaemon({ ...settings, daemonPath: `${here}.missing` }, () => null), /adatom\.daemonPath/);
});

test("frame of a line, among ranges with gaps", () => {
  const ranges = [
    { first: 0, last: 9 },
    { first: 10, last: 19 },
    { first: 25, last: 30 },
  ];
  assert.equal(
    [0, 9, 10, 19, 22, 25, 30, 31].map((line) => frameOfLine(ranges, line)),
    [0, 0, 1, 1, -1, 2, 2, -1],
  );
  assert.is(frameOfLine([], 3), -1);
});

test("a failure names the first error's line; others keep their sentence", () => {
  const problems = [
    { severity: "warning", message: "far apart", line: 1 },
    { severity: "error", message: "not a number", line: 4 },
  ];
  const told = failureText(Object.assign(new Error("cannot read"), { data: { problems } }));
  assert.is(told.line, 4);
  assert.match(told.message, /^Line 5: not a number\nand 1 more$/);
  assert.equal(failureText(new Error("no daemon")), { message: "no daemon", line: null });
  assert.equal(failureText(Object.assign(new Error("odd"), { data: { problems: [3] } })), { message: "odd", line: null });
});

test.run();
