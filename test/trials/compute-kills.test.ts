// The trial in short: three kills of each run.
import { test } from "uvu";
import { run } from "./compute-kills.ts";

test("three kills of compute in training and in dynamics: nothing lost, nothing changed", async () => {
  await run({ kills: 3, epochs: 300, steps: 6000, longestWaitMs: 700, seed: 2 });
});

test.run();
