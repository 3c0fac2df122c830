// The trial in short: three kills of each run.
import { test } from "uvu";
import { run } from "./compute-kills.ts";

test("three kills of compute in training and in dynamics: nothing lost, nothing changed", async () => {
  await run({ kills: 3, epochs: 400, steps: 8000, seed: 2 });
});

test.run();
