// Which curves a kind of run has: the keys of its metrics rows, with units, as protocol/runs.ts names them.

export interface Curve {
  readonly key: string;
  readonly label: string;
  /** Second of a pair (validation beside training). */
  readonly second?: boolean;
}
export interface Plot {
  readonly title: string;
  readonly unit: string;
  readonly logarithmic: boolean;
  /** Not every run has every curve: one that never was anything but zero, or that never changed, says nothing. */
  readonly hidden?: "while-zero" | "while-constant";
  readonly curves: readonly Curve[];
}

const train: readonly Plot[] = [
  {
    title: "Force error",
    unit: "eV/Å",
    logarithmic: true,
    curves: [
      { key: "trainForceMaeEvPerA", label: "training" },
      { key: "validationForceMaeEvPerA", label: "validation", second: true },
    ],
  },
  {
    title: "Energy error",
    unit: "meV/atom",
    logarithmic: true,
    curves: [
      { key: "trainEnergyMaeMeVPerAtom", label: "training" },
      { key: "validationEnergyMaeMeVPerAtom", label: "validation", second: true },
    ],
  },
  {
    title: "Stress error",
    unit: "eV/Å³",
    logarithmic: true,
    hidden: "while-zero",
    curves: [
      { key: "trainStressMaeEvPerA3", label: "training" },
      { key: "validationStressMaeEvPerA3", label: "validation", second: true },
    ],
  },
  { title: "Loss", unit: "", logarithmic: true, curves: [{ key: "loss", label: "loss" }] },
];
const md: readonly Plot[] = [
  { title: "Temperature", unit: "K", logarithmic: false, curves: [{ key: "temperatureKelvin", label: "temperature" }] },
  { title: "Potential energy", unit: "eV", logarithmic: false, curves: [{ key: "potentialEnergy", label: "potential" }] },
  { title: "Conserved energy", unit: "eV", logarithmic: false, curves: [{ key: "conservedEnergy", label: "conserved" }] },
  { title: "Pressure", unit: "GPa", logarithmic: false, hidden: "while-zero", curves: [{ key: "pressureGPa", label: "pressure" }] },
  { title: "Volume", unit: "Å³", logarithmic: false, hidden: "while-constant", curves: [{ key: "volume", label: "volume" }] },
  {
    title: "Spread of the committee's forces",
    unit: "eV/Å",
    logarithmic: false,
    hidden: "while-zero",
    curves: [{ key: "maximumSpreadEvPerA", label: "largest" }],
  },
  {
    title: "Extrapolating atoms",
    unit: "",
    logarithmic: false,
    hidden: "while-zero",
    curves: [{ key: "extrapolatingAtoms", label: "extrapolating" }],
  },
];
const relax: readonly Plot[] = [
  { title: "Largest force", unit: "eV/Å", logarithmic: true, curves: [{ key: "maximumForce", label: "largest force" }] },
  { title: "Energy", unit: "eV", logarithmic: false, curves: [{ key: "energy", label: "energy" }] },
  {
    title: "Largest stress",
    unit: "GPa",
    logarithmic: false,
    hidden: "while-zero",
    curves: [{ key: "maximumStressGPa", label: "largest stress" }],
  },
  { title: "Volume", unit: "Å³", logarithmic: false, hidden: "while-constant", curves: [{ key: "volume", label: "volume" }] },
];

const dataset: readonly Plot[] = [
  {
    title: "Energy",
    unit: "eV",
    logarithmic: false,
    curves: [
      { key: "minimumEnergy", label: "minimum" },
      { key: "meanEnergy", label: "mean of the set" },
    ],
  },
  { title: "Configurations", unit: "", logarithmic: false, curves: [{ key: "configurations", label: "configurations" }] },
];
const monteCarlo: readonly Plot[] = [
  { title: "Energy", unit: "eV", logarithmic: false, curves: [{ key: "energy", label: "energy" }] },
  { title: "Acceptance", unit: "", logarithmic: false, curves: [{ key: "acceptance", label: "accepted share" }] },
];
const neb: readonly Plot[] = [
  { title: "Largest force", unit: "eV/Å", logarithmic: true, curves: [{ key: "maximumForce", label: "largest force" }] },
  { title: "Barrier", unit: "eV", logarithmic: false, curves: [{ key: "barrier", label: "barrier" }] },
];

const study: readonly Plot[] = [
  { title: "Test error", unit: "meV/atom", logarithmic: true, curves: [{ key: "energyMaeMeVPerAtom", label: "energy MAE" }] },
];

const label: readonly Plot[] = [{ title: "Labelled", unit: "", logarithmic: false, curves: [{ key: "labelled", label: "labelled" }] }];
const activeLearning: readonly Plot[] = [
  { title: "Force error", unit: "eV/Å", logarithmic: true, curves: [{ key: "forceMaeEvPerA", label: "held-out structures" }] },
  { title: "Energy error", unit: "meV/atom", logarithmic: true, curves: [{ key: "energyMaeMeVPerAtom", label: "held-out structures" }] },
  { title: "Spread of forces", unit: "eV/Å", logarithmic: false, curves: [{ key: "meanSpreadEvPerA", label: "mean of the candidates" }] },
];
const ipi: readonly Plot[] = [{ title: "Energy", unit: "eV", logarithmic: false, curves: [{ key: "energy", label: "energy" }] }];
export const plotsOf = {
  train,
  md,
  relax,
  neb,
  "monte-carlo": monteCarlo,
  dataset,
  study,
  label,
  "active-learning": activeLearning,
  ipi,
} as const;
export const stepName = {
  train: "epoch",
  md: "step",
  relax: "step",
  neb: "step",
  "monte-carlo": "trial",
  dataset: "round",
  study: "training",
  label: "structure",
  "active-learning": "round",
  ipi: "evaluation",
} as const;
