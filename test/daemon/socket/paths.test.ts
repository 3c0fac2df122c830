// Where the daemon lives: paths by environment, the length of a socket's path, and refusing places that are not private.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { preparePrivateFolder, prepareStateFolder } from "@adatom/daemon/socket/paths.ts";
import { endpointOf, privacyComplaint, type Surroundings } from "@adatom/protocol/endpoint.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

const around: Surroundings = {
  env: {},
  platform: "linux",
  uid: 1000,
  temporaryFolder: "/tmp",
  homeFolder: "/home/ada",
  sha256: (text) => `${text.length}abcdefghijklmnop`,
};

test("the state folder is ADATOM_HOME, else XDG's, else under the home folder", () => {
  assert.is(endpointOf(around).stateFolder, "/home/ada/.local/state/adatom");
  assert.is(endpointOf({ ...around, env: { XDG_STATE_HOME: "/x" } }).stateFolder, "/x/adatom");
  assert.is(endpointOf({ ...around, env: { XDG_STATE_HOME: "/x", ADATOM_HOME: "/y" } }).stateFolder, "/y");
  assert.throws(() => endpointOf({ ...around, env: { ADATOM_HOME: "relative" } }), /absolute path/);
});

test("the runtime folder is XDG's, else one with the user's number in the temporary folder; the state folder decides the rest", () => {
  const one = endpointOf({ ...around, env: { XDG_RUNTIME_DIR: "/run/user/1000" } });
  assert.match(one.socket, /^\/run\/user\/1000\/adatom-[^/]{10}\/socket$/);
  assert.match(endpointOf(around).socket, /^\/tmp\/adatom-1000-[^/]{10}\/socket$/);
  const other = endpointOf({ ...around, env: { XDG_RUNTIME_DIR: "/run/user/1000", ADATOM_HOME: "/y" } });
  assert.is.not(one.socket, other.socket);
  assert.match(endpointOf({ ...around, platform: "win32", homeFolder: "C:\\Users\\ada" }).socket, /^\\\\\.\\pipe\\adatom-/);
});

test("a socket path that is too long is refused with its length and what to do", () => {
  const long = `/${"r".repeat(90)}`;
  assert.throws(() => endpointOf({ ...around, env: { XDG_RUNTIME_DIR: long } }), /too long .*116 bytes, at most 107.*XDG_RUNTIME_DIR/);
  const middle = `/${"r".repeat(80)}`;
  assert.ok(endpointOf({ ...around, env: { XDG_RUNTIME_DIR: middle } }));
  assert.throws(() => endpointOf({ ...around, platform: "darwin", env: { XDG_RUNTIME_DIR: middle } }), /at most 103/);
});

test("what others own or may use is refused, with what to do", () => {
  assert.is(privacyComplaint("/r", "folder", { kind: "folder", uid: 5, mode: 0o40700 }, 5), null);
  assert.match(privacyComplaint("/r", "folder", { kind: "folder", uid: 6, mode: 0o40700 }, 5)!, /belongs to another user/);
  assert.match(privacyComplaint("/r", "folder", { kind: "folder", uid: 5, mode: 0o40750 }, 5)!, /mode 750.*chmod 700/);
  assert.match(privacyComplaint("/s", "socket", { kind: "socket", uid: 5, mode: 0o140666 }, 5)!, /mode 666.*chmod 600/);
  assert.match(privacyComplaint("/s", "socket", { kind: "file", uid: 5, mode: 0o600 }, 5)!, /not a socket/);
});

test("folders are made 0700 under any umask; open ones, links and files in their place are refused", () => {
  const base = mkdtempSync(join(tmpdir(), "adt-"));
  const before = process.umask();
  try {
    for (const umask of [0o000, 0o022, 0o077, 0o277]) {
      process.umask(umask);
      const folder = join(base, umask.toString(8));
      preparePrivateFolder(folder);
      assert.is(statSync(folder).mode & 0o777, 0o700);
      preparePrivateFolder(folder);
    }
    process.umask(before);
    const open = join(base, "open");
    mkdirSync(open);
    chmodSync(open, 0o755);
    assert.throws(() => preparePrivateFolder(open), /chmod 700/);
    symlinkSync(join(base, "0"), join(base, "link"));
    assert.throws(() => preparePrivateFolder(join(base, "link")), /not a folder/);
    writeFileSync(join(base, "file"), "");
    assert.throws(() => preparePrivateFolder(join(base, "file")), /not a folder/);
    assert.throws(() => preparePrivateFolder(join(base, "no", "where")), /does not exist/);
    // A state folder that others may read is the user's own choice, one they may write is not.
    prepareStateFolder(open);
    chmodSync(open, 0o777);
    assert.throws(() => prepareStateFolder(open), /chmod 700/);
  } finally {
    process.umask(before);
    rmSync(base, { recursive: true, force: true });
  }
});

test.run();
