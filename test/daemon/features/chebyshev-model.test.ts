// A model of Chebyshev functions from end to end in a real daemon: its functions on its data, training with an outlier left
// out, a prediction, aenet's files of it, and those read again as a model that says the same.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseXyz } from "@adatom/models/formats/extxyz.ts";
import { showDescriptors } from "@adatom/protocol/descriptors.ts";
import { exportModel } from "@adatom/protocol/model-export.ts";
import { predict } from "@adatom/protocol/predict.ts";
import { openProject } from "@adatom/protocol/project.ts";
import { train } from "@adatom/protocol/train.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ended, rejection, startRunDaemon } from "./run-daemon.ts";

const test = suite("Chebyshev model");
const { home, client, project, structure } = await startRunDaemon();
test.after(() => home.clean());

const file = join(project, "adatom.json");
const content = JSON.parse(readFileSync(file, "utf8")) as { models: Record<string, unknown> };
const training = { epochs: 3, atomicEnergies: { Si: -4 }, initialisation: "nguyen-widrow", normalise: "energies" };
/** Longest force of each structure of the data, ascending. */
const forces = readdirSync(join(project, "data"))
  .flatMap((name) => parseXyz(readFileSync(join(project, "data", name), "utf8")).frames)
  .map(({ structure: { reference } }) => {
    const own = reference!.forces!;
    return Math.max(...Array.from({ length: own.length / 3 }, (_, i) => Math.hypot(...own.subarray(3 * i, 3 * i + 3))));
  })
  .sort((a, b) => a - b);
const waves = {
  type: "behler-parrinello",
  data: "silicon",
  descriptors: { chebyshev: { radialCutoff: 5, radialOrder: 6, angularCutoff: 4, angularOrder: 3 } },
  hidden: { Si: [6] },
  training: { ...training, maximumForce: (forces.at(-1)! + forces.at(-2)!) / 2 },
};
const again = { type: "aenet", networks: { Si: "exported/Si.nn" } };
const none = { ...waves, training: { ...training, maximumForce: 1e-6 } };
writeFileSync(file, JSON.stringify({ ...content, models: { ...content.models, waves, again, none } }));
await client.request(openProject, { folder: project });

test("trained, used, exported and read again", async () => {
  const shown = await client.request(showDescriptors, { project, model: "waves" });
  assert.is(shown.elements[0]!.functions.length, 11);
  assert.is(shown.elements[0]!.functions[0]!.name, "Chebyshev radial 0 Si (one) Rc=5");
  assert.is((await rejection(client.request(showDescriptors, { project, model: "nothing" }))).name, "UnknownModel");
  const run = await ended(client, (await client.request(train, { project, model: "waves" })).id);
  assert.is(run.state, "done", run.error ?? "");
  assert.ok(
    run.warnings.some((text) => text.startsWith(`1 of ${forces.length} structures left out: their highest force is above maximumForce`)),
    run.warnings.join(),
  );
  const energyOf = async (model: string): Promise<number> =>
    (await client.request(predict, { source: { path: structure }, project, model, frames: [0] })).frames[0]!.energy;
  const energy = await energyOf("waves");
  const { files } = await client.request(exportModel, { model: "waves", project, format: "aenet", output: join(project, "exported") });
  assert.ok(files.some((path) => path.endsWith("Si.nn")));
  // aenet's files hold float64; its scaling multiplies and divides once more.
  const found = await energyOf("again");
  assert.ok(Math.abs(found - energy) < 1e-9, `${found} against ${energy}`);
});

test("limits that leave nothing are an error that says so", async () => {
  const run = await ended(client, (await client.request(train, { project, model: "none" })).id);
  assert.is(run.state, "failed");
  assert.match(run.error!, /No structure is within training\.maximumEnergy and training\.maximumForce/);
});

test.run();
