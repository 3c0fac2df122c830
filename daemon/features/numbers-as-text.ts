// Numbers as people read them: fixed digits, a true minus sign never, units always beside. Vectors and cells on one line.
import { cellParameters } from "@adatom/models/structure/cell.ts";
import { electronvoltPerAngstrom3ToGigapascal } from "@adatom/models/structure/units.ts";

/** Fixed decimals, without a negative zero. */
export function fixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace("-", "") : text;
}

/** Six significant digits, plain where that is readable. */
export function significant(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** "(0.0120, -0.0340, 0.1010) eV/Å". */
export function forceVector(force: readonly number[]): string {
  return `(${force.map((component) => fixed(component, 4)).join(", ")}) eV/Å`;
}

export function length(vector: readonly number[]): number {
  return Math.hypot(...vector);
}

/** "a = 5.431, b = 5.431, c = 5.431 Å; α = 90.00°, β = 90.00°, γ = 90.00°". */
export function cellText(cell: readonly number[]): string {
  const { a, b, c, alpha, beta, gamma } = cellParameters(Float64Array.from(cell));
  const lengths = `a = ${fixed(a, 3)}, b = ${fixed(b, 3)}, c = ${fixed(c, 3)} Å`;
  return `${lengths}; α = ${fixed(alpha, 2)}°, β = ${fixed(beta, 2)}°, γ = ${fixed(gamma, 2)}°`;
}

/** Pressure, GPa: minus a third of the trace of a stress (eV/Å³) that is positive under tension. */
export function pressureGigapascal(stress: readonly number[]): number {
  return electronvoltPerAngstrom3ToGigapascal(-(stress[0]! + stress[1]! + stress[2]!) / 3);
}

/** "3 hours ago", from two times in milliseconds. */
export function ago(then: number, now: number): string {
  const seconds = Math.max(0, (now - then) / 1000);
  const steps: readonly [number, string][] = [
    [86_400, "day"],
    [3600, "hour"],
    [60, "minute"],
  ];
  for (const [size, name] of steps) {
    if (seconds < size) continue;
    const count = Math.floor(seconds / size);
    return `${count} ${name}${count === 1 ? "" : "s"} ago`;
  }
  return "just now";
}
