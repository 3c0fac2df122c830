// One frame in a few numbers: what hovers, lenses and symbols show without asking a potential. Runs in the worker.
import type { Frame, Problem } from "@adatom/models/formats/format.ts";
import { cellVolume, isNoCell } from "@adatom/models/structure/cell.ts";
import { density, elementCounts, hillFormula } from "@adatom/models/structure/composition.ts";
import { contentHash } from "@adatom/models/structure/content-hash.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import type { FrameSummary } from "./contract.ts";

/** `problems` are those of the whole file; the ones inside the frame's lines are counted. */
export function summarise(frame: Frame, index: number, problems: readonly Problem[]): FrameSummary {
  const { structure, firstLine, lastLine, headerLine } = frame;
  const { atomicNumbers, cell, reference } = structure;
  const hasCell = !isNoCell(cell);
  const volume = cellVolume(cell);
  return {
    frame: index,
    firstLine,
    lastLine,
    headerLine,
    natoms: atomicNumbers.length,
    formula: hillFormula(atomicNumbers),
    species: [...elementCounts(atomicNumbers).keys()],
    hash: contentHash(structure),
    cell: hasCell ? Array.from(cell) : null,
    periodic: structure.periodic,
    volume: volume > 0 ? volume : null,
    densityGramPerCm3: density(structure) ?? null,
    referenceEnergy: reference?.energy ?? null,
    referenceMaximumForce: reference?.forces ? maximumForce(reference.forces) : null,
    referenceStress: reference?.stress ? Array.from(reference.stress) : null,
    errors: problems.filter((problem) => problem.severity === "error" && problem.line >= firstLine && problem.line <= lastLine).length,
    unusable: unusableBecause(structure),
  };
}

/** Largest length of a force, eV/angstrom; forces that could not be read are passed over. */
function maximumForce(forces: Float64Array): number {
  let largest = 0;
  for (let i = 0; i + 2 < forces.length; i += 3) {
    const square = forces[i]! * forces[i]! + forces[i + 1]! * forces[i + 1]! + forces[i + 2]! * forces[i + 2]!;
    if (square > largest) largest = square;
  }
  return Math.sqrt(largest);
}

function unusableBecause({ atomicNumbers, positions, cell }: Structure): string | null {
  if (atomicNumbers.length === 0) return "The frame has no atoms.";
  const bad = positions.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) return `A coordinate of atom ${Math.floor(bad / 3) + 1} could not be read.`;
  const unknown = atomicNumbers.indexOf(0);
  if (unknown >= 0) return `The element of atom ${unknown + 1} could not be read.`;
  if (!cell.every(Number.isFinite)) return "The cell could not be read.";
  return null;
}
