// The short form of the accuracy trial: few epochs on the real silicon, and limits that few epochs reach.
import { test } from "uvu";
import { full, run } from "./silicon-accuracy.ts";

test("twenty epochs on real silicon come within sight of the goal", async () => {
  // The full trial's limits are 8 meV/atom and 0.14 eV/A; untrained, errors are 200 meV/atom and 0.8 eV/A.
  await run({ ...full, config: { epochs: 20 }, energyLimitMeVPerAtom: 25, forceLimitEvPerA: 0.25, verbose: false });
});

test.run();
