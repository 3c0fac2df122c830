// One atom-centred symmetry function of Behler and Parrinello: what it is and how it is called. Computing is elsewhere.
//
//   G2 = sum_j exp(-eta (Rij - Rs)^2) fc(Rij)
//   G4 = 2^(1-zeta) sum_{j<k} (1 + lambda cos theta)^zeta exp(-eta [(Rij-Rs)^2 + (Rik-Rs)^2 + (Rjk-Rs)^2]) fc(Rij) fc(Rik) fc(Rjk)
//   G5 = the same without the two factors of Rjk
//
// J. Behler, J. Chem. Phys. 134, 074106 (2011), eqs. 6, 8, 9; the shift Rs in G4 and G5 as n2p2 defines it (0 in the paper).

import { symbolOf } from "../structure/elements.ts";
import type { CutoffKind } from "./cutoff-function.ts";

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

/** Readable name, such as "G2 Si-Si eta=0.05 Rs=0 Rc=6" or "G4 O-Si-O eta=0.01 Rs=0 zeta=4 lambda=-1 Rc=6". */
export function symmetryFunctionName(f: SymmetryFunction): string {
  const centre = symbolOf(f.centre);
  const cutoff = `Rc=${shortNumber(f.cutoff)}${f.cutoffKind === "cosine" ? "" : ` (${f.cutoffKind})`}`;
  const gaussian = `eta=${shortNumber(f.eta)} Rs=${shortNumber(f.shift)}`;
  if (f.kind === "G2") return `G2 ${centre}-${symbolOf(f.neighbour)} ${gaussian} ${cutoff}`;
  const [a, b] = f.neighbours;
  const angle = `zeta=${shortNumber(f.zeta)} lambda=${f.lambda}`;
  return `${f.kind} ${symbolOf(a)}-${centre}-${symbolOf(b)} ${gaussian} ${angle} ${cutoff}`;
}

function shortNumber(value: number): string {
  return String(Number(value.toPrecision(6)));
}
