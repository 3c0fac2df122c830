// One atom-centred symmetry function of Behler and Parrinello: what it is, and that it is a product of one-dimensional ones. Computing is elsewhere.
//
//   G2 = sum_j exp(-eta (Rij - Rs)^2) fc(Rij)
//   G4 = 2^(1-zeta) sum_{j<k} (1 + lambda cos theta)^zeta exp(-eta [(Rij-Rs)^2 + (Rik-Rs)^2 + (Rjk-Rs)^2]) fc(Rij) fc(Rik) fc(Rjk)
//   G5 = the same without the two factors of Rjk
//
// J. Behler, J. Chem. Phys. 134, 074106 (2011), eqs. 6, 8, 9; the shift Rs in G4 and G5 as n2p2 defines it (0 in the paper).

import type { CutoffKind } from "./cutoff-function.ts";
import type { ProductFunction } from "./product-function.ts";

interface Shared {
  /** Atomic number of the atom in the centre. */
  readonly centre: number;
  /** Gaussian exponent, 1/angstrom^2. */
  readonly eta: number;
  /** Centre of the Gaussian Rs, angstrom. */
  readonly shift: number;
  /** Radius Rc, angstrom. */
  readonly cutoff: number;
  readonly cutoffKind: CutoffKind;
}

export interface RadialFunction extends Shared {
  readonly kind: "G2";
  /** Atomic number of the neighbours counted. */
  readonly neighbour: number;
}

export interface AngularFunction extends Shared {
  readonly kind: "G4" | "G5";
  /** Atomic numbers of the two neighbours, smaller first. */
  readonly neighbours: readonly [number, number];
  readonly zeta: number;
  readonly lambda: 1 | -1;
}

export type SymmetryFunction = RadialFunction | AngularFunction;

/** One of Behler's functions as a product. */
export function asProductFunction(f: SymmetryFunction): ProductFunction {
  const { centre, eta, shift, cutoff, cutoffKind } = f;
  const radial = { form: "gaussian", eta, shift, cutoff, cutoffForm: cutoffKind, inner: 0 } as const;
  if (f.kind === "G2") return { kind: "radial", centre, neighbour: f.neighbour, radial };
  const angular = { form: "power", zeta: f.zeta, lambda: f.lambda } as const;
  return { kind: "angular", centre, neighbours: f.neighbours, radial, angular, threeDistances: f.kind === "G4" };
}
