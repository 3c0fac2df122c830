// A radial shape exp(-eta (r - shift)^2) fc(r), value and slope, for many shapes at one distance: the cutoff function
// is computed once for all shapes that share it.
import { cutoffSlope, cutoffValue } from "./cutoff-function.ts";
import type { RadialShape } from "./symmetry-function-set.ts";

export interface ShapeEvaluator {
  /** Sets the distance, angstrom. */
  at(r: number): void;
  /** Value of shape s there; 0 from its cutoff on. */
  value(s: number): number;
  /** Slope of the shape whose value was asked for last, 1/angstrom. */
  slope(): number;
}

export function createShapeEvaluator(shapes: readonly RadialShape[]): ShapeEvaluator {
  const etas = Float64Array.from(shapes, (shape) => shape.eta);
  const shifts = Float64Array.from(shapes, (shape) => shape.shift);
  const keys = shapes.map((shape) => `${shape.cutoffKind} ${shape.cutoff}`);
  const distinct = [...new Set(keys)];
  const cutoffOf = Int32Array.from(keys, (key) => distinct.indexOf(key));
  const representative = distinct.map((key) => shapes[keys.indexOf(key)]!);
  // Numbers in typed arrays, not in closure variables: those would be allocated anew at every change.
  // r, cutoff value, cutoff slope, Gaussian, 2 eta d
  const now = new Float64Array(5);
  // cutoff function in hand, whether its slope is there too
  const index = Int32Array.of(-1, 0);
  return {
    at(r) {
      now[0] = r;
      index[0] = -1;
    },
    value(s) {
      const r = now[0]!;
      const own = cutoffOf[s]!;
      if (own !== index[0]) {
        const { cutoffKind, cutoff } = representative[own]!;
        index[0] = own;
        now[1] = cutoffValue(cutoffKind, r, cutoff);
        index[1] = 0;
      }
      if (now[1] === 0) {
        now[3] = 0;
        return 0;
      }
      const eta = etas[s]!;
      const d = r - shifts[s]!;
      now[3] = eta === 0 ? 1 : Math.exp(-eta * d * d);
      now[4] = 2 * eta * d;
      return now[3]! * now[1]!;
    },
    slope() {
      if (index[1] === 0) {
        const { cutoffKind, cutoff } = representative[index[0]!]!;
        now[2] = cutoffSlope(cutoffKind, now[0]!, cutoff);
        index[1] = 1;
      }
      return now[3]! * (now[2]! - now[4]! * now[1]!);
    },
  };
}
