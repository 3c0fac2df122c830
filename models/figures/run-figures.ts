// Figures of a run from its rows: learning curves of a training, temperature, energy and pressure of dynamics, and so on.
import type { Figure, Series } from "./figure.ts";

export interface RunRow {
  readonly step: number;
  readonly values: Readonly<Record<string, number>>;
}

interface Plan {
  readonly name: string;
  readonly title: string;
  readonly xLabel: string;
  /** Key of the row that stands on the x axis; the step where there is none. */
  readonly xKey?: string;
  readonly yLabel: string;
  readonly logarithmicY?: boolean;
  /** Keys of the rows, and their names in the legend. */
  readonly curves: Readonly<Record<string, string>>;
}

const time = { xKey: "timeFs", xLabel: "time (fs)" } as const;

/** By kind of run, keys as adatom/runs/metrics names them. */
const plans: Readonly<Record<string, readonly Plan[]>> = {
  train: [
    {
      ...{ name: "energy", title: "Learning curve: energy", xLabel: "epoch", yLabel: "mean absolute error (meV/atom)", logarithmicY: true },
      curves: { trainEnergyMaeMeVPerAtom: "training", validationEnergyMaeMeVPerAtom: "validation" },
    },
    {
      ...{ name: "force", title: "Learning curve: forces", xLabel: "epoch", yLabel: "mean absolute error (eV/Å)", logarithmicY: true },
      curves: { trainForceMaeEvPerA: "training", validationForceMaeEvPerA: "validation" },
    },
    {
      ...{ name: "stress", title: "Learning curve: stress", xLabel: "epoch", yLabel: "mean absolute error (eV/Å³)", logarithmicY: true },
      curves: { trainStressMaeEvPerA3: "training", validationStressMaeEvPerA3: "validation" },
    },
    { ...{ name: "loss", title: "Loss", xLabel: "epoch", yLabel: "loss", logarithmicY: true }, curves: { loss: "training" } },
  ],
  md: [
    { ...time, ...{ name: "temperature", title: "Temperature", yLabel: "temperature (K)" }, curves: { temperatureKelvin: "temperature" } },
    {
      ...time,
      ...{ name: "energy", title: "Energy", yLabel: "energy (eV)" },
      curves: { potentialEnergy: "potential", conservedEnergy: "conserved" },
    },
    { ...time, ...{ name: "pressure", title: "Pressure", yLabel: "pressure (GPa)" }, curves: { pressureGPa: "pressure" } },
  ],
  relax: [
    {
      ...{ name: "force", title: "Relaxation", xLabel: "step", yLabel: "largest force (eV/Å)", logarithmicY: true },
      curves: { maximumForce: "largest force" },
    },
    { ...{ name: "energy", title: "Relaxation", xLabel: "step", yLabel: "energy (eV)" }, curves: { energy: "energy" } },
  ],
  neb: [
    {
      ...{ name: "force", title: "Nudged elastic band", xLabel: "step", yLabel: "largest force (eV/Å)", logarithmicY: true },
      curves: { maximumForce: "largest force" },
    },
    { ...{ name: "barrier", title: "Nudged elastic band", xLabel: "step", yLabel: "barrier (eV)" }, curves: { barrier: "barrier" } },
  ],
  "monte-carlo": [{ ...{ name: "energy", title: "Monte Carlo", xLabel: "trial", yLabel: "energy (eV)" }, curves: { energy: "energy" } }],
  dataset: [
    {
      ...{ name: "energy", title: "Data set", xLabel: "round", yLabel: "energy (eV)" },
      curves: { minimumEnergy: "minima", meanEnergy: "mean of the set" },
    },
  ],
  "active-learning": [
    {
      ...{ name: "energy", title: "Active learning", xLabel: "round", yLabel: "mean absolute error (meV/atom)", logarithmicY: true },
      curves: { energyMaeMeVPerAtom: "held-out structures" },
    },
    {
      ...{ name: "force", title: "Active learning", xLabel: "round", yLabel: "mean absolute error (eV/Å)", logarithmicY: true },
      curves: { forceMaeEvPerA: "held-out structures" },
    },
    {
      ...{ name: "structures", title: "Active learning", xLabel: "round", yLabel: "structures" },
      curves: { structures: "in the set", labelled: "labelled" },
    },
  ],
};

/** What a run's rows show; none for a kind of run that has no curves, or before rows are there. `run` says which, in the titles. */
export function runFigures(kind: string, rows: readonly RunRow[], run: string): Figure[] {
  return (plans[kind] ?? []).flatMap(({ name, title, xLabel, xKey, yLabel, logarithmicY, curves }) => {
    const series = Object.entries(curves).flatMap(([key, label]): Series[] => {
      const own = rows.filter(({ values }) => values[key] !== undefined);
      // An error that is measured nowhere stands as zero in every row.
      if (!own.some(({ values }) => values[key] !== 0)) return [];
      const x = own.map(({ step, values }) => (xKey === undefined ? step : (values[xKey] ?? step)));
      return [{ name: label, style: "line", x, y: own.map(({ values }) => values[key]!) }];
    });
    if (series.length === 0) return [];
    return [{ name, title: `${title}, ${run}`, xLabel, yLabel, ...(logarithmicY && { logarithmicY }), series }];
  });
}

/** The curve of a run that changes as a whole, where there is one. */
export function curveFigures(
  curve: {
    readonly name: string;
    readonly xLabel: string;
    readonly yLabel: string;
    readonly x: readonly number[];
    readonly y: readonly number[];
  } | null,
  run: string,
): Figure[] {
  if (!curve) return [];
  const { name, xLabel, yLabel, x, y } = curve;
  return [{ name: "curve", title: `${name}, ${run}`, xLabel, yLabel, series: [{ name, style: "line", x, y }] }];
}
