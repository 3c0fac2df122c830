// Limited-memory BFGS: the curvature met on the last moves stands for the inverse Hessian.
// D. C. Liu and J. Nocedal, Math. Program. 45, 503 (1989); two-loop recursion as in Nocedal and Wright, algorithm 7.4.
// The one of models/training works on tensors of weights in float32 and does not resume bit for bit.

import { dot } from "../linear-algebra/vectors.ts";
import type { Snapshot } from "./dynamics.ts";
import type { Landscape } from "./landscape.ts";
import { lineSearch } from "./line-search.ts";
import type { Minimiser } from "./minimiser.ts";
import { float64 } from "./moving-structure.ts";

/** Moves that are remembered. */
const memory = 20;
/** First guess of the curvature, eV/angstrom^2: a stiff bond. */
const stiffness = 70;
const curvature = 0.9;

/** A move and the change of the gradient on it. */
interface Pair {
  readonly move: Float64Array;
  readonly change: Float64Array;
}

export class LimitedMemoryBfgs implements Minimiser {
  private readonly landscape: Landscape;
  /** Oldest first. */
  private pairs: Pair[];

  constructor(landscape: Landscape, snapshot?: Snapshot) {
    this.landscape = landscape;
    this.pairs = snapshot ? restorePairs(snapshot, landscape.coordinates.length) : [];
  }

  step(): void {
    const { landscape } = this;
    let direction = this.quasiNewton();
    if (!(dot(landscape.forces, direction) > 0)) {
      this.pairs = [];
      direction = this.quasiNewton();
    }
    if (!(dot(landscape.forces, direction) > 0)) return;
    const from = landscape.coordinates.slice();
    const forcesBefore = landscape.forces.slice();
    if (lineSearch(landscape, direction, 1, curvature) === 0) {
      this.pairs = [];
      return;
    }
    const move = landscape.coordinates.map((x, p) => x - from[p]!);
    const change = forcesBefore.map((force, p) => force - landscape.forces[p]!);
    const along = dot(move, change);
    if (!(along > 1e-10 * Math.sqrt(dot(move, move) * dot(change, change)))) return;
    this.pairs.push({ move, change });
    if (this.pairs.length > memory) this.pairs.shift();
  }

  snapshot(): Snapshot {
    const joined = (key: keyof Pair): Float64Array => {
      const count = this.landscape.coordinates.length;
      const all = new Float64Array(count * this.pairs.length);
      for (const [index, pair] of this.pairs.entries()) all.set(pair[key], index * count);
      return all;
    };
    return { arrays: { moves: joined("move"), changes: joined("change") }, json: {} };
  }

  /** Inverse Hessian times forces. */
  private quasiNewton(): Float64Array {
    const { pairs } = this;
    const direction = this.landscape.forces.slice();
    const shares: number[] = [];
    for (let k = pairs.length - 1; k >= 0; k--) {
      const { move, change } = pairs[k]!;
      const share = dot(move, direction) / dot(move, change);
      shares[k] = share;
      addTo(direction, -share, change);
    }
    const last = pairs.at(-1);
    const scale = last ? dot(last.move, last.change) / dot(last.change, last.change) : 1 / stiffness;
    for (let p = 0; p < direction.length; p++) direction[p]! *= scale;
    for (const [k, { move, change }] of pairs.entries()) {
      addTo(direction, shares[k]! - dot(change, direction) / dot(move, change), move);
    }
    return direction;
  }
}

function addTo(target: Float64Array, factor: number, other: Float64Array): void {
  for (let p = 0; p < target.length; p++) target[p]! += factor * other[p]!;
}

function restorePairs(snapshot: Snapshot, count: number): Pair[] {
  const moves = float64(snapshot, "moves");
  const changes = float64(snapshot, "changes");
  const pairs: Pair[] = [];
  for (let at = 0; at < moves.length; at += count) pairs.push({ move: moves.slice(at, at + count), change: changes.slice(at, at + count) });
  return pairs;
}
