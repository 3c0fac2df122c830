// Parameters of effective medium theory, and the cutoff that ASE sets from them.
// K. W. Jacobsen, P. Stoltze and J. K. Norskov, Surf. Sci. 366, 394 (1996), table 1.

/** One element: E0 and V0 in eV, s0 in angstrom, eta2, kappa and lambda in 1/angstrom, n0 in 1/angstrom^3. */
export interface EffectiveMediumElement {
  readonly atomicNumber: number;
  readonly e0: number;
  readonly s0: number;
  readonly v0: number;
  readonly eta2: number;
  readonly kappa: number;
  readonly lambda: number;
  readonly n0: number;
}

/** Angstrom; CODATA 2014, as in ASE, so that both compute the same function. */
const bohr = 0.5291772105638411;

/** Nearest-neighbour distance over Wigner-Seitz radius in fcc, (16 pi / 3)^(1/3) / sqrt(2), with the digits of the original programs. */
export const effectiveMediumBeta = 1.809;

/** E0 (eV), s0 (bohr), V0 (eV), eta2, kappa, lambda (1/bohr), n0 (1/bohr^3). */
const table: readonly (readonly [number, number, number, number, number, number, number, number])[] = [
  [13, -3.28, 3.0, 1.493, 1.24, 2.0, 1.169, 0.007],
  [29, -3.51, 2.67, 2.476, 1.652, 2.74, 1.906, 0.0091],
  [47, -2.96, 3.01, 2.132, 1.652, 2.79, 1.892, 0.00547],
  [79, -3.8, 3.0, 2.321, 1.674, 2.873, 2.182, 0.00703],
  [28, -4.44, 2.6, 3.673, 1.669, 2.757, 1.948, 0.0103],
  [46, -3.9, 2.87, 2.773, 1.818, 3.107, 2.155, 0.00688],
  [78, -5.85, 2.9, 4.067, 1.812, 3.145, 2.192, 0.00802],
  // ASE's own additions, made up for tests and demonstrations: no shipped potential offers them.
  [1, -3.21, 1.31, 0.132, 2.652, 2.79, 3.892, 0.00547],
  [6, -3.5, 1.81, 0.332, 1.652, 2.79, 1.892, 0.01322],
  [7, -5.1, 1.88, 0.132, 1.652, 2.79, 1.892, 0.01222],
  [8, -4.6, 1.95, 0.332, 1.652, 2.79, 1.892, 0.0085],
];

export const effectiveMediumTable: readonly EffectiveMediumElement[] = table.map(([atomicNumber, e0, s0, v0, eta2, kappa, lambda, n0]) => ({
  atomicNumber,
  e0,
  s0: s0 * bohr,
  v0,
  eta2: eta2 / bohr,
  kappa: kappa / bohr,
  lambda: lambda / bohr,
  n0: n0 / bohr ** 3,
}));

/** w(r): its middle, between third and fourth neighbours of the largest element; its steepness, 1e-4 at the fourth; where pairs end. */
export const effectiveMediumCutoff = cutoffOf(Math.max(...effectiveMediumTable.map((one) => one.s0)));

function cutoffOf(largestS0: number): { readonly middle: number; readonly steepness: number; readonly end: number } {
  const nearest = effectiveMediumBeta * largestS0;
  const middle = nearest * 0.5 * (Math.sqrt(3) + 2);
  return { middle, steepness: Math.log(1 / 1e-4 - 1) / (2 * nearest - middle), end: middle + 0.5 };
}

/** gamma1 and gamma2: what the first three shells of the perfect crystal would sum to, over twelve nearest neighbours. */
export function latticeSums(element: EffectiveMediumElement): { readonly gamma1: number; readonly gamma2: number } {
  const { s0, eta2, kappa } = element;
  const { middle, steepness } = effectiveMediumCutoff;
  const nearest = effectiveMediumBeta * s0;
  let gamma1 = 0;
  let gamma2 = 0;
  for (const [shell, atoms] of [12, 6, 24].entries()) {
    const r = nearest * Math.sqrt(shell + 1);
    const weight = atoms / 12 / (1 + Math.exp(steepness * (r - middle)));
    gamma1 += weight * Math.exp(-eta2 * (r - nearest));
    gamma2 += weight * Math.exp((-kappa / effectiveMediumBeta) * (r - nearest));
  }
  return { gamma1, gamma2 };
}
