// The conformance suite itself: what it must not let pass.
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { ConformanceCase, Results } from "./suite/case.ts";
import { compare, failed, otherBits } from "./suite/compare.ts";
import type { Form } from "./suite/forms.ts";
import { complaints, isGood, runCase } from "./suite/run.ts";
import { summaryTable } from "./suite/table.ts";
import { tolerances } from "./suite/tolerances.ts";

const forces = (...values: number[]): Results => [{ quantity: "forces, eV/angstrom", values }];
const passes = (found: Results, reference: Results, accuracy: "processor" | "gpu" = "processor"): boolean =>
  !compare(found, reference, accuracy).some(failed);

test("numbers that are none, too few numbers, and numbers too far off fail; other tolerances hold on a GPU", () => {
  assert.ok(passes(forces(1, 2), forces(1, 2)));
  assert.not(passes(forces(1, Number.NaN), forces(1, 2)));
  assert.not(passes(forces(1, 2), forces(1, Number.NaN)));
  assert.not(passes(forces(1), forces(1, 2)));
  assert.not(passes(forces(1, 2 + 1e-7), forces(1, 2)));
  assert.ok(passes(forces(1, 2 + 1e-7), forces(1, 2), "gpu"));
});

test("no results, results the reference has not, and quantities without a tolerance are errors", () => {
  assert.throws(() => compare([], forces(1), "processor"), /no results/);
  assert.throws(() => compare([...forces(1), ...forces(1)], forces(1), "processor"), /reference has no/);
  const onGpu: Results = [{ quantity: "energies of atoms, eV", values: [1] }];
  assert.throws(() => compare(onGpu, onGpu, "gpu"), /says nothing of "energies of atoms, eV" on a gpu/);
});

test("numbers one by one, and counts that lie in other bins", () => {
  const functions = (...values: number[]): Results => [{ quantity: "symmetry functions", values }];
  // A billionth of the largest is not a billionth of the smaller.
  assert.not(passes(functions(1000, 1 + 1e-10), functions(1000, 1)));
  const bins = (...values: number[]): Results => [{ quantity: "distances by bins", values }];
  assert.not(passes(bins(4, 6), bins(5, 5)));
  assert.ok(passes(bins(4, 6), bins(5, 5), "gpu"));
  assert.not(passes(bins(3, 7), bins(5, 5), "gpu"));
});

test("bits: minus zero is another number than zero", () => {
  assert.is(otherBits(forces(1, 0), forces(1, 0)), 0);
  assert.is(otherBits(forces(1, 0), forces(1, -0)), 1);
});

test("every tolerance has its reason", () => {
  for (const [quantity, { ...row }] of Object.entries(tolerances))
    for (const allowed of Object.values(row)) assert.ok(allowed.why.length > 5, quantity);
});

const one: ConformanceCase = { subject: "a kernel", name: "a case", covers: [], reference: () => forces(1), refusedBy: ["abacus"] };
const form = (name: string, run: () => Results, more: Partial<Form> = {}): Form => ({
  ...{ name, accuracy: "processor", has: () => true, run: async () => ({ results: run(), more: [] }) },
  ...more,
});

test("what throws fails, what must be refused and is not fails, and what must have the same bits is held to it", async () => {
  const broken = await runCase(
    one,
    form("broken", () => {
      throw new Error("out of order");
    }),
  );
  assert.equal(complaints(broken), ["out of order"]);
  assert.equal(
    complaints(
      await runCase(
        one,
        form("abacus", () => forces(1), { backend: "abacus" }),
      ),
    ),
    ["it should be refused by abacus, and was not"],
  );
  const good = await runCase(
    one,
    form("WASM", () => forces(1)),
  );
  assert.ok(isGood(good));
  const close = await runCase(
    one,
    form("threads", () => forces(1 + 2 ** -52), { sameBitsAs: "WASM" }),
  );
  assert.match(complaints(close).join(), /numbers with other bits than WASM off by 1/);
  const table = summaryTable([broken, good, close], ["WASM", "threads", "broken", "other"]);
  assert.match(table, /a kernel \(1\) +0 +FAILED 1 +FAILED 1 +-/);
});

test.run();
