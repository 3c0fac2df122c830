// Core functions: they fall smoothly from 1 at x = 0 to 0 at x = 1. Cutoffs and compact symmetry functions are made of them.
//
//   "polynomial-1" (2x - 3) x^2 + 1, ..., "polynomial-4": 1 to 4 derivatives vanish at both ends
//   "exponential" exp(1 - 1 / (1 - x^2)): all derivatives vanish at x = 1
//
// A. Singraber, J. Behler, C. Dellago, J. Chem. Theory Comput. 15, 1827 (2019), and the documentation of n2p2;
// M. P. Bircher, A. Singraber, C. Dellago, Mach. Learn.: Sci. Technol. 2, 035026 (2021).

export type CoreKind = "polynomial-1" | "polynomial-2" | "polynomial-3" | "polynomial-4" | "exponential";

export const coreKinds: readonly CoreKind[] = ["polynomial-1", "polynomial-2", "polynomial-3", "polynomial-4", "exponential"];

/** f(x) for 0 <= x; 0 from 1 on. */
export function coreValue(kind: CoreKind, x: number): number {
  if (x >= 1) return 0;
  if (kind === "exponential") return Math.exp(1 - 1 / (1 - x * x));
  // f(x) + f(1 - x) = 1: near the end the small difference is computed as such, not as 1 minus nearly 1.
  return x < 0.5 ? 1 + polynomial(kind, x) : -polynomial(kind, 1 - x);
}

/** f(x) - 1 */
function polynomial(kind: Exclude<CoreKind, "exponential">, x: number): number {
  switch (kind) {
    case "polynomial-1":
      return (2 * x - 3) * x * x;
    case "polynomial-2":
      return ((15 - 6 * x) * x - 10) * x * x * x;
    case "polynomial-3":
      return (((20 * x - 70) * x + 84) * x - 35) * x ** 4;
    case "polynomial-4":
      return ((((315 - 70 * x) * x - 540) * x + 420) * x - 126) * x ** 5;
  }
}

/** df/dx for 0 <= x; 0 from 1 on. */
export function coreSlope(kind: CoreKind, x: number): number {
  if (x >= 1) return 0;
  switch (kind) {
    case "polynomial-1":
      return 6 * x * (x - 1);
    case "polynomial-2":
      return -30 * (x * (1 - x)) ** 2;
    case "polynomial-3":
      return 140 * (x * (x - 1)) ** 3;
    case "polynomial-4":
      return -630 * (x * (1 - x)) ** 4;
    case "exponential": {
      const t = 1 / (1 - x * x);
      return -2 * x * t * t * Math.exp(1 - t);
    }
  }
}
