// Figures of a run's rows: which curves a kind of run has, and what is left out.
import { runFigures } from "@adatom/models/figures/run-figures.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("a training without forces has curves of energies and loss alone", () => {
  const rows = [1, 2].map((step) => ({
    step,
    values: {
      loss: 1 / step,
      trainEnergyMaeMeVPerAtom: 8 / step,
      validationEnergyMaeMeVPerAtom: 9 / step,
      trainForceMaeEvPerA: 0,
      validationForceMaeEvPerA: 0,
    },
  }));
  const figures = runFigures("train", rows, "run 1");
  assert.equal(
    figures.map(({ name }) => name),
    ["energy", "loss"],
  );
  assert.equal(
    figures[0]!.series.map(({ name, x, y }) => ({ name, x, y })),
    [
      { name: "training", x: [1, 2], y: [8, 4] },
      { name: "validation", x: [1, 2], y: [9, 4.5] },
    ],
  );
});

test("dynamics are drawn over time, without pressure where there is no cell; unknown kinds and empty runs have nothing", () => {
  const rows = [0, 10].map((step) => ({
    step,
    values: { timeFs: step / 2, temperatureKelvin: 300, potentialEnergy: -1, conservedEnergy: -0.5 },
  }));
  const figures = runFigures("md", rows, "run 2");
  assert.equal(
    figures.map(({ name }) => name),
    ["temperature", "energy"],
  );
  assert.equal(figures[0]!.series[0]!.x, [0, 5]);
  assert.equal(runFigures("md", [], "run 2"), []);
  assert.equal(runFigures("label", rows, "run 3"), []);
});

test.run();
