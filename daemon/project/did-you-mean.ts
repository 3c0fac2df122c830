// The nearest of the names that exist, for messages about one that does not.

/** Letters to change, add, drop or swap with their neighbour (optimal string alignment), case aside. */
function distance(first: string, second: string): number {
  const a = first.toLowerCase();
  const b = second.toLowerCase();
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? before[j - 2]! + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + change, swap));
    }
    before = row;
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
