// adatom/md through a real daemon: result, trajectory of a supercell, errors by name.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseXyz } from "@adatom/models/formats/extxyz.ts";
import { readUlmOffsets } from "@adatom/models/formats/ulm-trajectory.ts";
import { md } from "@adatom/protocol/md.ts";
import { runMetrics } from "@adatom/protocol/runs.ts";
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

test("constant pressure, ramps, fixed elements and stages; rows with pressure and volume", async () => {
  const source = { path: structure };
  const supercell = [2, 2, 2] as [number, number, number];
  const pressed = { ensemble: "npt", temperatureKelvin: 100, temperatureEndKelvin: 300, pressureGPa: 1, pressureEndGPa: 5 } as const;
  const trajectory = join(home.folder, "md.traj");
  const made = await client.request(md, { source, supercell, steps: 60, ...pressed, trajectory });
  const { state, error, result } = await ended(client, made.id);
  assert.is(state, "done", error ?? "");
  assert.type(result?.meanPressureGPa, "number");
  assert.ok((result?.meanVolume as number) < (2 * 5.431) ** 3);
  const { rows } = await client.request(runMetrics, { id: made.id });
  assert.is(rows.length, 7);
  for (const { values } of rows) assert.ok(values.pressureGPa !== undefined && values.volume !== undefined);
  assert.is(readUlmOffsets(readFileSync(trajectory)).length, 7);
  const stages = [
    { steps: 20, timestepFs: 0.5 },
    { steps: 30, temperatureKelvin: 500 },
  ];
  const staged = await client.request(md, { source, ensemble: "nvt-bussi", stages });
  const end = await ended(client, staged.id);
  assert.is(end.state, "done", end.error ?? "");
  assert.is(end.result?.steps, 50);
  const still = await ended(client, (await client.request(md, { source, steps: 20, fixedElements: ["Si"] })).id);
  assert.is(still.state, "done", still.error ?? "");
  assert.is(still.result?.meanTemperatureKelvin, 0);
  const none = await ended(client, (await client.request(md, { source, steps: 20, fixedElements: ["Au"] })).id);
  assert.is(none.state, "failed");
  assert.match(none.error!, /no Au/);
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

test("what a potential without a training range cannot do is refused, not passed over", async () => {
  const params = { source: { path: structure }, potential: "sw-si-1985", steps: 5 };
  const refused = await rejection(client.request(md, { ...params, extrapolation: { action: "stop" } }));
  assert.match(refused.message, /sw-si-1985 was not learned.*leave out/);
});

test.run();
