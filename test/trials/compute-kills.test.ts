// The trial in short: three kills of each run.
import { test } from "uvu";
import { run } from "./compute-kills.ts";

test("three kills of compute in training and in dynamics: nothing lost, nothing changed", async () => {
  await run({ kills: 3, epochs: 250, steps: 5000, seed: 2 });
});

test.run();
