// Symmetry functions: values against the bare formulas, derivatives against differences, the fused contraction
// against the derivatives, and what must not change them.
import { createEnvironment, gatherEnvironment } from "@adatom/models/descriptors/environment.ts";
import type { SymmetryFunction } from "@adatom/models/descriptors/symmetry-function.ts";
import { createSymmetryFunctionCalculator } from "@adatom/models/descriptors/symmetry-function-calculator.ts";
import { createSymmetryFunctionSet } from "@adatom/models/descriptors/symmetry-function-set.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { deformed, diamond, displaced, resheared } from "../../conformance/structures.ts";
import { bruteForceValue } from "./brute-force.ts";

/** Silicon and oxygen on displaced, strained sites of a cell smaller than the cutoff. */
const mixture: Structure = {
  ...resheared(deformed(displaced(diamond(1), 0.25, 5), [0.05, 0.1, 0, 0.02, -0.04, 0.07, 0, 0.03, 0.02])),
  atomicNumbers: Uint8Array.of(14, 8, 14, 14, 8, 8, 14, 8),
};

const functions: SymmetryFunction[] = [];
for (const cutoffKind of ["cosine", "tanh-cubed"] as const) {
  for (const centre of [8, 14]) {
    for (const neighbour of [8, 14]) {
      functions.push({ kind: "G2", centre, neighbour, eta: 0.3, shift: 0, cutoff: 5.5, cutoffKind });
      functions.push({ kind: "G2", centre, neighbour, eta: 4, shift: 2.4, cutoff: 5, cutoffKind });
    }
    for (const neighbours of [
      [8, 8],
      [8, 14],
      [14, 14],
    ] as const) {
      for (const kind of ["G4", "G5"] as const) {
        for (const [eta, shift, zeta, lambda] of [
          [0.05, 0, 1, 1],
          [0.05, 0, 4, -1],
          [0.4, 1.8, 3, 1],
          [0.4, 1.8, 2.5, -1],
          [0.4, 1.8, 16, 1],
        ] as const) {
          functions.push({ kind, centre, neighbours, eta, shift, zeta, lambda, cutoff: kind === "G4" ? 5 : 4.3, cutoffKind });
        }
      }
    }
  }
}
const calculators = new Map([8, 14].map((z) => [z, createSymmetryFunctionCalculator(createSymmetryFunctionSet(functions, z))]));

function valuesOf(structure: Structure, atom: number): Float64Array {
  const calculator = calculators.get(structure.atomicNumbers[atom]!)!;
  const environment = createEnvironment();
  gatherEnvironment(environment, calculator.set, structure, buildNeighbourList(structure, 5.5), atom);
  const values = new Float64Array(calculator.set.size);
  calculator.values(environment, values);
  return values;
}

test("values equal the formulas", () => {
  for (let atom = 0; atom < 8; atom++) {
    const { set } = calculators.get(mixture.atomicNumbers[atom]!)!;
    const values = valuesOf(mixture, atom);
    for (const [k, f] of set.functions.entries()) {
      const expected = bruteForceValue(f, mixture, atom);
      // Some thousand terms, summed in another order.
      assert.ok(
        Math.abs(values[k]! - expected) < 1e-11 * Math.max(1, Math.abs(expected)),
        `${set.names[k]}: ${values[k]} against ${expected}`,
      );
    }
  }
});

test("derivatives are those of the values, and give the same values", () => {
  for (const atom of [0, 1]) {
    const calculator = calculators.get(mixture.atomicNumbers[atom]!)!;
    const { set, radialWidth, angularSize } = calculator;
    const environment = createEnvironment();
    gatherEnvironment(environment, set, mixture, buildNeighbourList(mixture, 5.5), atom);
    const { count, angularCount } = environment;
    const values = new Float64Array(set.size);
    const radial = new Float64Array(count * radialWidth);
    const angular = new Float64Array(angularCount * 3 * angularSize);
    calculator.derivatives(environment, values, radial, angular);
    assert.equal(values, valuesOf(mixture, atom));
    const derivative = (n: number, c: number, k: number): number => {
      if (k >= set.radialSize) return n < angularCount ? angular[(3 * n + c) * angularSize + k - set.radialSize]! : 0;
      const block = set.radial[environment.species[n]!]!;
      const m = k - block.offset;
      if (m < 0 || m >= block.members.length) return 0;
      return (radial[n * radialWidth + m]! * environment.displacement[3 * n + c]!) / environment.distance[n]!;
    };
    const weights = Float64Array.from(values, (_, k) => Math.sin(3 * k + 1));
    const gradients = new Float64Array(3 * count);
    calculator.contract(environment, weights, gradients);
    const step = 1e-5;
    for (const n of [0, 1, 5, angularCount, count - 1]) {
      for (let c = 0; c < 3; c++) {
        const moved = [step, -step].map((by) => {
          const other = { ...environment, displacement: environment.displacement.slice(), distance: environment.distance.slice() };
          other.displacement[3 * n + c]! += by;
          other.distance[n] = Math.hypot(...other.displacement.subarray(3 * n, 3 * n + 3));
          const out = new Float64Array(set.size);
          calculator.values(other, out);
          return out;
        });
        let contracted = 0;
        for (let k = 0; k < set.size; k++) {
          const difference = (moved[0]![k]! - moved[1]![k]!) / (2 * step);
          contracted += weights[k]! * derivative(n, c, k);
          // Rounding 1e-15 / 1e-5; third derivatives up to some 100 / A^3 times step^2 / 6.
          assert.ok(Math.abs(derivative(n, c, k) - difference) < 1e-7, `${set.names[k]}: ${derivative(n, c, k)} against ${difference}`);
        }
        // The same sums in another order.
        assert.ok(Math.abs(contracted - gradients[3 * n + c]!) < 1e-11, `contraction: ${gradients[3 * n + c]} against ${contracted}`);
      }
    }
  }
});

test("turning, shifting and renumbering change nothing", () => {
  const before = valuesOf(mixture, 2);
  const angle = 0.7;
  const turn = (v: Float64Array): Float64Array =>
    v.map((_, k) => {
      const [x, y, z] = [v[k - (k % 3)]!, v[k - (k % 3) + 1]!, v[k - (k % 3) + 2]!];
      return [x * Math.cos(angle) - y * Math.sin(angle), x * Math.sin(angle) + y * Math.cos(angle), z][k % 3]!;
    });
  const turned = { ...mixture, positions: turn(mixture.positions).map((x) => x + 0.37), cell: turn(mixture.cell) };
  const reversed = { ...mixture, positions: mixture.positions.slice(), atomicNumbers: mixture.atomicNumbers.slice().reverse() };
  for (let i = 0; i < 8; i++) reversed.positions.set(mixture.positions.subarray(3 * i, 3 * i + 3), 3 * (7 - i));
  for (const after of [valuesOf(turned, 2), valuesOf(reversed, 5)]) {
    // Rounding of rotated coordinates.
    for (let k = 0; k < before.length; k++) assert.ok(Math.abs(after[k]! - before[k]!) < 1e-10 * Math.max(1, before[k]!));
  }
});

test("an atom alone has all functions zero", () => {
  const alone: Structure = {
    positions: new Float64Array(3),
    cell: new Float64Array(9),
    atomicNumbers: Uint8Array.of(14),
    periodic: [false, false, false],
  };
  assert.ok(valuesOf(alone, 0).every((value) => value === 0));
});

test.run();
