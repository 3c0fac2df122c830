// Both of our sides of i-PI against each other, over a real socket: what one sends, the other reads, to the last bits.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { potentialByName } from "@adatom/models/potentials/index.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ForceClient } from "../../../../daemon/compute/ipi/force-client.ts";
import { ForceServer } from "../../../../daemon/compute/ipi/force-server.ts";
import { rattledSilicon } from "../silicon.ts";

const test = suite("i-PI");
const folder = mkdtempSync(join(tmpdir(), "adatom-ipi-"));
test.after(() => rmSync(folder, { recursive: true, force: true }));
const potential = potentialByName("sw-si-1985")!;

function skewed(seed: number): Structure {
  const structure = rattledSilicon(seed);
  return { ...structure, cell: Float64Array.of(5.431, 0.1, 0, 0, 5.5, 0.2, -0.1, 0, 5.6) };
}

async function answerAll(path: string): Promise<number> {
  const client = await ForceClient.connect({ kind: "unix", path });
  let count = 0;
  for (let asked = await client.next(); asked; asked = await client.next()) {
    const structure = { ...rattledSilicon(1), ...asked };
    const { energy, forces, stress } = potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom));
    client.answer({ energy, forces, stress }, asked.cell);
    count++;
  }
  client.close();
  return count;
}

test("energies, forces and stress come over whole, and EXIT ends it", async () => {
  const path = join(folder, "one");
  const server = await ForceServer.listen(path);
  // Owner alone: others on the machine neither read positions nor feed forces.
  assert.is(statSync(path).mode & 0o777, 0o600);
  const answering = answerAll(path);
  await server.connected();
  for (const seed of [1, 2, 3]) {
    const structure = skewed(seed);
    const expected = potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom));
    const found = await server.evaluate(structure);
    // Twice through atomic units: a few units in the last place of energies near 35 eV and positions near 5 angstrom.
    assert.ok(Math.abs(found.energy! - expected.energy) < 1e-11);
    for (const [k, force] of found.forces!.entries()) assert.ok(Math.abs(force - expected.forces[k]!) < 1e-12);
    for (const [k, one] of found.stress!.entries()) assert.ok(Math.abs(one - expected.stress[k]!) < 1e-13);
  }
  server.close();
  assert.is(await answering, 3);
  assert.is(existsSync(path), false);
});

test("a killed process's socket is taken over, a living one's is not, and other files stay", async () => {
  const path = join(folder, "left-over");
  const listen = `require("node:net").createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, "SIGKILL"))`;
  spawnSync(process.execPath, ["-e", listen]);
  assert.ok(existsSync(path));
  const server = await ForceServer.listen(path);
  await ForceServer.listen(path).then(
    () => assert.unreachable(),
    (error: NodeJS.ErrnoException) => assert.is(error.code, "EADDRINUSE"),
  );
  server.close();
  const file = join(folder, "file");
  writeFileSync(file, "kept");
  await ForceServer.listen(file).then(
    () => assert.unreachable(),
    (error: NodeJS.ErrnoException) => assert.is(error.code, "EADDRINUSE"),
  );
  assert.is(readFileSync(file, "utf8"), "kept");
});

test("a program that speaks otherwise, or leaves, is an error and not a wait", async () => {
  for (const [k, reply] of [Buffer.from("HELLO       "), null].entries()) {
    const path = join(folder, `odd-${k}`);
    const server = await ForceServer.listen(path);
    const socket = connect(path);
    socket.on("data", () => (reply ? socket.write(reply) : socket.destroy()));
    await server.connected();
    await server.evaluate(rattledSilicon(1)).then(
      () => assert.unreachable(),
      (error: Error) => assert.match(error.message, reply ? /answered HELLO where i-PI has READY/ : /closed the connection/),
    );
    server.close();
    socket.destroy();
  }
});

test("positions for another number of bytes than said, and counts that cannot be, are refused", async () => {
  const path = join(folder, "bad-count");
  const server = await ForceServer.listen(path);
  const socket = connect(path);
  let sent = 0;
  socket.on("data", () => {
    const replies = ["READY", "HAVEDATA"];
    if (sent < 2) socket.write(replies[sent++]!.padEnd(12));
    else {
      const bytes = Buffer.alloc(12 + 8 + 4);
      bytes.write("FORCEREADY  ", "ascii");
      bytes.writeInt32LE(-5, 20);
      socket.write(bytes);
    }
  });
  await server.connected();
  await server.evaluate(rattledSilicon(1)).then(
    () => assert.unreachable(),
    (error: Error) => assert.match(error.message, /says -5 atoms/),
  );
  server.close();
  socket.destroy();
});

test.run();
