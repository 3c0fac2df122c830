// descriptors: what it asks for, its text, wrong usage.
import type { Result } from "@adatom/protocol/define.ts";
import { importDescriptors, showDescriptors, suggestDescriptors } from "@adatom/protocol/descriptors.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { FakeDaemon } from "../fake-daemon.ts";
import { runWords } from "../run-words.ts";

const numbers = { minimum: 0.1, maximum: 2.5, mean: 1, deviation: 0.4, sensitivity: 1.2 };
const elements: Result<typeof showDescriptors>["elements"] = [
  {
    element: "Si",
    atoms: 400,
    functions: [
      { name: "G2 one", dropped: null, ...numbers, closest: { name: "G2 two", correlation: 0.98 } },
      { name: "G2 two", dropped: "correlation", ...numbers, closest: { name: "G2 one", correlation: 0.9999 } },
      { name: "G2 three", dropped: "range", ...numbers, closest: null },
    ],
  },
];
const suggestion: Result<typeof suggestDescriptors> = {
  descriptors: { functions: [{ type: "G2", centre: "Si", neighbours: "Si", cutoff: 6, eta: 4, shift: [1.9, 2.3] }] },
  structures: 20,
  cutoff: 6,
  angularCutoff: 4.9,
  bonds: [{ centre: "Si", neighbour: "Si", shortest: 2.1, bond: 2.34 }],
  elements,
  output: "/home/me/d.json",
};

test("suggest asks for files and limits, and prints what to write", async () => {
  const fake = new FakeDaemon().answer(suggestDescriptors, () => suggestion);
  const { code, stdout } = await runWords(
    fake,
    "descriptors suggest a.xyz --count 24 --family compact --angular-cutoff 4.5 --output d.json",
    {
      folder: "/home/me",
    },
  );
  assert.is(code, 0);
  assert.equal(fake.asked[0]!.params, {
    files: ["/home/me/a.xyz"],
    family: "compact",
    angularCutoff: 4.5,
    count: 24,
    output: "/home/me/d.json",
  });
  assert.match(stdout, /Si-Si 2\.34 Å \(shortest 2\.10\)/);
  assert.match(stdout, /Si: 1 of 3 functions, over 400 atoms/);
  assert.match(stdout, /G2 one .*G2 two \(0\.980\)/);
  assert.not.match(stdout, /G2 three/);
  assert.match(stdout, /"descriptors": \{/);
  assert.match(stdout, /written d\.json/);
});

test("suggest --all and show list everything", async () => {
  const fake = new FakeDaemon().answer(suggestDescriptors, () => suggestion).answer(showDescriptors, () => ({ structures: 20, elements }));
  assert.match((await runWords(fake, "descriptors suggest a.xyz --all", { folder: "/home/me" })).stdout, /G2 three .*does not vary/);
  const { stdout } = await runWords(fake, "descriptors show --model silicon --project si", { folder: "/home/me" });
  assert.equal(fake.asked[1]!.params, { files: [], model: "silicon", project: "/home/me/si" });
  assert.match(stdout, /G2 two .*is like 1 \(1\.000\)/);
});

test("wrong usage is said", async () => {
  const fake = new FakeDaemon();
  for (const [words, message] of [
    ["descriptors make a.xyz", /no action "make"/],
    ["descriptors suggest", /name structure files, or a model/],
    ["descriptors suggest a.xyz --family spherical", /--family: one of/],
  ] as const) {
    const { code, stderr } = await runWords(fake, words, { folder: "/home/me" });
    assert.is(code, 2);
    assert.match(stderr, message);
  }
});

test("import names files and units, and prints a model's settings", async () => {
  const fake = new FakeDaemon().answer(importDescriptors, () => ({
    model: { descriptors: suggestion.descriptors, hidden: [24, 24], activation: "tanh" as const, training: { epochs: 24 } },
    functions: { Si: 2 },
    notes: ["test_fraction 0.1: say it of the data set (testFraction)."],
    output: null,
  }));
  const { code, stdout, stderr } = await runWords(fake, "descriptors import input.nn --units bohr-hartree", { folder: "/home/me" });
  assert.is(code, 0);
  assert.equal(fake.asked[0]!.params, { files: ["/home/me/input.nn"], units: "bohr-hartree" });
  assert.match(stdout, /functions: 2 around Si/);
  assert.match(stdout, /"hidden": \[24,24\]\n"activation": "tanh"\n"training": {"epochs":24}/);
  assert.match(stderr, /testFraction/);
  assert.is((await runWords(fake, "descriptors import input.nn --units nanometre")).code, 2);
  assert.is((await runWords(fake, "descriptors import")).code, 2);
});

test.run();
