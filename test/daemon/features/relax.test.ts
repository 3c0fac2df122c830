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
  // The run's list has a skin, so its sums have another order: the last digits of float64.
  assert.ok(Math.abs(frames[0]!.energy - (result?.energy as number)) < 1e-12, `${frames[0]!.energy}`);
  assert.is(parseXyz(readFileSync(output, "utf8")).frames[0]!.structure.reference?.energy, result?.energy);
  for (const force of frames[0]!.forces!) assert.ok(Math.hypot(...force) < 1e-4);
});

test("with the cell, by every method, to the volume under pressure", async () => {
  const volumes: number[] = [];
  for (const method of ["fire", "cg", "l-bfgs"] as const) {
    const output = join(home.folder, `${method}.xyz`);
    const params = { method, cell: "full", pressureGPa: 5, forceTolerance: 1e-4, stressToleranceGPa: 1e-3, output } as const;
    const { state, error, result } = await ended(client, (await client.request(relax, { source: { path: structure }, ...params })).id);
    assert.is(state, "done", error ?? "");
    assert.ok(result?.converged, method);
    volumes.push(result?.volume as number);
  }
  // The volume of silicon under 5 GPa, an eighth of that of 64 atoms: 1223.787 / 8; 1e-3 GPa of 100 GPa.
  for (const volume of volumes) assert.ok(Math.abs(volume / (1223.787 / 8) - 1) < 2e-5, `${volumes}`);
});

test.run();
