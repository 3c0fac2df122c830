// adatom/train through a real daemon: from adatom.json to a version that answers, retraining, errors by name.
import { join } from "node:path";
import { predict } from "@adatom/protocol/predict.ts";
import { train } from "@adatom/protocol/train.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ended, rejection, startRunDaemon } from "./run-daemon.ts";

const test = suite("adatom/train");
const { home, client, project, structure } = await startRunDaemon();
test.after(() => home.clean());

test("a training gives a version with its errors, and that version answers", async () => {
  const made = await client.request(train, { project, model: "si" });
  assert.is(made.kind, "train");
  const { state, error, result, project: folder } = await ended(client, made.id);
  assert.is(state, "done", error ?? "");
  assert.is(folder, project);
  assert.is(result?.model, "si");
  assert.is(result?.version, 1);
  assert.is(result?.accepted, true);
  assert.type(result?.seconds, "number");
  for (const part of ["test", "validation"]) {
    const metrics = result?.[part] as Record<string, number>;
    for (const key of ["energyMaeMeVPerAtom", "forceMaeEvPerA"]) assert.ok(metrics[key]! > 0, `${part}.${key}`);
  }
  const { frames } = await client.request(predict, { source: { path: structure }, project, model: "si" });
  assert.is(frames[0]!.model, "si@1");
});

test("an atom outside of the training range is told the nearest training structures", async () => {
  // Bulk silicon squeezed to 84 % of its length: outside of any range.
  const text = `2\nLattice="0 2.3 2.3 2.3 0 2.3 2.3 2.3 0" pbc="T T T" Properties=species:S:1:pos:R:3\nSi 0 0 0\nSi 1.15 1.15 1.15\n`;
  const { frames } = await client.request(predict, { source: { text, fileName: "odd.xyz" }, project, model: "si" });
  const { extrapolatingByElement, nearest } = frames[0]!;
  assert.equal(extrapolatingByElement, [{ element: "Si", atoms: 2 }]);
  assert.is(nearest!.structures.length, 3);
  for (const { label, distance } of nearest!.structures) {
    assert.match(label, /^[\w-]+\.\w+, structure \d+$/);
    assert.ok(distance > 0, `${distance}`);
  }
  const distances = nearest!.structures.map(({ distance }) => distance);
  assert.equal(
    [...distances].sort((a, b) => a - b),
    distances,
  );
});

test("a structure-energy network trains on energies alone, answers, and goes on from its version", async () => {
  const made = await client.request(train, { project, model: "whole" });
  const first = await ended(client, made.id);
  assert.is(first.state, "done", first.error ?? "");
  assert.ok((first.result!.validation as Record<string, number>).energyRmseMeVPerAtom! > 0);
  const { frames } = await client.request(predict, { source: { path: structure }, project, model: "whole" });
  assert.is(frames[0]!.model, "whole@1");
  const again = await ended(client, (await client.request(train, { project, model: "whole" })).id);
  assert.is(again.state, "done", again.error ?? "");
  // Begun where version 1 stands, it is compared with it on the same structures by the energy error alone.
  const { validation, currentScore, score } = again.result as { validation: Record<string, number>; currentScore: number; score: number };
  assert.ok(Math.abs(score - (validation.energyRmseMeVPerAtom! / 1000) ** 2) < 1e-12);
  assert.ok(currentScore > 0);
});

test("two retrainings asked for at once follow each other, each from the other's outcome", async () => {
  const made = await Promise.all([1, 2].map(() => client.request(train, { project, model: "si" })));
  const runs = await Promise.all(made.map((run) => ended(client, run.id)));
  assert.equal(runs.map((run) => run.result?.version).sort(), [2, 3]);
  for (const run of runs)
    assert.ok((run.result?.score as number) <= (run.result?.currentScore as number) * 1.000001 === run.result?.accepted);
  assert.ok(runs[1]!.startedAt! >= runs[0]!.endedAt! || runs[0]!.startedAt! >= runs[1]!.endedAt!);
});

test("what cannot be trained is refused", async () => {
  const refused = (params: { project: string; model: string }) => rejection(client.request(train, params));
  assert.is((await refused({ project: join(home.folder, "empty"), model: "si" })).name, "BadProject");
  const unknown = await refused({ project, model: "ge" });
  assert.is(unknown.name, "UnknownModel");
  assert.match(unknown.message, /si, orphan, classical/);
  assert.is((await refused({ project, model: "classical" })).name, "UnknownModel");
  const orphan = await refused({ project, model: "orphan" });
  assert.is(orphan.name, "BadProject");
  assert.match(orphan.message, /none\/\*\.xyz/);
});

test.run();
