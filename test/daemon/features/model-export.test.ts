// Models of other programs in a project, and models written for them: through a real daemon, to the same energies and forces.
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Params, Result } from "@adatom/protocol/define.ts";
import { importDescriptors } from "@adatom/protocol/descriptors.ts";
import { exportModel } from "@adatom/protocol/model-export.ts";
import { listModels } from "@adatom/protocol/models.ts";
import { predict } from "@adatom/protocol/predict.ts";
import { openProject } from "@adatom/protocol/project.ts";
import { train } from "@adatom/protocol/train.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ended, rejection, startRunDaemon } from "./run-daemon.ts";

const test = suite("adatom/models/export");
const { home, client, project, structure } = await startRunDaemon();
test.after(() => home.clean());

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));
cpSync(fixture("mlearn-nnp/Si"), join(project, "potentials/silicon"), { recursive: true });
cpSync(fixture("aenet-pytorch"), join(project, "potentials/titania"), { recursive: true });
const file = join(project, "adatom.json");
const declare = async (models: Record<string, unknown>): Promise<void> => {
  const content = JSON.parse(readFileSync(file, "utf8")) as { models: Record<string, unknown> };
  writeFileSync(file, JSON.stringify({ ...content, models: { ...content.models, ...models } }));
  await client.request(openProject, { folder: project });
};
const silicon = { type: "n2p2", folder: "potentials/silicon", units: "bohr-hartree" };
const titania = { type: "aenet", networks: { Ti: "potentials/titania/Ti.nn.ascii", O: "potentials/titania/O.nn.ascii" } };
await declare({ silicon, titania, old: { ...titania, angularDomain: "pi" }, gone: { ...silicon, folder: "nowhere" } });

async function ask(model: string, path = structure): Promise<Result<typeof predict>["frames"][number]> {
  const { frames } = await client.request(predict, { source: { path }, project, model, frames: [0] });
  return frames[0]!;
}
const water = join(project, "potentials/titania/structure1067.xsf");

test("models of n2p2 and aenet are listed, and answer", async () => {
  const { imported } = await client.request(listModels, { project });
  assert.equal(
    imported.map(({ name, program, species, problem }) => [name, program, species.join(), problem === null]),
    [
      ["silicon", "n2p2", "Si", true],
      ["titania", "aenet", "O,Ti", true],
      ["old", "aenet", "O,Ti", true],
      ["gone", "n2p2", "", false],
    ],
  );
  assert.match(imported[3]!.problem!, /"gone" cannot be read.*nowhere/);
  const { energy } = await ask("titania", water);
  const { energy: printed } = (
    JSON.parse(readFileSync(fixture("aenet-pytorch/predictions.json"), "utf8")) as { file: string; energy: number }[]
  ).find((prediction) => water.endsWith(prediction.file))!;
  // Printed to 8 decimals.
  assert.ok(Math.abs(energy - printed) < 6e-8, `${energy} against ${printed}`);
  assert.ok(Math.abs((await ask("old", water)).energy - energy) > 0.1);
  const missing = await rejection(ask("gone"));
  assert.is(missing.name, "UnknownModel");
  assert.match((await rejection(client.request(train, { project, model: "silicon" }))).message, /read from files of n2p2/);
});

test("a file that changes changes the answer", async () => {
  const before = (await ask("silicon")).energy;
  const weights = join(project, "potentials/silicon/weights.014.data");
  const text = readFileSync(weights, "utf8");
  writeFileSync(weights, text.replace("-6.3101023090420605E-01 ", "-6.0E-01 "));
  assert.is.not((await ask("silicon")).energy, before);
  writeFileSync(weights, text);
  assert.is((await ask("silicon")).energy, before);
});

test("trained and imported models are written, and answer as before from the files", async () => {
  await ended(client, (await client.request(train, { project, model: "si" })).id);
  for (const [model, path] of [
    ["si", structure],
    ["silicon", structure],
    ["titania", water],
  ] as const) {
    const expected = await ask(model, path);
    for (const format of ["n2p2", "cp2k", "aenet", "aenet-ascii"] as const) {
      const output = join(home.folder, `${model}-${format}`);
      const request = client.request(exportModel, { project, model, format, output });
      const likeN2p2 = format === "n2p2" || format === "cp2k";
      if (likeN2p2 && model === "titania") {
        assert.match((await rejection(request)).message, /(n2p2|CP2K) has no function such as Chebyshev/);
        continue;
      }
      const { files } = await request;
      assert.equal(files.map((one) => one.split("/").at(-1)).sort(), readdirSync(output).sort());
      const networks = files.filter((one) => /\.nn(\.ascii)?$/.test(one)).map((one) => [one.split("/").at(-1)!.split(".")[0]!, one]);
      const again = likeN2p2
        ? { ...silicon, folder: output, units: format === "n2p2" ? "angstrom-ev" : "bohr-hartree" }
        : { type: "aenet", networks: Object.fromEntries(networks) };
      await declare({ again });
      const { energy, stress } = await ask("again", path);
      // Sums in another order, of energies up to 2e4 eV.
      assert.ok(Math.abs(energy - expected.energy) < 1e-8, `${model} ${format}: ${energy} against ${expected.energy}`);
      for (const [k, one] of stress!.entries()) assert.ok(Math.abs(one - expected.stress![k]!) < 1e-9, `${model} ${format} stress ${k}`);
      if (!likeN2p2) {
        // What trains the same there is read as what was trained here.
        const files = ["generate.in", "train.in"].map((name) => join(output, name));
        const { model: settings, functions } = await client.request(importDescriptors, { files });
        const own = Object.fromEntries(networks.map(([symbol]) => [symbol, functions[symbol!]]));
        assert.equal(functions, own);
        assert.ok(Object.values(functions).every((count) => count > 3));
        assert.equal([settings.activation, settings.training?.optimiser], ["tanh", { type: "l-bfgs" }]);
      }
      rmSync(output, { recursive: true });
    }
  }
});

test("what cannot be written is said", async () => {
  const failure = async (change: Partial<Params<typeof exportModel>>): Promise<Error> =>
    rejection(client.request(exportModel, { project, model: "silicon", format: "n2p2", output: join(home.folder, "x"), ...change }));
  assert.match((await failure({ model: "classical" })).message, /no network/);
  assert.match((await failure({ model: "nobody" })).message, /no model "nobody"/);
  assert.match((await failure({ output: "relative" })).message, /absolute/);
  assert.match((await failure({ output: join(structure, "below") })).message, /cannot be written to/);
});

test.run();
