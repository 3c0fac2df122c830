// The short form of the long dynamics: the same comparisons with LAMMPS with wider errors, which the runs themselves state.
import { test } from "uvu";
import { run } from "./dynamics-correctness.ts";

test("drift, heat capacity, equipartition and volume of silicon", async () => {
  // A slope over 4 ps still holds the ripple of Verlet's energy: 1e-4 eV an atom over ps.
  await run({ nveSteps: 4000, nveDriftLimit: 1e-5, samplingSteps: 10_000 });
});

test.run();
