// adatom/monte-carlo through a real daemon: a result in its bounds, frames in the trajectory, errors by name.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readUlmOffsets } from "@adatom/models/formats/ulm-trajectory.ts";
import { monteCarlo } from "@adatom/protocol/monte-carlo.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ended, rejection, startRunDaemon } from "./run-daemon.ts";

const test = suite("adatom/monte-carlo");
const { home, client, structure } = await startRunDaemon();
test.after(() => home.clean());

test("silicon at 300 K: energy 3/2 kT an atom above the crystal, acceptance as asked for", async () => {
  const trajectory = join(home.folder, "samples.traj");
  const params = { source: { path: structure }, trials: 20_000, adaptTrials: 5000, targetAcceptance: 0.5, trajectory };
  const { state, error, result } = await ended(client, (await client.request(monteCarlo, params)).id);
  assert.is(state, "done", error ?? "");
  assert.is(result?.trials, 20_000);
  assert.is(readUlmOffsets(readFileSync(trajectory)).length, 201);
  const acceptance = result?.acceptance as number;
  assert.ok(acceptance > 0.35 && acceptance < 0.65, `${acceptance}`);
  // 24 coordinates, three of them free translations: 21/2 kT = 0.271 eV above -34.693 eV, fluctuating by sqrt(21/2) kT = 0.084 eV.
  // 15000 trials are 600 rounds of the atoms, some 30 independent samples: 0.015 eV; four of them, and anharmonicity of some percent.
  assert.ok(Math.abs((result?.meanEnergy as number) + 34.6928 - 0.271) < 0.07, `${result?.meanEnergy}`);
  assert.ok((result?.energyDeviation as number) > 0.04 && (result?.energyDeviation as number) < 0.13, `${result?.energyDeviation}`);
});

test("what cannot be run is refused before a run is made", async () => {
  assert.is((await rejection(client.request(monteCarlo, { source: { path: structure }, potential: "lj-ar" }))).name, "UnsupportedSpecies");
});

test.run();
