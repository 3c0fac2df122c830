// Where a structure is and how large, for the camera and the cell's box.

/** Centre and radius of a sphere around all atoms and the cell's corners, angstrom. */
export function extent(positions: Float32Array, cell: readonly number[] | null): { centre: [number, number, number]; radius: number } {
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const take = (points: ArrayLike<number>) => {
    for (let i = 0; i < points.length; i++) {
      const axis = i % 3;
      const value = points[i]!;
      if (value < low[axis]!) low[axis] = value;
      if (value > high[axis]!) high[axis] = value;
    }
  };
  take(positions);
  if (cell !== null) take(cellEdges(cell));
  if (!Number.isFinite(low[0]!)) return { centre: [0, 0, 0], radius: 5 };
  const centre = [0, 1, 2].map((axis) => (low[axis]! + high[axis]!) / 2) as [number, number, number];
  const radius = Math.hypot(high[0]! - low[0]!, high[1]! - low[1]!, high[2]! - low[2]!) / 2;
  // 1.2 angstrom: about the drawn radius of a large atom, so that the outermost are not cut.
  return { centre, radius: radius + 1.2 };
}

/** The 12 edges of the cell as 24 points. @param cell rows are vectors, angstrom */
export function cellEdges(cell: readonly number[]): number[] {
  const corner = (i: number, j: number, k: number) => [0, 1, 2].map((x) => i * cell[x]! + j * cell[3 + x]! + k * cell[6 + x]!);
  const points: number[] = [];
  for (const [p, q] of [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ] as const) {
    points.push(...corner(0, p, q), ...corner(1, p, q));
    points.push(...corner(p, 0, q), ...corner(p, 1, q));
    points.push(...corner(p, q, 0), ...corner(p, q, 1));
  }
  return points;
}
