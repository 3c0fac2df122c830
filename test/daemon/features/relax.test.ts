// adatom/relax through a real daemon: the relaxed structure stands beside the input and is a minimum.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseXyz } from "@adatom/models/formats/extxyz.ts";
import { predict } from "@adatom/protocol/predict.ts";
import { relax } from "@adatom/protocol/relax.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ended, startRunDaemon } from "./run-daemon.ts";

const test = suite("adatom/relax");
const { home, client, structure } = await startRunDaemon();
test.after(() => home.clean());

test("rattled silicon goes back to the crystal of Stillinger and Weber", async () => {
  const made = await client.request(relax, { source: { path: structure }, forceTolerance: 1e-4 });
  const { state, error, result } = await ended(client, made.id);
  assert.is(state, "done", error ?? "");
  const output = join(home.folder, "start-relaxed.xyz");
  assert.is(result?.output, output);
  assert.ok(result?.converged);
  // -2 epsilon an atom (4 bonds, each shared): -4.3363 eV with epsilon = 2.1682 eV, at the potential's own lattice constant
  // 5.4310; forces of 1e-4 eV/angstrom leave less than 1e-7 eV.
  assert.ok(Math.abs((result?.energy as number) / 8 + 2 * 2.1682) < 1e-3, String(result?.energy));
  const { frames } = await client.request(predict, { source: { path: output }, forces: true });
  assert.is(frames[0]!.energy, result?.energy);
  assert.is(parseXyz(readFileSync(output, "utf8")).frames[0]!.structure.reference?.energy, result?.energy);
  for (const force of frames[0]!.forces!) assert.ok(Math.hypot(...force) < 1e-4);
});

test.run();
