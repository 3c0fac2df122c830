// The short form of the amorphous-silicon trial: poor networks, and a set of a few rounds.
import { test } from "uvu";
import { full, run } from "./amorphous-silicon.ts";

test("a small network and a small set", async () => {
  // 64 atoms and an eighth of the attempts, and random starts: angles are far from the full trial's 11 degrees, and so are energies.
  const recipe = { ...full.recipe, start: "random" as const, equilibrationEvents: 1, eventsPerMinimum: 2, dynamicsPicoseconds: 0.2 };
  await run({
    ...full,
    networks: [2],
    attemptsPerAtom: 20,
    angleSigmaDegrees: 18,
    size: 40,
    walks: 2,
    recipe,
    energyPerAtom: [-3.2, -2.5],
    verbose: false,
  });
});

test.run();
