// The registry of shipped potentials: every one has a line in docs/potentials.md, in the same order, and is what it says it is.

import { readFileSync } from "node:fs";
import { potentialByName, potentialForSpecies, shippedPotentials } from "@adatom/models/potentials/index.ts";
import { symbolOf } from "@adatom/models/structure/elements.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("docs/potentials.md lists them all, with their elements, in order of preference", () => {
  const text = readFileSync(new URL("../../../docs/potentials.md", import.meta.url), "utf8");
  const rows = [...text.matchAll(/^\| `([a-z0-9-]+)` \| ([A-Za-z, ]+) \|/gm)].map(
    ([, name, elements]) => `${name}: ${elements!.split(", ").sort()}`,
  );
  assert.equal(
    rows,
    shippedPotentials.map(({ name, species }) => `${name}: ${species.map(symbolOf).sort()}`),
  );
});

test("names are their own, descriptions are one line", () => {
  assert.is(new Set(shippedPotentials.map(({ name }) => name)).size, shippedPotentials.length);
  for (const potential of shippedPotentials) {
    assert.is(potentialByName(potential.name), potential);
    assert.ok(potential.description.length > 20 && !potential.description.includes("\n"), potential.name);
    assert.ok(potential.cutoffAngstrom > 1 && potential.cutoffAngstrom < 15, potential.name);
  }
});

test("out of the box: by elements, and only for what a set is meant for", () => {
  const expected: [number[], string | undefined][] = [
    [[14], "sw-si-1985"],
    [[6], "tersoff-c-1989"],
    [[5, 7], "tersoff-bnc-2012"],
    [[7, 31], "sw-gan-2006"],
    [[31], undefined],
    [[48, 52], "sw-cdte-1989"],
    [[29, 79], "emt"],
    [[18], "lj-ar"],
    [[26], undefined],
    [[], undefined],
  ];
  for (const [numbers, name] of expected) assert.is(potentialForSpecies(numbers)?.name, name, numbers.join(" "));
});

test.run();
