// The trial of damaged structure files in its short form.
import { formats } from "@adatom/models/formats/index.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { run } from "./mutated-structures.ts";

test("200 damaged texts of each format: no exception, no hang, no atoms lost in silence", async () => {
  const { readings, withErrors } = await run({ mutations: 200, seed: 7 });
  // Damage that nobody notices would mean that the trial damages nothing.
  assert.ok(readings === 200 * formats.length && withErrors > readings / 4, `${withErrors} of ${readings} with errors`);
});

test.run();
