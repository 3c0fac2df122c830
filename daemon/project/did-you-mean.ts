// The nearest of the names that exist, for messages about one that does not.

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1]!.toLowerCase() === b[j - 1]!.toLowerCase() ? 0 : 1;
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + change));
    }
    row = next;
  }
  return row[b.length]!;
}

/** Null when nothing is near: more than a third of the letters would have to change. */
export function nearestName(name: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let least = Math.max(1, Math.floor(Math.max(name.length, 3) / 3)) + 0.5;
  for (const candidate of known) {
    const steps = distance(name, candidate);
    if (steps < least) {
      least = steps;
      best = candidate;
    }
  }
  return best;
}

/** ` Did you mean "x"?`, or what there is, or nothing. */
export function hint(name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  if (near !== null) return ` Did you mean "${near}"?`;
  return known.length > 0 ? ` There is: ${known.join(", ")}.` : "";
}
