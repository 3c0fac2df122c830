// The short form of learning amorphous silicon's energies: few configurations of poor networks, a small network, and a limit
// that shows that something is learned.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { full, run } from "./learn-amorphous-silicon.ts";

test("a small network learns much of the spread of energies from 120 configurations", async () => {
  const outcome = await run({
    ...full,
    networks: ["mlp"],
    sizes: [120],
    sample: { walks: 2, recipe: { start: "random", ensemble: "nvt-langevin", equilibrationEvents: 0, eventsPerMinimum: 1 } },
    config: { widths: [24, 12], radial: 8, learningRate: 5e-4, epochs: 6 },
    shareLimit: 0.65,
    verbose: false,
  });
  assert.is((outcome.rows as unknown[]).length, 1);
});

test.run();
