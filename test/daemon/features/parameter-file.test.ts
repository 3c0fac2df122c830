// Parameter files of classical potentials, named in a project or in place of a potential, through a real daemon.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { listModels } from "@adatom/protocol/models.ts";
import { predict } from "@adatom/protocol/predict.ts";
import { openProject } from "@adatom/protocol/project.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { rejection, startRunDaemon } from "./run-daemon.ts";

const test = suite("parameter files");
const { home, client, project, structure } = await startRunDaemon();
test.after(() => home.clean());

// Stillinger and Weber 1985 as LAMMPS writes it: epsilon sigma a lambda gamma cos0 A B p q tolerance.
const own = join(project, "own.sw");
writeFileSync(own, "Si Si Si 2.1683 2.0951 1.80 21.0 1.20 -0.333333333333 7.049556277 0.6022245584 4.0 0.0 0.0\n");
const broken = join(project, "broken.sw");
writeFileSync(broken, "# no numbers\nSi Si Si 2.1683 two\n");
writeFileSync(
  join(project, "adatom.json"),
  JSON.stringify({ models: { mine: { type: "lammps", file: "own.sw" }, bad: { type: "lammps", file: "broken.sw" } } }),
);
await client.request(openProject, { folder: project });

const energy = async (choice: { potential: string } | { model: string }): Promise<{ energy: number; model: string }> =>
  (await client.request(predict, { source: { path: structure }, project, frames: [0], ...choice })).frames[0]!;

test("a file gives the energies of the same potential shipped", async () => {
  const shipped = await energy({ potential: "sw-si-1985" });
  for (const [choice, label] of [
    [{ potential: own }, "own.sw"],
    [{ model: "mine" }, "mine"],
  ] as const) {
    const { energy: found, model } = await energy(choice);
    // The file's cosine has 12 digits; the shipped one is exactly -1/3.
    assert.ok(Math.abs(found - shipped.energy) < 1e-9, `${found} against ${shipped.energy}`);
    assert.is(model, label);
  }
});

test("a sum of shipped potentials is named in place of one, and gives the sum of their energies", async () => {
  const [one, other] = [await energy({ potential: "sw-si-1985" }), await energy({ potential: "tersoff-si-1988" })];
  const sum = await energy({ potential: "0.7*sw-si-1985 + 0.3*tersoff-si-1988" });
  assert.ok(Math.abs(sum.energy - (0.7 * one.energy + 0.3 * other.energy)) < 1e-9);
  assert.is(sum.model, "0.7*sw-si-1985 + 0.3*tersoff-si-1988");
  const wrong = await rejection(energy({ potential: "sw-si-1985 + sw-si-2085" }));
  assert.is(wrong.name, "UnknownModel");
  assert.match(wrong.message, /no shipped potential "sw-si-2085"/);
  assert.match((await rejection(energy({ potential: "sw-si-1985 + lj-ar" }))).message, /no element in common/);
});

test("files are listed with their elements, and a file that cannot be used says at which line", async () => {
  const { imported } = await client.request(listModels, { project });
  assert.equal(
    imported.map(({ name, program, species }) => [name, program, species.join()]),
    [
      ["mine", "lammps", "Si"],
      ["bad", "lammps", ""],
    ],
  );
  assert.match(imported[1]!.problem!, /broken\.sw, line 2: /);
  const wrong = await rejection(energy({ potential: broken }));
  assert.is(wrong.name, "UnknownModel");
  assert.match((await rejection(energy({ potential: join(project, "gone.sw") }))).message, /gone\.sw/);
});

test("a changed file is read again", async () => {
  const before = (await energy({ model: "mine" })).energy;
  writeFileSync(own, "Si Si Si 4.3366 2.0951 1.80 21.0 1.20 -0.333333333333 7.049556277 0.6022245584 4.0 0.0 0.0\n");
  assert.ok(Math.abs((await energy({ model: "mine" })).energy - 2 * before) < 1e-9);
});

test.run();
