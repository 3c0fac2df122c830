// The short form of the trial of molecular dynamics with a trained potential. Some 8 s alone; time limit: 300 s
import { test } from "uvu";
import { settings } from "./accuracy/settings.ts";
import { full, run } from "./trained-dynamics.ts";

test("a potential of twenty-five epochs keeps the energy at 300 K, melts when heated, and says that it extrapolates", async () => {
  // Velocity Verlet's ripple, 1e-4 eV/atom, leaves a slope of some 1e-5 eV/atom/ps over 1 ps; the full trial's limit is 1e-5 over 20.
  const training = { ...settings.Si, config: { epochs: 25 } };
  await run({ ...full, training, nvePicoseconds: 1, driftLimit: 1e-4, hotPicoseconds: 2, lines: 0 });
});

test.run();
