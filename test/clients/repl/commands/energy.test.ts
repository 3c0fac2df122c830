// energy: its JSON contract, its text, its errors, against a daemon in memory.
import { Failure } from "@adatom/protocol/failure.ts";
import { predict } from "@adatom/protocol/predict.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { FakeDaemon } from "../fake-daemon.ts";
import { runWords } from "../run-words.ts";

const energy = -34.69303999999999;
const frame = {
  natoms: 2,
  energy,
  energyPerAtom: energy / 2,
  stress: [0.01, 0.01, 0.01, 0, 0, 1e-17],
  model: "sw-si-1985",
  extrapolated: [],
};
const daemon = (): FakeDaemon =>
  new FakeDaemon().answer(predict, ({ forces }) => ({
    frames: [
      {
        ...frame,
        ...(forces && {
          forces: [
            [0.1, 0, 0],
            [-0.1, 0, 1e-300],
          ] as [number, number, number][],
        }),
        reference: { energy: -34 },
      },
    ],
    problems: [],
  }));

test("--json prints the contract's keys and nothing else, at full double precision", async () => {
  const { code, stdout, stderr } = await runWords(daemon(), "energy a.xyz --potential sw-si-1985 --json");
  assert.is(code, 0);
  assert.is(stderr, "");
  assert.is(stdout, `${JSON.stringify({ frames: [frame] })}\n`);
  assert.ok(Object.is(JSON.parse(stdout).frames[0].energy, energy));
  const { frames } = JSON.parse((await runWords(daemon(), "energy a.xyz --forces --json")).stdout);
  assert.equal(frames[0].forces, [
    [0.1, 0, 0],
    [-0.1, 0, 1e-300],
  ]);
});

test("asks for what was said: paths absolute, frames as numbers", async () => {
  const fake = daemon();
  await runWords(fake, "energy data/a.xyz --model si@3 --project p --frames 0,4,10-12", { folder: "/home/me" });
  assert.equal(fake.asked[0]!.params, {
    source: { path: "/home/me/data/a.xyz" },
    model: "si@3",
    project: "/home/me/p",
    forces: false,
    frames: [0, 4, 10, 11, 12],
  });
});

test("as text: a table with units and the model", async () => {
  const { stdout } = await runWords(daemon(), "energy a.xyz --forces");
  const [head, row] = stdout.split("\n");
  assert.match(head!, /frame +atoms +energy \(eV\) +per atom \(eV\) +pressure \(GPa\) +max force \(eV\/Å\) +model/);
  // Pressure is minus the mean stress: -0.01 eV/Å³ is -1.602 GPa.
  assert.match(row!, / 0 +2 +-34\.693040 +-17\.346520 +-1\.602 +0\.100000 +sw-si-1985/);
});

test("frames are called by their numbers in the file", async () => {
  const fake = new FakeDaemon().answer(predict, () => ({ frames: [frame, frame], problems: [] }));
  const rows = (await runWords(fake, "energy a.xyz --frames 0,7")).stdout.split("\n");
  assert.match(rows[1]!, /^ +0 +2 /);
  assert.match(rows[2]!, /^ +7 +2 /);
});

test("extrapolation is always said", async () => {
  const outside = { atom: 1, functionIndex: 0, functionName: "G2 Si eta 4", value: 2, minimum: 0, maximum: 1 };
  const fake = new FakeDaemon().answer(predict, () => ({ frames: [{ ...frame, model: "si@1", extrapolated: [outside] }], problems: [] }));
  assert.match(
    (await runWords(fake, "energy a.xyz")).stdout,
    "frame 0: si@1 extrapolates on 1 atom (atom 1: G2 Si eta 4 = 2.000, trained on 0.000 to 1.000)",
  );
  assert.equal(JSON.parse((await runWords(fake, "energy a.xyz --json")).stdout).frames[0].extrapolated, [outside]);
});

test("what is wrong with the file stands on stderr with its line, from 1", async () => {
  const problem = { severity: "warning" as const, code: "count", message: "too few atoms", line: 4, column: 0, endColumn: 2 };
  const fake = new FakeDaemon().answer(predict, () => ({ frames: [frame], problems: [problem] }));
  assert.is((await runWords(fake, "energy a.xyz --json")).stderr, "warning: a.xyz:5:1: too few atoms\n");
});

test("a failure of the daemon: text on stderr, name and details as JSON on stdout, exit code 1", async () => {
  const fake = new FakeDaemon().answer(predict, () => {
    throw new Failure("BadStructure", "a.xyz cannot be read.", { problems: [{ line: 1, column: 2, message: "no number" }] });
  });
  const { code, stdout, stderr } = await runWords(fake, "energy a.xyz --json");
  assert.is(code, 1);
  assert.equal(JSON.parse(stdout).error, {
    problems: [{ line: 1, column: 2, message: "no number" }],
    name: "BadStructure",
    message: "a.xyz cannot be read.",
  });
  assert.is(stderr, "adatom: a.xyz cannot be read.\n  2:3: no number\n");
  assert.is((await runWords(fake, "energy a.xyz")).stdout, "");
});

test("wrong usage is exit code 2 and never reaches the daemon", async () => {
  const fake = daemon();
  for (const line of [
    "energy",
    "energy a.xyz b.xyz",
    "energy a.xyz --potential x --model y",
    "energy a.xyz --frames 3-1",
    "energy a.xyz --nonsense",
    "energy a.xyz --potential",
  ]) {
    const { code, stderr } = await runWords(fake, line);
    assert.is(code, 2, line);
    assert.match(stderr, /^adatom: .+\nadatom help energy says how\n$/s, line);
  }
  assert.is(fake.asked.length, 0);
});

test.run();
