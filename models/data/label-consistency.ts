// Whether energies, forces and stresses of a data set speak of the same surface in the same units. Between two structures of the
// same atoms that lie near each other the energy changes by what forces and stresses say, to third order in the step (trapezoid
// rule): dE = -1/2 (F1 + F2) . dr + 1/2 (V1 s1 + V2 s2) : strain. A set where it changes 27.2 or -1 times as much has a question to
// answer. Nothing is changed here: what is found is said, and asked.
import { nearestImages } from "../structure/cell.ts";
import { covalentRadius } from "../structure/elements.ts";
import type { Structure } from "../structure/structure.ts";
import { collectPairs, type Pair } from "./label-pairs.ts";
import { energyUnits, forceUnits, type LabelUnits, lengthUnits, stressUnits } from "./label-units.ts";

export interface LabelFinding {
  readonly about: "lengths" | "forces" | "stress";
  /** What was measured, with its number. */
  readonly evidence: string;
  /** What the user is asked; null where all is as it should be or nothing could be told. */
  readonly question: string | null;
  /** Units that would explain it. */
  readonly units: LabelUnits | null;
}

const pairsNeeded = 5;
/** Share of the spread of energies that the rule must explain before it is believed. */
const explainedNeeded = 0.9;
/** The factor of stress is believed with a smaller relative standard error than this. */
const stressErrorAllowed = 0.05;
/**
 * A measured factor stands for a known one within this: the rule's error over larger steps, and stresses of unconverged basis
 * sets, leave 10 to 15 % in sound data (1.15 in mlearn's silicon), and the nearest other unit is 1.9 times away.
 */
const factorTolerance = 0.25;

export function checkLabels(structures: readonly Structure[]): LabelFinding[] {
  const pairs = collectPairs(structures);
  return [lengths(structures), ...slopes(pairs)].filter((finding) => finding !== null);
}

function lengths(structures: readonly Structure[]): LabelFinding | null {
  const ratios: number[] = [];
  const stride = Math.ceil(structures.length / 50);
  for (let k = 0; k < structures.length; k += stride) {
    const ratio = nearestRatio(structures[k]!);
    if (Number.isFinite(ratio)) ratios.push(ratio);
  }
  if (ratios.length === 0) return null;
  const ratio = ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)]!;
  const evidence = `nearest atoms stand ${ratio.toFixed(2)} times the sum of their covalent radii apart`;
  const finding = { about: "lengths" as const, evidence, question: null, units: null };
  // Noble gases and metals of large atoms reach 1.5; bohr read as angstrom is 1.89 times too long.
  if (ratio > 1.65 && ratio < 2.3)
    return { ...finding, question: "Are positions and cells in bohr? They would fit then.", units: { length: "bohr" } };
  if (ratio < 0.65)
    return {
      ...finding,
      question:
        "Positions are far too close. Were lengths in angstrom turned from bohr once too often, or are positions fractions of the cell?",
    };
  return finding;
}

/** Nearest pair of the first atoms, over the sum of their radii. */
function nearestRatio({ positions, atomicNumbers, cell, periodic }: Structure): number {
  const considered = Math.min(atomicNumbers.length, 60);
  const found: number[] = [];
  for (let i = 0; i < Math.min(considered, 12); i++) {
    let best = Number.POSITIVE_INFINITY;
    const steps = positions.slice(0, 3 * considered).map((x, c) => x - positions[3 * i + (c % 3)]!);
    const nearest = nearestImages(steps, cell, periodic);
    for (let j = 0; j < considered; j++) {
      if (i === j) continue;
      const distance = Math.hypot(nearest[3 * j]!, nearest[3 * j + 1]!, nearest[3 * j + 2]!);
      best = Math.min(best, distance / (covalentRadius(atomicNumbers[i]!) + covalentRadius(atomicNumbers[j]!)));
    }
    found.push(best);
  }
  return found.sort((a, b) => a - b)[Math.floor(found.length / 2)] ?? Number.NaN;
}

function slopes(pairs: readonly Pair[]): LabelFinding[] {
  const still = pairs.filter(({ strained }) => !strained);
  const strained = pairs.filter((pair) => pair.strained);
  const fit = strained.length >= pairsNeeded ? fitBoth(pairs) : fitForces(still);
  if (!fit || pairs.length < pairsNeeded || fit.explained < explainedNeeded) {
    const why =
      pairs.length < pairsNeeded
        ? `${pairs.length} pairs of structures of the same atoms lie near enough to each other to compare`
        : `forces explain ${Math.round(100 * Math.max(0, fit?.explained ?? 0))} % of how energies change between near structures, which is too little to tell`;
    return [{ about: "forces", evidence: why, question: null, units: null }];
  }
  const size = meanOf(pairs.map(({ atoms }) => atoms));
  const findings = [forceFinding(fit.forces, fit.explained, size)];
  if (fit.stress !== null) {
    const told = fit.stressError < stressErrorAllowed * Math.abs(fit.stress);
    findings.push(told ? stressFinding(fit.stress, fit.forces, meanOf(strained.map(({ volume }) => volume))) : untoldStress);
  }
  return findings;
}

const untoldStress: LabelFinding = {
  about: "stress",
  evidence: "strains are too small beside the atoms' displacements to tell whether stresses fit",
  question: null,
  units: null,
};

interface Fit {
  readonly forces: number;
  readonly stress: number | null;
  /** Standard error of the factor of stress, from what is left unexplained. */
  readonly stressError: number;
  /** Share of the energies' squares. */
  readonly explained: number;
}

function fitForces(pairs: readonly Pair[]): Fit | null {
  const [xy, xx, yy] = [sum(pairs, (p) => p.forces * p.energy), sum(pairs, (p) => p.forces ** 2), sum(pairs, (p) => p.energy ** 2)];
  if (!(xx > 0 && yy > 0)) return null;
  return { forces: xy / xx, stress: null, stressError: 0, explained: xy ** 2 / (xx * yy) };
}

/** energy = a forces + b stress, by least squares. */
function fitBoth(pairs: readonly Pair[]): Fit | null {
  const ff = sum(pairs, (p) => p.forces ** 2);
  const ss = sum(pairs, (p) => p.stress ** 2);
  const fs = sum(pairs, (p) => p.forces * p.stress);
  const fe = sum(pairs, (p) => p.forces * p.energy);
  const se = sum(pairs, (p) => p.stress * p.energy);
  const ee = sum(pairs, (p) => p.energy ** 2);
  const determinant = ff * ss - fs * fs;
  if (!(ee > 0 && ss > 0)) return null;
  // Atoms that keep their fractions feel the strain alone.
  if (!(determinant > 1e-9 * ff * ss)) {
    const left = Math.max(0, ee - se ** 2 / ss) / (pairs.length - 1);
    return { forces: 1, stress: se / ss, stressError: Math.sqrt(left / ss), explained: se ** 2 / (ss * ee) };
  }
  const forces = (fe * ss - se * fs) / determinant;
  const stress = (se * ff - fe * fs) / determinant;
  const explained = (forces * fe + stress * se) / ee;
  const left = (Math.max(0, 1 - explained) * ee) / Math.max(1, pairs.length - 2);
  return { forces, stress, stressError: Math.sqrt((left * ff) / determinant), explained };
}

const sum = (pairs: readonly Pair[], term: (pair: Pair) => number): number => pairs.reduce((total, pair) => total + term(pair), 0);
const meanOf = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / values.length;

interface Candidate {
  readonly factor: number;
  readonly question: string;
  readonly units: LabelUnits;
}

function forceFinding(factor: number, explained: number, atoms: number): LabelFinding {
  const evidence = `energies change ${shown(factor)} times as much as forces say (${Math.round(100 * explained)} % of the changes explained)`;
  const ratio = Math.abs(factor);
  const gradients = factor < 0;
  const opposite = gradients ? " They point uphill as well: are they gradients?" : "";
  if (Math.abs(ratio - 1) <= factorTolerance)
    return gradients
      ? {
          about: "forces",
          evidence,
          question: "Are these the derivatives of the energy instead of forces? Their sign is turned.",
          units: { gradients },
        }
      : { about: "forces", evidence, question: null, units: null };
  // The first of equal factors is asked about: forces in eV/bohr look the same as this, and are rarer.
  const candidates: Candidate[] = [
    {
      factor: 1 / lengthUnits.bohr,
      question: "Are energies in hartree, forces in hartree/bohr and positions in angstrom?",
      units: { energy: "hartree", force: "hartree/bohr" },
    },
    ...Object.entries(forceUnits).map(([unit, value]) => ({
      factor: value,
      question: `Are the forces in ${unit}, with energies in eV?`,
      units: { force: unit as keyof typeof forceUnits },
    })),
    ...Object.entries(energyUnits).map(([unit, value]) => ({
      factor: unit === "eV/atom" ? 1 / atoms : 1 / value,
      question: `Are the energies in ${unit}, with forces in eV/angstrom?`,
      units: { energy: unit as keyof typeof energyUnits },
    })),
  ];
  const found = nearest(candidates, ratio);
  return {
    about: "forces",
    evidence,
    question: (found?.question ?? "Energies and forces are not in units that fit each other. Which are they in?") + opposite,
    units: found ? { ...found.units, ...(gradients && { gradients }) } : null,
  };
}

function stressFinding(factor: number, forces: number, volume: number): LabelFinding {
  // Against the forces' factor: energies in another unit are asked about once.
  const relative = Math.abs(Math.abs(forces) - 1) <= factorTolerance ? factor : factor / Math.abs(forces);
  const evidence = `energies change ${shown(factor)} times as much as stresses say`;
  const ratio = Math.abs(relative);
  const under = relative < 0;
  const sign = under ? " Their sign is that of a pressure: are they positive under compression?" : "";
  if (Math.abs(ratio - 1) <= factorTolerance)
    return {
      about: "stress",
      evidence,
      question: under ? "Are stresses positive under compression? Ours are positive under tension." : null,
      units: under ? { stressUnderCompression: true } : null,
    };
  const candidates = Object.entries(stressUnits).map(([unit, value]) => ({
    factor: unit === "eV" ? 1 / volume : value,
    question: unit === "eV" ? "Are these virials in eV instead of stresses?" : `Are the stresses in ${unit}?`,
    units: { stress: unit as keyof typeof stressUnits },
  }));
  const found = nearest(candidates, ratio);
  return {
    about: "stress",
    evidence,
    question: (found?.question ?? "Stresses are not in a unit that is known here. Which are they in?") + sign,
    units: found ? { ...found.units, ...(under && { stressUnderCompression: true }) } : null,
  };
}

function nearest(candidates: readonly Candidate[], ratio: number): Candidate | null {
  const off = ({ factor }: Candidate): number => Math.abs(Math.log(ratio / factor));
  const best = candidates.reduce((least, one) => (off(one) < off(least) ? one : least));
  return off(best) <= Math.log(1 + factorTolerance) ? best : null;
}

function shown(factor: number): string {
  return Number(factor.toPrecision(3)).toString();
}
