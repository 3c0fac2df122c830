// Tables and curves that most studies share.
import type { Figure, Series, Table } from "../figures/figure.ts";
import type { CaseOutcome } from "./study.ts";

/** A row a case: errors of the best epoch on what was learned from, validated on, tested on. */
export function errorTable(title: string, varied: string, outcomes: readonly CaseOutcome[]): Table {
  const withForces = outcomes.some(({ test }) => Number.isFinite(test.forceMaeEvPerA) && test.forceMaeEvPerA > 0);
  const columns = [
    varied,
    "structures learned from",
    "train E MAE meV/atom",
    "validation E MAE meV/atom",
    "test E MAE meV/atom",
    "test E RMSE meV/atom",
    ...(withForces ? ["test F component MAE eV/A"] : []),
    "epochs",
    "seconds",
  ];
  const rows = outcomes.map(({ label, structures, train, validation, test, curve, seconds }) => [
    label,
    structures.train + structures.validation,
    train.energyMaeMeVPerAtom,
    validation.energyMaeMeVPerAtom,
    test.energyMaeMeVPerAtom,
    test.energyRmseMeVPerAtom,
    ...(withForces ? [test.forceMaeEvPerA] : []),
    curve.epoch.at(-1) ?? 0,
    seconds,
  ]);
  return { title, columns, rows };
}

/** Validation error against epoch, a line a case. */
export function lossCurves(name: string, title: string, outcomes: readonly CaseOutcome[]): Figure {
  return {
    name,
    title,
    xLabel: "epoch",
    yLabel: "validation energy MAE (meV/atom)",
    logarithmicY: true,
    series: outcomes.map(({ label, curve }) => ({ name: label, style: "line", x: curve.epoch, y: curve.validation })),
  };
}

/** Test error against what was varied, a line a series. */
export function testErrors(name: string, title: string, xLabel: string, outcomes: readonly CaseOutcome[]): Figure {
  const names = [...new Set(outcomes.map(({ series }) => series))];
  const series = names.map((one): Series => {
    const own = outcomes.filter((outcome) => outcome.series === one && outcome.x !== null).sort((a, b) => a.x! - b.x!);
    return { name: one, style: "line-and-points", x: own.map(({ x }) => x!), y: own.map(({ test }) => test.energyMaeMeVPerAtom) };
  });
  return { name, title, xLabel, yLabel: "test energy MAE (meV/atom)", logarithmicY: true, series };
}
