// Atom-centred functions as products of one-dimensional ones: the general form that the descriptors of n2p2 and aenet share.
//
//   radial   G = sum_j w_j R(Rij)
//   angular  G = sum_{j<k} w_jk A(theta_ijk) R(Rij) R(Rik) [R(Rjk)]
//
// w counts one neighbour species (or pair of them), or weighs all by atomic number (M. Gastegger et al., J. Chem. Phys. 148,
// 241709 (2018)), equally, or by a pseudo-spin (N. Artrith, A. Urban, G. Ceder, Phys. Rev. B 96, 014112 (2017)).
// What a function is; computing is in product-descriptor.ts.

import { symbolOf } from "../structure/elements.ts";
import type { CoreKind } from "./core-function.ts";

/** How R goes to zero at the cutoff, with n2p2's numbers: "hard" 0, "cosine" 1, "tanh-cubed" 2, "scaled-tanh-cubed" 3 (1 at r = 0), "exponential" 4, polynomials 5 to 8. */
export type CutoffForm = "hard" | "cosine" | "tanh-cubed" | "scaled-tanh-cubed" | CoreKind;

export interface Cutoff {
  /** Rc, angstrom. */
  readonly cutoff: number;
  readonly cutoffForm: CutoffForm;
  /** Share of the radius within which fc is 1 (alpha of n2p2; not for hard and tanh cutoffs). */
  readonly inner: number;
}

export type RadialProfile =
  /** fc(r): G1. */
  | ({ readonly form: "plain" } & Cutoff)
  /** exp(-eta (r - shift)^2) fc(r): G2, G4, G5. */
  | ({ readonly form: "gaussian"; readonly eta: number; readonly shift: number } & Cutoff)
  /** cos(kappa r) fc(r): G3; kappa in 1/angstrom. */
  | ({ readonly form: "wave"; readonly kappa: number } & Cutoff)
  /** T_order(2 r / Rc - 1) fc(r). */
  | ({ readonly form: "chebyshev"; readonly order: number } & Cutoff)
  /** A core function over left < r < cutoff, 1 in the middle. "asymmetric": steeper towards the ends, x -> (2 - x) x. */
  | { readonly form: "compact"; readonly core: CoreKind; readonly asymmetric: boolean; readonly left: number; readonly cutoff: number };

export type AngularProfile =
  /** 2^(1-zeta) (1 + lambda cos theta)^zeta */
  | { readonly form: "power"; readonly zeta: number; readonly lambda: number }
  /** A core function of the angle between two bounds, degrees. */
  | { readonly form: "compact"; readonly core: CoreKind; readonly leftDegrees: number; readonly rightDegrees: number }
  /** T_order(x): x = cos theta, or (before aenet 2.0.4) 2 cos theta / pi - 1. */
  | { readonly form: "chebyshev"; readonly order: number; readonly domain: ChebyshevDomain };

/** "cosine": from -1 to 1. "pi": cos theta taken as if it ran from 0 to pi, as aenet did before version 2.0.4. */
export type ChebyshevDomain = "cosine" | "pi";

/** All neighbours count, each species by its weight. */
export interface NeighbourWeights {
  readonly by: "atomic-number" | "one" | "spin";
  /** Atomic number and weight of every species. */
  readonly weights: readonly (readonly [number, number])[];
}

interface Shared {
  /** Atomic number of the atom in the centre. */
  readonly centre: number;
  readonly radial: RadialProfile;
}

export interface RadialProduct extends Shared {
  readonly kind: "radial";
  readonly neighbour: number | NeighbourWeights;
}

export interface AngularProduct extends Shared {
  readonly kind: "angular";
  /** A pair of atomic numbers, smaller first, or weights, of which a pair's is the product. */
  readonly neighbours: readonly [number, number] | NeighbourWeights;
  readonly angular: AngularProfile;
  /** Whether R(Rjk) is a factor too. */
  readonly threeDistances: boolean;
}

export type ProductFunction = RadialProduct | AngularProduct;

export function isWeighted(neighbours: RadialProduct["neighbour"] | AngularProduct["neighbours"]): neighbours is NeighbourWeights {
  return typeof neighbours === "object" && "by" in neighbours;
}

/** Readable name, such as "G2 Si-Si eta=4 Rs=1.9 Rc=6", "wide compact C-O-H r=[1, 5] angle=[0, 60] p2", "Chebyshev radial 3 (spin) Rc=8". */
export function productFunctionName(f: ProductFunction): string {
  const { radial } = f;
  const cutoff = `Rc=${short(radial.cutoff)}`;
  const ends =
    radial.form === "compact" || radial.cutoffForm === "cosine"
      ? ""
      : ` (${radial.cutoffForm}${radial.inner > 0 ? ` alpha=${short(radial.inner)}` : ""})`;
  const who = neighboursName(f);
  const gaussian = radial.form === "gaussian" ? `eta=${short(radial.eta)} Rs=${short(radial.shift)} ` : "";
  if (radial.form === "compact") {
    const range = `r=[${short(radial.left)}, ${short(radial.cutoff)}]`;
    const tail = `${radial.core}${radial.asymmetric ? " asymmetric" : ""}`;
    if (f.kind === "radial") return `compact ${who} ${range} ${tail}`;
    const angle = f.angular.form === "compact" ? ` angle=[${short(f.angular.leftDegrees)}, ${short(f.angular.rightDegrees)}]` : "";
    return `${f.threeDistances ? "narrow" : "wide"} compact ${who} ${range}${angle} ${tail}`;
  }
  if (f.kind === "radial") {
    if (radial.form === "chebyshev") return `Chebyshev radial ${radial.order} ${who} ${cutoff}${ends}`;
    if (radial.form === "plain") return `G1 ${who} ${cutoff}${ends}`;
    if (radial.form === "wave") return `G3 ${who} kappa=${short(radial.kappa)} ${cutoff}${ends}`;
    return `G2 ${who} ${gaussian}${cutoff}${ends}`;
  }
  const { angular } = f;
  if (angular.form === "chebyshev") return `Chebyshev angular ${angular.order} ${who} ${cutoff}${ends}`;
  const angle = angular.form === "power" ? `zeta=${short(angular.zeta)} lambda=${short(angular.lambda)} ` : "";
  return `${f.threeDistances ? "G4" : "G5"} ${who} ${gaussian}${angle}${cutoff}${ends}`;
}

function neighboursName(f: ProductFunction): string {
  const centre = symbolOf(f.centre);
  if (f.kind === "radial") return isWeighted(f.neighbour) ? `${centre} (${f.neighbour.by})` : `${centre}-${symbolOf(f.neighbour)}`;
  if (isWeighted(f.neighbours)) return `${centre} (${f.neighbours.by})`;
  return `${symbolOf(f.neighbours[0])}-${centre}-${symbolOf(f.neighbours[1])}`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
