// analyse: what it asks for, its JSON contract, its text.
import { analyse } from "@adatom/protocol/analyse.ts";
import type { Result } from "@adatom/protocol/define.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { FakeDaemon } from "../fake-daemon.ts";
import { runWords } from "../run-words.ts";

const found: Omit<Result<typeof analyse>, "problems"> = {
  frames: 2,
  table: {
    structures: 2,
    atoms: 432,
    density: 2.334,
    firstPeak: 2.36,
    firstShell: 2.892,
    c1: 3.926,
    r1: 2.362,
    sigma1: 0.074,
    bondLengthDeviation: 0.0313,
    c2: 11.97,
    r2: 3.82,
    sigma2: 0.206,
    angleMean: 109.2,
    angleSigma: 11.5,
    energy: { mean: -676.15, sigma: 12.016, meanPerAtom: -3.1303, source: "si@3", extrapolatingStructures: 1 },
    coordinationShares: [
      { neighbours: 3, share: 0.074 },
      { neighbours: 4, share: 0.926 },
    ],
    shortestDistance: 2.05,
    ringsPerAtom: null,
  },
  rings: [{ size: 6, shortestPath: 12, king: 12 }],
};
const daemon = (): FakeDaemon => new FakeDaemon().answer(analyse, () => ({ ...found, problems: [] }));

test("--json prints what the daemon found, at full precision", async () => {
  const { code, stdout, stderr } = await runWords(daemon(), "analyse a.xyz --json");
  assert.is(code, 0);
  assert.is(stderr, "");
  assert.equal(JSON.parse(stdout), found);
});

test("asks for what was said and leaves the rest to the daemon", async () => {
  const fake = daemon();
  await runWords(fake, "analyse a.xyz --rdf --bond-order --frames 0-2 --bond-cutoff 2.9 --ring-size 10 --timestep 2 --model si@3", {
    folder: "/home/me",
  });
  assert.equal(fake.asked[0]!.params, {
    source: { path: "/home/me/a.xyz" },
    model: "si@3",
    include: ["rdf", "bond-order"],
    frames: [0, 1, 2],
    bondCutoff: 2.9,
    ringSize: 10,
    timestep: 2,
  });
  await runWords(fake, "analyse a.xyz", { folder: "/home/me" });
  assert.equal(fake.asked[1]!.params, { source: { path: "/home/me/a.xyz" } });
});

test("as text: every number with its unit, the energy with its model and what it extrapolates", async () => {
  const { stdout } = await runWords(daemon(), "analyse a.xyz");
  for (const wanted of ["2.334 g/cm³", "3.926, 2.362 Å, 0.074 Å", "109.20° ± 11.50°", "3: 7.4 %, 4: 92.6 %", "-3.13030 eV/atom"]) {
    assert.ok(stdout.includes(wanted), `${wanted} in\n${stdout}`);
  }
  assert.match(stdout, /si@3; extrapolated in 1/);
  assert.match(stdout, /6 +12\.0000 +12\.0000/);
});

test.run();
