// adatom/md through a real daemon: result, trajectory of a supercell, errors by name.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseXyz } from "@adatom/models/formats/extxyz.ts";
import { md } from "@adatom/protocol/md.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ended, rejection, startRunDaemon } from "./run-daemon.ts";

const test = suite("adatom/md");
const { home, client, project, structure } = await startRunDaemon();
test.after(() => home.clean());

test("a supercell runs, its trajectory and its result say so", async () => {
  const trajectory = join(home.folder, "md.xyz");
  const params = { source: { path: structure }, frame: 1, steps: 50, supercell: [2, 1, 1] as [number, number, number], trajectory };
  const made = await client.request(md, { ...params, ensemble: "nvt-langevin", temperatureKelvin: 500 });
  assert.is(made.kind, "md");
  assert.is(made.model, "sw-si-1985");
  const { state, error, result } = await ended(client, made.id);
  assert.is(state, "done", error ?? "");
  for (const key of ["steps", "driftEvPerAtomPerPs", "meanTemperatureKelvin", "stepsPerSecond", "extrapolatingSamples"])
    assert.type(result?.[key], "number", key);
  assert.is(result?.steps, 50);
  assert.is(result?.trajectory, trajectory);
  const { frames } = parseXyz(readFileSync(trajectory, "utf8"));
  assert.is(frames.length, 6);
  assert.is(frames[5]!.structure.atomicNumbers.length, 16);
  assert.is(frames[5]!.structure.cell[0], 2 * 5.431);
});

test("what cannot be run is refused before a run is made", async () => {
  const source = { path: structure };
  const named = async (params: Parameters<typeof client.request<typeof md>>[1]) => (await rejection(client.request(md, params))).name;
  assert.is(await named({ source: { path: join(home.folder, "nowhere.xyz") } }), "FileUnreadable");
  assert.is(await named({ source, potential: "sw-unobtainium" }), "UnknownModel");
  assert.is(await named({ source, potential: "lj-ar" }), "UnsupportedSpecies");
  assert.is(await named({ source, project, model: "si" }), "UnknownModel");
  assert.is(await named({ source, trajectory: join(home.folder, "no", "folder", "md.xyz") }), "FileUnreadable");
  const broken = join(home.folder, "broken.xyz");
  writeFileSync(broken, "not a structure\n");
  assert.is(await named({ source: { path: broken } }), "BadStructure");
});

test.run();
