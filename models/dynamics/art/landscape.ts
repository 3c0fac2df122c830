// A potential energy surface over positions: energy and forces wherever a search wants to look, counted.
// And the vector arithmetic of searches on it; vectors are 3N numbers, row by atom.
import { norm } from "../../linear-algebra/vectors.ts";
import type { Potential } from "../../potentials/potential.ts";
import type { Structure } from "../../structure/structure.ts";
import { MovingStructure } from "../moving-structure.ts";

/** Searches stay within about an angstrom of where they began: a list with this skin, angstrom, rarely has to be built again. */
const skinAngstrom = 0.8;

export class Landscape {
  readonly potential: Potential;
  private readonly moving: MovingStructure;
  /** How often energy and forces were asked for. */
  evaluations = 1;

  /** @throws RangeError as MovingStructure does */
  constructor(structure: Structure, potential: Potential) {
    this.potential = potential;
    this.moving = MovingStructure.start(structure, potential, skinAngstrom);
  }

  /** Writes the forces (eV/angstrom) at positions (angstrom) and returns the energy there, eV. */
  at(positions: Float64Array, forces: Float64Array): number {
    this.evaluations++;
    this.moving.positions.set(positions);
    this.moving.evaluate();
    forces.set(this.moving.evaluation.forces);
    return this.moving.evaluation.energy;
  }

  /** The structure with its atoms at these positions; a copy. */
  structureAt(positions: Float64Array): Structure {
    return { ...this.moving.structure(), positions: positions.slice() };
  }
}

/** Takes the motion of the whole out of a vector: it costs no energy and is no mode of interest. */
export function removeTranslation(a: Float64Array): void {
  const atoms = a.length / 3;
  for (let x = 0; x < 3; x++) {
    let sum = 0;
    for (let p = x; p < a.length; p += 3) sum += a[p]!;
    for (let p = x; p < a.length; p += 3) a[p]! -= sum / atoms;
  }
}

/** Scales to length 1. @throws RangeError for a vector of zeros */
export function normalise(a: Float64Array): void {
  const length = norm(a);
  if (!(length > 0)) throw new RangeError("A direction of length 0 leads nowhere.");
  for (let p = 0; p < a.length; p++) a[p]! /= length;
}

/** Longest displacement of one atom between two sets of positions, angstrom. */
export function longestDisplacement(a: Float64Array, b: Float64Array): number {
  let largest = 0;
  for (let p = 0; p < a.length; p += 3)
    largest = Math.max(largest, (a[p]! - b[p]!) ** 2 + (a[p + 1]! - b[p + 1]!) ** 2 + (a[p + 2]! - b[p + 2]!) ** 2);
  return Math.sqrt(largest);
}
