// Bond switching: Monte Carlo over the topologies of a four-fold network.
// F. Wooten, K. Winer and D. Weaire, Phys. Rev. Lett. 54, 1392 (1985), with two of the improvements of G. T. Barkema and
// N. Mousseau, Phys. Rev. B 62, 4985 (2000): the threshold that a Metropolis step must stay under is drawn first, so that a
// relaxation that cannot get there is given up early; and only the neighbourhood of a switch is relaxed before it is judged.

import type { Snapshot } from "../dynamics/dynamics.ts";
import { createRandom, type Random, type RandomState } from "../dynamics/random.ts";
import { type BondNetwork, NetworkEnergy } from "./bond-network.ts";

/** Atoms within so many bonds of a switch move before it is judged. */
const shells = 3;
/** What is left to win is about this times the square of the force, eV per (eV/angstrom)^2: the inverse of twice a soft mode's stiffness. */
const softness = 1;
/** Forces of the first steps are too far from harmonic to give a switch up by. */
const stepsBeforeGivingUp = 5;
const mostSteps = 200;
/** Energies are settled once about this much is left to win, eV. */
const settled = 1e-3;
/** No atom moves farther in one step, angstrom. */
const longestMove = 0.15;

export interface SwitchingCounts {
  readonly attempts: number;
  readonly accepted: number;
}

export class BondSwitching {
  readonly network: BondNetwork;
  private readonly random: Random;
  private readonly keating = new NetworkEnergy();
  private readonly everyAtom: Int32Array;
  private readonly forces: Float64Array;
  private readonly previous: Float64Array;
  private readonly previousForces: Float64Array;
  /** Step of the last visit of each atom, so that nothing has to be cleared. */
  private readonly visited: Int32Array;
  private visit = 0;
  private readonly region: Int32Array;
  private attempts: number;
  private accepted: number;
  /** Keating energy of the network, eV. */
  energy: number;

  /** @param network is changed in place, and relaxed first */
  constructor(network: BondNetwork, random: number | RandomState, counts: SwitchingCounts = { attempts: 0, accepted: 0 }, energy?: number) {
    const atoms = network.positions.length / 3;
    this.network = network;
    this.random = createRandom(random);
    this.everyAtom = Int32Array.from({ length: atoms }, (_, i) => i);
    this.region = new Int32Array(atoms);
    this.visited = new Int32Array(atoms);
    this.forces = new Float64Array(3 * atoms);
    this.previous = new Float64Array(3 * atoms);
    this.previousForces = new Float64Array(3 * atoms);
    this.attempts = counts.attempts;
    this.accepted = counts.accepted;
    this.energy = energy ?? this.relax();
  }

  static resume(snapshot: Snapshot): BondSwitching {
    const { box, random, counts, energy } = snapshot.json;
    const positions = (snapshot.arrays.positions as Float64Array).slice();
    const bonds = (snapshot.arrays.bonds as Int32Array).slice();
    const network: BondNetwork = { box: box as BondNetwork["box"], positions, bonds };
    return new BondSwitching(network, random as RandomState, counts as SwitchingCounts, energy as number);
  }

  snapshot(): Snapshot {
    const { network, random, energy } = this;
    return {
      arrays: { positions: network.positions.slice(), bonds: network.bonds.slice() },
      json: { box: [...network.box], random: random.state(), counts: this.counts(), energy },
    };
  }

  counts(): SwitchingCounts {
    return { attempts: this.attempts, accepted: this.accepted };
  }

  /**
   * Tries so many switches at a temperature kT in eV: 0 accepts what lowers the energy, Infinity everything.
   * @returns how many were accepted
   */
  advance(attempts: number, kT: number): number {
    const before = this.accepted;
    for (let n = 0; n < attempts; n++) this.attempt(kT);
    return this.accepted - before;
  }

  /** Moves all atoms to the minimum that belongs to the bonds. @returns the energy there, eV */
  relax(leftToWin = settled): number {
    const atoms = this.everyAtom.length;
    this.energy = this.descend(this.everyAtom, atoms, this.everyAtom, atoms, Number.POSITIVE_INFINITY, leftToWin)!;
    return this.energy;
  }

  private attempt(kT: number): void {
    this.attempts++;
    const chosen = this.choose();
    if (!chosen) return;
    const [a, b, c, d] = chosen;
    const { positions, bonds } = this.network;
    const { movable, apexes } = this.gatherRegion(chosen);
    const { region, forces } = this;
    const rise = kT === 0 ? 0 : -kT * Math.log(1 - this.random.uniform());
    const localBefore = this.keating.evaluate(this.network, region, apexes, forces);
    const limit = localBefore + rise;
    const kept = new Float64Array(3 * movable);
    for (let n = 0; n < movable; n++) for (let x = 0; x < 3; x++) kept[3 * n + x] = positions[3 * region[n]! + x]!;
    switchBonds(bonds, a, b, c, d);
    const localAfter = this.descend(region, movable, region, apexes, limit, settled);
    if (localAfter === null) {
      switchBonds(bonds, a, c, b, d);
      for (let n = 0; n < movable; n++) for (let x = 0; x < 3; x++) positions[3 * region[n]! + x] = kept[3 * n + x]!;
      return;
    }
    this.accepted++;
    this.relax();
  }

  /** A chain a-b-c-d of bonds whose ends can change places, or null where this draw allows none. */
  private choose(): [number, number, number, number] | null {
    const { bonds } = this.network;
    const b = this.random.integer(bonds.length / 4);
    const c = bonds[4 * b + this.random.integer(4)]!;
    const a = bonds[4 * b + this.random.integer(4)]!;
    const d = bonds[4 * c + this.random.integer(4)]!;
    if (a === c || d === b || a === d || areBonded(bonds, a, c) || areBonded(bonds, b, d)) return null;
    return [a, b, c, d];
  }

  /** Atoms within the shells first, then those one bond farther: they hold angles that the first change. */
  private gatherRegion(atoms: readonly number[]): { movable: number; apexes: number } {
    const { region, visited } = this;
    const { bonds } = this.network;
    const mark = ++this.visit;
    let count = 0;
    for (const atom of atoms) {
      visited[atom] = mark;
      region[count++] = atom;
    }
    let [from, movable] = [0, 0];
    for (let shell = 0; shell <= shells; shell++) {
      if (shell === shells) movable = count;
      const to = count;
      for (let n = from; n < to; n++)
        for (let b = 0; b < 4; b++) {
          const j = bonds[4 * region[n]! + b]!;
          if (visited[j] === mark) continue;
          visited[j] = mark;
          region[count++] = j;
        }
      from = to;
    }
    return { movable, apexes: count };
  }

  /**
   * Steepest descent with the step lengths of J. Barzilai and J. M. Borwein, IMA J. Numer. Anal. 8, 141 (1988).
   * @returns the energy of the apexes, or null as soon as it can be seen not to get under the limit
   */
  private descend(
    moving: Int32Array,
    count: number,
    apexes: Int32Array,
    apexCount: number,
    limit: number,
    leftToWin: number,
  ): number | null {
    const { network, forces, previous, previousForces } = this;
    const { positions } = network;
    let energy = this.keating.evaluate(network, apexes, apexCount, forces);
    let step = 0.02;
    for (let s = 0; s < mostSteps; s++) {
      let square = 0;
      let largest = 0;
      for (let n = 0; n < count; n++) {
        const p = 3 * moving[n]!;
        const own = forces[p]! ** 2 + forces[p + 1]! ** 2 + forces[p + 2]! ** 2;
        square += own;
        if (own > largest) largest = own;
      }
      if (s >= stepsBeforeGivingUp && energy - softness * square > limit) return null;
      if (softness * square < leftToWin) break;
      const length = Math.min(step, longestMove / Math.sqrt(largest));
      for (let n = 0; n < count; n++) {
        const p = 3 * moving[n]!;
        for (let x = p; x < p + 3; x++) {
          previous[x] = positions[x]!;
          previousForces[x] = forces[x]!;
          positions[x]! += length * forces[x]!;
        }
      }
      energy = this.keating.evaluate(network, apexes, apexCount, forces);
      let moved = 0;
      let curved = 0;
      for (let n = 0; n < count; n++) {
        const p = 3 * moving[n]!;
        for (let x = p; x < p + 3; x++) {
          const dx = positions[x]! - previous[x]!;
          moved += dx * dx;
          curved -= dx * (forces[x]! - previousForces[x]!);
        }
      }
      // Where the energy curves down there is no such length: go on with one that moves on.
      step = curved > 0 ? Math.min(moved / curved, 1) : 0.1;
    }
    return energy <= limit ? energy : null;
  }
}

function areBonded(bonds: Int32Array, i: number, j: number): boolean {
  return bonds[4 * i] === j || bonds[4 * i + 1] === j || bonds[4 * i + 2] === j || bonds[4 * i + 3] === j;
}

/** Bonds a-b and c-d become a-c and b-d; called again with b and c exchanged it undoes that. */
function switchBonds(bonds: Int32Array, a: number, b: number, c: number, d: number): void {
  replace(bonds, a, b, c);
  replace(bonds, b, a, d);
  replace(bonds, c, d, a);
  replace(bonds, d, c, b);
}

function replace(bonds: Int32Array, atom: number, old: number, next: number): void {
  for (let b = 4 * atom; b < 4 * atom + 4; b++) {
    if (bonds[b] !== old) continue;
    bonds[b] = next;
    return;
  }
}
