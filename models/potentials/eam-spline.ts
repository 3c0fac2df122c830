// LAMMPS's interpolation of tabulated functions in EAM files: piecewise cubics through the nodes whose slopes are
// five-point differences (three-point and two-point near the ends), so that energies equal LAMMPS's to rounding.

/** Numbers a node: derivative's quadratic (3), then the function's cubic (4), highest power first, in units of the node distance. */
export const splineStride = 7;

/** Coefficients of the cubics that start at each node, 7 a node, for values at 0, step, 2 step, ...; at least 5 of them. */
export function eamSpline(values: ArrayLike<number>, step: number): Float64Array {
  const n = values.length;
  const spline = new Float64Array(splineStride * n);
  const slope = (m: number): number => {
    if (m === 0) return values[1]! - values[0]!;
    if (m === n - 1) return values[n - 1]! - values[n - 2]!;
    if (m === 1 || m === n - 2) return 0.5 * (values[m + 1]! - values[m - 1]!);
    return (values[m - 2]! - values[m + 2]! + 8 * (values[m + 1]! - values[m - 1]!)) / 12;
  };
  for (let m = 0; m < n; m++) {
    const at = splineStride * m;
    spline[at + 6] = values[m]!;
    spline[at + 5] = slope(m);
    if (m < n - 1) {
      const rise = values[m + 1]! - values[m]!;
      spline[at + 4] = 3 * rise - 2 * slope(m) - slope(m + 1);
      spline[at + 3] = slope(m) + slope(m + 1) - 2 * rise;
    }
    spline[at + 2] = spline[at + 5]! / step;
    spline[at + 1] = (2 * spline[at + 4]!) / step;
    spline[at] = (3 * spline[at + 3]!) / step;
  }
  return spline;
}
