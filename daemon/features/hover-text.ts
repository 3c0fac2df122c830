// How a hover reads: markdown from plain facts. Every number has its unit and says whose it is. No asking, no clock: facts in, text out.

import type { Extrapolation } from "@adatom/models/potentials/potential.ts";
import type { NearestStructure } from "@adatom/models/selection/known-environments.ts";
import { elementName } from "@adatom/models/structure/elements.ts";
import type { AtomNeighbours, AtomPrediction, PredictionSummary } from "../compute/contract.ts";
import type { FrameSummary, LineLocation } from "../documents/contract.ts";
import type { ChosenModel } from "./model-choice.ts";
import { ago, cellText, fixed, forceVector, length, pressureGigapascal, significant } from "./numbers-as-text.ts";

/** A model's numbers, or why there are none, as a sentence. */
export type Answer<T> = { readonly model: ChosenModel; readonly prediction: T } | { readonly missing: string };

type Atom = NonNullable<LineLocation["atom"]>;

export function atomHover(frame: FrameSummary, atom: Atom, answer: Answer<AtomPrediction>, neighbours: AtomNeighbours | null): string {
  const lines: string[] = [];
  if ("missing" in answer) lines.push(`energy and force: not available. ${answer.missing}`);
  else {
    const { model, prediction } = answer;
    lines.push(`energy: **${fixed(prediction.energy, 4)} eV** (${model.label})`);
    lines.push(`force: ${forceVector(prediction.force)}, |F| = ${fixed(length(prediction.force), 4)} eV/Å (${model.label})`);
  }
  if (atom.referenceForce) {
    const force = atom.referenceForce;
    let line = `force in the file: ${forceVector(force)}, |F| = ${fixed(length(force), 4)} eV/Å`;
    if ("prediction" in answer) {
      const difference = answer.prediction.force.map((component, axis) => component - force[axis]!);
      line += `; |ΔF| = ${fixed(length(difference), 4)} eV/Å`;
    }
    lines.push(line);
  }
  if (neighbours) lines.push(neighbourText(neighbours));
  lines.push(`position: (${atom.position.map((x) => fixed(x, 4)).join(", ")}) Å`);
  if ("prediction" in answer) {
    const { forceSpread } = answer.prediction;
    if (forceSpread !== undefined) lines.push(`committee: its forces differ by ±${fixed(forceSpread, 4)} eV/Å (${answer.model.label})`);
    lines.push(...extrapolationOfAtom(answer.model, answer.prediction));
  }
  return page(`**${atom.symbol}** ${elementName(atom.atomicNumber)}, atom ${atom.index + 1} of ${frame.natoms}`, frame, lines);
}

function neighbourText({ bonded }: AtomNeighbours): string {
  if (bonded.length === 0) return "neighbours: none within bonding distance";
  // Images of one atom at the same distance stand together: a small cell would otherwise repeat itself.
  const times = new Map<string, number>();
  for (const one of bonded) {
    const text = `${fixed(one.distanceAngstrom, 3)} Å (atom ${one.atom + 1})`;
    times.set(text, (times.get(text) ?? 0) + 1);
  }
  const list = [...times].map(([text, count]) => (count === 1 ? text : `${count} × ${text}`)).join(", ");
  return `${bonded.length} ${bonded.length === 1 ? "neighbour" : "neighbours"} within bonding distance: ${list}`;
}

function extrapolationOfAtom(model: ChosenModel, { extrapolations, nearest = [] }: AtomPrediction): string[] {
  if (extrapolations.length === 0) return [];
  const count = extrapolations.length === 1 ? "1 descriptor is" : `${extrapolations.length} descriptors are`;
  const shown = extrapolations.slice(0, 5).map((one) => `  - ${extrapolationText(one)}`);
  if (extrapolations.length > shown.length) shown.push(`  - and ${extrapolations.length - shown.length} more`);
  if (nearest.length > 0) shown.push(`  - ${nearestText(nearest)}`);
  return [`**extrapolated**: ${count} outside what ${model.label} was trained on\n${shown.join("\n")}`];
}

/** "nearest in its training set: train.xyz, structure 12 (atom 5, 8 % of the ranges away)". */
export function nearestText(nearest: readonly NearestStructure[]): string {
  const shown = nearest.map(({ label, atom, distance }) => `${label} (atom ${atom + 1}, ${fixed(100 * distance, 0)} % of the ranges away)`);
  return `nearest in its training set: ${shown.join("; ")}`;
}

/** "G2 Si-Si eta=0.05: 12.31, trained on 3.1 to 10.2 (above by 2.11, 30 % of the range)". */
export function extrapolationText({ functionName, value, minimum, maximum }: Extrapolation): string {
  const above = value > maximum;
  const distance = above ? value - maximum : minimum - value;
  const range = maximum - minimum;
  const share = range > 0 ? `, ${fixed((100 * distance) / range, distance < 0.1 * range ? 1 : 0)} % of the range` : "";
  const where = `${above ? "above" : "below"} by ${significant(distance)}${share}`;
  return `${functionName}: ${significant(value)}, trained on ${significant(minimum)} to ${significant(maximum)} (${where})`;
}

export function frameHover(frame: FrameSummary, frameCount: number, answer: Answer<PredictionSummary>, now: number): string {
  const lines = [...cellLines(frame)];
  const inFile = frame.referenceEnergy;
  if (inFile !== null) lines.push(`energy in the file: ${energyText(inFile, frame.natoms)}`);
  if ("missing" in answer) {
    lines.push(`energy: not available. ${answer.missing}`);
    if (frame.referenceMaximumForce !== null) lines.push(`maximum force in the file: ${fixed(frame.referenceMaximumForce, 4)} eV/Å`);
    if (frame.referenceStress) lines.push(`pressure in the file: ${fixed(pressureGigapascal(frame.referenceStress), 3)} GPa`);
  } else lines.push(...predictionLines(frame, answer.model, answer.prediction, now));
  return page(`**${frame.formula || "no atoms"}**, ${frame.natoms} atoms, frame ${frame.frame + 1} of ${frameCount}`, frame, lines);
}

function cellLines({ cell, periodic, volume, natoms, densityGramPerCm3 }: FrameSummary): string[] {
  const axes = ["a", "b", "c"].filter((_, axis) => periodic[axis]);
  const repeats = axes.length === 0 ? "not periodic" : `periodic along ${axes.join(", ")}`;
  if (!cell) return [`no cell, ${repeats}`];
  const lines = [`cell: ${cellText(cell)}; ${repeats}`];
  if (volume !== null && natoms > 0) {
    const density = densityGramPerCm3 === null ? "" : `; density ${fixed(densityGramPerCm3, 4)} g/cm³`;
    lines.push(`volume: ${fixed(volume, 3)} Å³ (${fixed(volume / natoms, 3)} Å³/atom)${density}`);
  }
  return lines;
}

function energyText(energy: number, natoms: number): string {
  return `${fixed(energy, 4)} eV (${fixed(energy / natoms, 5)} eV/atom)`;
}

function predictionLines(frame: FrameSummary, model: ChosenModel, prediction: PredictionSummary, now: number): string[] {
  const { label } = model;
  const lines: string[] = [];
  let energy = `energy: **${fixed(prediction.energy, 4)} eV** (${fixed(prediction.energy / frame.natoms, 5)} eV/atom) (${label})`;
  if (frame.referenceEnergy !== null) {
    const difference = ((prediction.energy - frame.referenceEnergy) / frame.natoms) * 1000;
    energy += `; ${fixed(Math.abs(difference), 2)} meV/atom ${difference < 0 ? "below" : "above"} the file`;
    // A shipped potential counts from free atoms; what the file's program counts from is not known.
    if (model.reference.kind === "shipped") energy += ", whose zero of energy may be another";
  }
  lines.push(energy);
  const forceInFile = frame.referenceMaximumForce === null ? "" : `, ${fixed(frame.referenceMaximumForce, 4)} eV/Å in the file`;
  lines.push(`maximum force: ${fixed(prediction.maximumForce, 4)} eV/Å (${label})${forceInFile}`);
  if (prediction.stress) {
    const inFile = frame.referenceStress ? `, ${fixed(pressureGigapascal(frame.referenceStress), 3)} GPa in the file` : "";
    lines.push(`pressure: ${fixed(pressureGigapascal(prediction.stress), 3)} GPa (${label})${inFile}`);
  }
  if (prediction.spread) {
    const perAtom = `±${fixed((1000 * prediction.spread.energy) / frame.natoms, 2)} meV/atom`;
    lines.push(
      `committee: its energies differ by ${perAtom}, forces by up to ±${fixed(prediction.spread.maximumForce, 4)} eV/Å (${label})`,
    );
  }
  lines.push(`model: ${label}, ${ageText(model, now)}`);
  if (prediction.extrapolatingAtoms > 0) {
    const atoms = prediction.extrapolatingAtoms === 1 ? "1 atom is" : `${prediction.extrapolatingAtoms} atoms are`;
    const kinds = prediction.extrapolatingByElement ?? [];
    const byElement = kinds.length > 1 ? ` (${kinds.map(({ element, atoms }) => `${element} ${atoms}`).join(", ")})` : "";
    lines.push(`**extrapolated**: ${atoms} outside what ${label} was trained on${byElement}`);
    const { nearest } = prediction;
    if (nearest) lines.push(`farthest outside: atom ${nearest.atom + 1}; ${nearestText(nearest.structures)}`);
  }
  return lines;
}

function ageText({ createdAt }: ChosenModel, now: number): string {
  if (createdAt === null) return "a shipped potential";
  return `trained ${createdAt.slice(0, 16).replace("T", " ")} UTC, ${ago(Date.parse(createdAt), now)}`;
}

function page(title: string, frame: FrameSummary, lines: readonly string[]): string {
  const all = lines.map((line) => `- ${line}`);
  if (frame.errors > 0) {
    const errors = frame.errors === 1 ? "an error" : `${frame.errors} errors`;
    all.push(`- the frame has ${errors}: these are the numbers of what could be read`);
  }
  return `${title}\n\n${all.join("\n")}`;
}
