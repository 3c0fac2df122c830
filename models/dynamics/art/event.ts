// An event: from a minimum over a saddle to another minimum, with proof that the saddle connects both.

import { addScaled, dot, norm } from "../../linear-algebra/vectors.ts";
import type { Potential } from "../../potentials/potential.ts";
import type { Structure } from "../../structure/structure.ts";
import type { Random } from "../random.ts";
import { startRelaxation } from "../relaxation.ts";
import { type ActivationOptions, activate, localDirection } from "./activation.ts";
import { Landscape, longestDisplacement } from "./landscape.ts";
import { convergeToSaddle, type Saddle, type SaddleOptions } from "./saddle.ts";

export interface EventOptions {
  readonly activation?: ActivationOptions;
  readonly saddle?: SaddleOptions;
  /** Atoms that displacements are centred on; default all. */
  readonly centres?: readonly number[];
  /** Largest force on an atom in a minimum, eV/angstrom; default 0.005. */
  readonly minimumForceTolerance?: number;
}

export interface Minimum {
  /** Angstrom, 3N, not wrapped. */
  readonly positions: Float64Array;
  /** eV */
  readonly energy: number;
}

export interface ArtEvent {
  /** Atom that the displacement was centred on. */
  readonly atom: number;
  readonly saddle: Saddle;
  readonly final: Minimum;
  /** Energy of the saddle above the first minimum, and of the final minimum above it, eV. */
  readonly barrier: number;
  readonly asymmetry: number;
  /** Distance between the minima and from the first to the saddle, in 3N dimensions, angstrom. */
  readonly displacement: number;
  readonly saddleDisplacement: number;
}

export type FailedSearch = "no way out of the basin" | "no saddle" | "saddle of other minima" | "back where it began" | "not relaxed";

export interface Search {
  readonly event: ArtEvent | null;
  readonly failure: FailedSearch | null;
  /** Evaluations of energy and forces, relaxations included. */
  readonly evaluations: number;
}

/** Push off the saddle as a part of its distance from the first minimum, and its bounds, angstrom. */
const pushShare = 0.15;
const shortestPush = 0.1;
const longestPush = 0.5;
const mostRelaxationSteps = 2000;
/** The same minimum again: no atom farther off than this, angstrom, and energies as near as this, eV. Different minima of solids
 * have an atom moved by half a bond; relaxed to 0.005 eV/angstrom, soft modes leave a few hundredths of an angstrom. */
const samePlace = 0.25;
const sameEnergy = 0.02;

/** One search from a minimum: activation, saddle, both ways down. */
export function searchEvent(
  structure: Structure,
  energy: number,
  potential: Potential,
  random: Random,
  options: EventOptions = {},
): Search {
  const landscape = new Landscape(structure, potential);
  const first: Minimum = { positions: structure.positions, energy };
  const { centres, activation } = options;
  const atom = centres ? centres[random.integer(centres.length)]! : random.integer(structure.atomicNumbers.length);
  const direction = localDirection(structure, atom, activation?.localRadiusAngstrom ?? 3, random);
  let relaxing = 0;
  const ended = (event: ArtEvent | null, failure: FailedSearch | null): Search => ({
    event,
    failure,
    evaluations: landscape.evaluations + relaxing,
  });

  const activated = activate(landscape, first.positions, direction, activation);
  if (!activated) return ended(null, "no way out of the basin");
  const saddle = convergeToSaddle(landscape, activated, options.saddle);
  if (!saddle) return ended(null, "no saddle");

  const outward = saddle.positions.map((value, p) => value - first.positions[p]!);
  const saddleDisplacement = norm(outward);
  const push = Math.min(longestPush, Math.max(shortestPush, pushShare * saddleDisplacement));
  const away = Math.sign(dot(outward, saddle.mode.vector)) || 1;
  const descend = (sign: number): Minimum | null => {
    const positions = saddle.positions.slice();
    addScaled(positions, saddle.mode.vector, sign * push);
    const forceTolerance = options.minimumForceTolerance ?? 0.005;
    const run = startRelaxation(landscape.structureAt(positions), potential, { forceTolerance, maximumSteps: mostRelaxationSteps });
    const sample = run.advance(mostRelaxationSteps);
    relaxing += sample.step + 1;
    return sample.converged ? { positions: run.structure().positions, energy: sample.energy } : null;
  };
  const back = descend(-away);
  if (!back) return ended(null, "not relaxed");
  // Without the first minimum behind it, the saddle belongs to others, whatever lies ahead.
  if (!isSame(back, first)) return ended(null, "saddle of other minima");
  const final = descend(away);
  if (!final) return ended(null, "not relaxed");
  if (isSame(final, first)) return ended(null, "back where it began");
  const event: ArtEvent = {
    atom,
    saddle,
    final,
    barrier: saddle.energy - energy,
    asymmetry: final.energy - energy,
    displacement: norm(final.positions.map((value, p) => value - first.positions[p]!)),
    saddleDisplacement,
  };
  return ended(event, null);
}

function isSame(a: Minimum, b: Minimum): boolean {
  return Math.abs(a.energy - b.energy) < sameEnergy && longestDisplacement(a.positions, b.positions) < samePlace;
}
