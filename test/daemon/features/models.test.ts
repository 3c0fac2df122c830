// adatom/models/... through a real daemon: the list, and another version made the one that answers.
import { activateModel, listModels, modelChanged } from "@adatom/protocol/models.ts";
import { train } from "@adatom/protocol/train.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { until } from "../private-daemon.ts";
import { ended, rejection, startRunDaemon } from "./run-daemon.ts";

const test = suite("adatom/models");
const { home, client, project } = await startRunDaemon();
test.after(() => home.clean());

test("shipped potentials and a project's models are listed; a version is activated and every session hears of it", async () => {
  const before = await client.request(listModels, { project });
  assert.ok(before.shipped.some(({ name, species }) => name === "sw-si-1985" && species.join() === "Si"));
  assert.equal(
    before.learned.map(({ name, versions }) => [name, versions.length]),
    [
      ["si", 0],
      ["orphan", 0],
      ["whole", 0],
    ],
  );
  assert.equal(before.imported, []);
  for (let k = 0; k < 2; k++) await ended(client, (await client.request(train, { project, model: "si" })).id);
  const other = await home.connect();
  const heard: number[] = [];
  other.on(modelChanged, ({ version }) => void heard.push(version));
  const { learned } = await client.request(listModels, {});
  assert.equal(learned[0]!.species, ["Si"]);
  assert.equal(
    learned[0]!.versions.map(({ version }) => version),
    [1, 2],
  );
  const idle = learned[0]!.versions.find((version) => !version.active)!;
  assert.is((await client.request(activateModel, { project, name: "si", version: idle.version })).active, true);
  await until("the news of the version", () => heard.includes(idle.version));
  const after = await client.request(listModels, { project });
  assert.equal(
    after.learned[0]!.versions.filter(({ active }) => active).map(({ version }) => version),
    [idle.version],
  );
  assert.is((await rejection(client.request(activateModel, { project, name: "si", version: 9 }))).name, "UnknownModel");
});

test.run();
