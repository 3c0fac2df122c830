// data and select: what they ask for, their text, wrong usage.
import { augmentData, convertData, dataStatistics, findDuplicateData, splitData } from "@adatom/protocol/data.ts";
import type { Result } from "@adatom/protocol/define.ts";
import { select } from "@adatom/protocol/select.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { FakeDaemon } from "../fake-daemon.ts";
import { runWords } from "../run-words.ts";

const selected: Result<typeof select> = {
  output: "/home/me/md-selected.xyz",
  candidates: 500,
  training: 200,
  by: "distance",
  model: null,
  threshold: 0.31,
  usualSpread: null,
  novelBefore: 40,
  novelAfter: 0,
  chosen: [
    { file: "/home/me/md.xyz", frame: 417, natoms: 64, novelty: 1.25, spread: null, extrapolatingAtoms: 3 },
    { file: "/home/me/md.xyz", frame: 12, natoms: 64, novelty: null, spread: null, extrapolatingAtoms: 1 },
  ],
  extrapolatingStructures: 7,
  elements: [{ element: "Si", atoms: 32000, extrapolating: 21 }],
};

test("select asks for files and limits, and shows what was chosen", async () => {
  const fake = new FakeDaemon().answer(select, () => selected);
  const { code, stdout } = await runWords(fake, "select md.xyz,more.xyz --training data/a.xyz --count 2 --threshold 0.31 --overwrite", {
    folder: "/home/me",
  });
  assert.is(code, 0);
  assert.equal(fake.asked[0]!.params, {
    candidates: ["/home/me/md.xyz", "/home/me/more.xyz"],
    training: ["/home/me/data/a.xyz"],
    count: 2,
    threshold: 0.31,
    overwrite: true,
  });
  assert.match(stdout, /40 of 500 structures are farther than 0\.310 from the 200 trained on; after 2 chosen, 0 are/);
  assert.match(stdout, /md\.xyz +417 +64 +1\.250 +3/);
  assert.match(stdout, /new element/);
  assert.match(stdout, /written md-selected\.xyz, without labels/);
});

test("select by a committee shows spreads with their units, and says where there was none", async () => {
  const spread = { forceEvPerA: 0.4567, energyMeVPerAtom: 12.341 };
  const found = {
    ...selected,
    by: "both" as const,
    model: "si@3",
    usualSpread: { forceEvPerA: 0.05, energyMeVPerAtom: 1.5 },
    chosen: selected.chosen.map((one, k) => ({ ...one, spread: k === 0 ? spread : { forceEvPerA: null, energyMeVPerAtom: null } })),
  };
  const fake = new FakeDaemon().answer(select, () => found);
  const words = "select md.xyz --model si --project . --by both --spread-threshold 0.05";
  const { stdout } = await runWords(fake, words, { folder: "/home/me" });
  const asked = fake.asked[0]!.params as Record<string, unknown>;
  assert.equal([asked.by, asked.spreadThresholdEvPerA, asked.model], ["both", 0.05, "si"]);
  assert.match(stdout, /farther than 0\.310 .* members of si@3 differ by more than 0\.050 eV\/A in a force or 1\.50 meV\/atom in energy/);
  assert.match(stdout, /force spread, eV\/A +energy spread, meV\/atom/);
  assert.match(stdout, /md\.xyz +417 +64 +1\.250 +0\.457 +12\.34 +3/);
  assert.match(stdout, /new element +no answer/);
  const alone = new FakeDaemon().answer(select, () => selected);
  const { stdout: distance } = await runWords(alone, "select md.xyz --model si --project .", { folder: "/home/me" });
  assert.match(distance, /chosen by distance alone: si is not a committee, or was not trained yet/);
});

test("data asks for what was said and leaves the rest to the daemon", async () => {
  const fake = new FakeDaemon()
    .answer(convertData, () => ({ output: "/w/POSCAR", format: "poscar", structures: 1, warnings: ["POSCAR does not hold energies"] }))
    .answer(augmentData, () => ({ output: "/w/b.xyz", structures: 3, made: 30, warnings: [] }))
    .answer(splitData, () => ({ groups: 4, parts: [{ part: "train" as const, output: "/w/p-train.xyz", structures: 8 }], warnings: [] }))
    .answer(findDuplicateData, () => ({
      structures: 3,
      distinct: 2,
      groups: [
        {
          exact: true,
          members: [
            { file: "/w/a.xyz", frame: 0 },
            { file: "/w/a.xyz", frame: 2 },
          ],
        },
      ],
      output: null,
      warnings: [],
    }));
  const run = (words: string) => runWords(fake, words, { folder: "/w" });
  const converted = await run("data convert a.xyz POSCAR --frame 2");
  assert.match(converted.stdout, /written POSCAR \(poscar, 1 structure\)/);
  assert.match(converted.stderr, /POSCAR does not hold energies/);
  await run("data augment a.xyz b.xyz --kinds scale,shear --copies 10 --seed 7");
  await run("data split a.xyz p.xyz --by group --stratify --test 0.2");
  const repeated = await run("data duplicates a.xyz");
  assert.match(repeated.stdout, /2 of 3 structures are distinct\nequal: a\.xyz frame 0, a\.xyz frame 2/);
  assert.equal(
    fake.asked.map(({ params }) => params),
    [
      { files: ["/w/a.xyz"], output: "/w/POSCAR", frame: 2 },
      { files: ["/w/a.xyz"], output: "/w/b.xyz", kinds: ["scale", "shear"], copies: 10, seed: 7 },
      { files: ["/w/a.xyz"], output: "/w/p.xyz", by: "group", stratify: true, test: 0.2 },
      { files: ["/w/a.xyz"] },
    ],
  );
});

test("statistics are a table with histograms", async () => {
  const one = { count: 2, mean: -4.1, deviation: 0.5, minimum: -4.6, maximum: -3.6, histogram: [1, 0, 1] };
  const fake = new FakeDaemon().answer(dataStatistics, () => ({
    ...{ structures: 2, atoms: 16, smallest: 8, largest: 8, elements: [{ element: "Si", atoms: 16, structures: 2 }], periodic: 2 },
    ...{ withEnergy: 2, withForces: 0, withStress: 0, energyPerAtom: one, forceComponent: null, force: null, volumePerAtom: null },
    groups: [],
    warnings: [],
  }));
  const { stdout, stderr } = await runWords(fake, "data statistics a.xyz");
  assert.is(stderr, "");
  assert.match(stdout, /energy \(eV\/atom\) +-4\.1000 +0\.5000 +-4\.6000 +-3\.6000 +█ █/);
  assert.match(stdout, /Si 16 in 2/);
});

test("wrong usage is said before the daemon is asked", async () => {
  for (const [words, says] of [
    ["data melt a.xyz", /no action "melt"; it has convert, check, augment, split, duplicates, statistics/],
    ["data augment a.xyz b.xyz --kinds scale,twist", /--kinds takes .* not "twist"/],
    ["data convert a.xyz", /OUT is missing/],
    ["select", /select needs FILES/],
  ] as const) {
    const fake = new FakeDaemon();
    const { code, stderr } = await runWords(fake, words);
    assert.is(code, 2, words);
    assert.match(stderr, says);
    assert.is(fake.asked.length, 0);
  }
});

test.run();
