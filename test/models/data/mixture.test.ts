// Mixtures of new and given structures, as the thesis's 80 % scaled and 20 % frames.
import { mixture } from "@adatom/models/data/augment.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { rattledSilicon } from "../../daemon/compute/silicon.ts";

const given = Array.from({ length: 10 }, (_, k) => ({ ...rattledSilicon(k + 1), reference: { energy: -34 - k } }));
const options = { kinds: ["scale"] as const, deformation: 0.1, displacementAngstrom: 0, vacancies: 0, seed: 3 };

test("shares are met, given structures keep their labels and come once, new ones have none and come from all", () => {
  const mixed = mixture(given, 0.8, 40, options);
  const kept = mixed.filter(({ reference }) => reference?.energy !== undefined);
  assert.is(mixed.length, 40);
  assert.is(kept.length, 8);
  assert.is(new Set(kept.map(({ reference }) => reference!.energy)).size, 8);
  const parents = mixed.filter(({ reference }) => !reference).map(({ info }) => info!.augmented_from);
  for (let k = 0; k < 10; k++) assert.ok(parents.filter((parent) => parent === k).length >= 3);
});

test("scale factors stay within the range, and a seed repeats the set", () => {
  const mixed = mixture(given, 1, 50, options);
  for (const { cell } of mixed) assert.ok(cell[0]! / given[0]!.cell[0]! > 0.9 && cell[0]! / given[0]!.cell[0]! < 1.1);
  assert.equal(mixture(given, 1, 50, options), mixed);
});

test("more given structures than there are is an error that says what to do", () => {
  assert.throws(() => mixture(given, 0.2, 40, options), /32 of 40 .* ask for fewer/);
});

test.run();
