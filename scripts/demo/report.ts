// The demo's report: a short text with its figures.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { figureAsSvg } from "@adatom/daemon/figures/svg.ts";
import type { Run } from "@adatom/protocol/runs.ts";
import type { FramePrediction } from "@adatom/protocol/structure.ts";
import { drift, learningCurves, parity, type Rows } from "./figures.ts";
import { splitFrames } from "./workspace.ts";

export interface ErrorFigures {
  readonly energyMaeMeVPerAtom: number;
  readonly forceMaeEvPerA: number;
}

export interface TrainingResult {
  readonly version: number;
  readonly accepted: boolean;
  readonly seconds: number;
  readonly test: ErrorFigures;
  readonly validation: ErrorFigures;
}

/** The result of a finished training run. */
export function trainingResult(run: Run): TrainingResult {
  return run.result as unknown as TrainingResult;
}

interface NewStructures {
  readonly first: FramePrediction;
  readonly mae: number;
}

export interface ReportContent {
  readonly folder: string;
  readonly testFile: string;
  readonly first: TrainingResult;
  readonly retrained: TrainingResult;
  readonly firstRows: Rows;
  readonly secondRows: Rows;
  readonly thermo: Rows;
  readonly drift: number;
  readonly temperature: number;
  readonly before: NewStructures;
  readonly after: NewStructures;
  readonly predictions: readonly FramePrediction[];
  readonly seconds: number;
}

/** True force components of an extended XYZ file whose last three columns are forces. */
function trueForces(file: string): number[] {
  return splitFrames(readFileSync(file, "utf8")).flatMap((frame) =>
    frame
      .trimEnd()
      .split("\n")
      .slice(2)
      .flatMap((line) => line.trim().split(/\s+/).slice(-3).map(Number)),
  );
}

/** Writes report.md and its figures. @returns the files' names */
export function writeReport(content: ReportContent): string[] {
  const { folder, firstRows, secondRows, thermo, predictions, first, retrained } = content;
  const predictedForces = predictions.flatMap((frame) => (frame.forces ?? []).flat());
  const forces = trueForces(content.testFile).map((value, index) => [value, predictedForces[index] ?? Number.NaN] as const);
  const energies = predictions.map((frame) => [(frame.reference?.energy ?? Number.NaN) / frame.natoms, frame.energyPerAtom] as const);
  const figures = [
    ...learningCurves(firstRows, "training", "first training"),
    ...learningCurves(secondRows, "retraining", "retraining with cool vacancies"),
    parity("forces", "Force components of the test set", "eV/Å", forces),
    parity("energies", "Energies of the test set", "eV/atom", energies),
    drift(thermo, 64),
  ];
  const row = (name: string, one: TrainingResult) =>
    `| ${name} | ${one.version} | ${one.seconds.toFixed(0)} | ${one.test.energyMaeMeVPerAtom.toFixed(2)} | ${one.test.forceMaeEvPerA.toFixed(4)} | ${one.accepted ? "yes" : "no"} |`;
  const text = `# Silicon: the demo's report

Real DFT silicon (mlearn, PBE; see ../data/SOURCE.md). Errors are MAE on the test set, which training never saw: energies per atom, forces per Cartesian component. The authors' own network of this kind has 5.63 meV/atom and 0.109 eV/A.

| training | version | seconds | energy (meV/atom) | force (eV/A) | active |
| --- | --- | --- | --- | --- | --- |
${row("without cool vacancies", first)}
${row("after they were dropped in", retrained)}

New structures (300 K, with a vacancy), energy MAE against DFT: ${content.before.mae.toFixed(2)} meV/atom before, ${content.after.mae.toFixed(2)} after. The first of them: DFT ${(content.before.first.reference?.energy ?? Number.NaN).toFixed(4)} eV, ${content.before.first.model} ${content.before.first.energy.toFixed(4)} eV, ${content.after.first.model} ${content.after.first.energy.toFixed(4)} eV.

Molecular dynamics, NVE, 64 atoms, 1 ps: drift ${content.drift.toExponential(2)} eV/atom/ps, mean temperature ${content.temperature.toFixed(0)} K.

${figures.map(({ name, title }) => `![${title}](${name}.svg)`).join("\n\n")}

All of it took ${content.seconds.toFixed(0)} s.
`;
  for (const figure of figures) writeFileSync(path.join(folder, `${figure.name}.svg`), figureAsSvg(figure));
  writeFileSync(path.join(folder, "report.md"), text);
  return ["report.md", "report.json", ...figures.map(({ name }) => `${name}.svg`)];
}
