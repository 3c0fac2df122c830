// Which atom a ray meets first. Pure: the shader draws the same spheres from the same numbers.

export interface Ray {
  readonly origin: readonly [number, number, number];
  /** Unit length. */
  readonly direction: readonly [number, number, number];
}

/**
 * @param positions 3N, angstrom
 * @param radii N, angstrom, as drawn
 * @param modelView 16 elements, column-major: model to the space of the ray
 * @returns index of the nearest atom that the ray hits in front of its origin, or -1
 */
export function pickAtom(
  positions: Float32Array,
  radii: Float32Array,
  radiusScale: number,
  modelView: ArrayLike<number>,
  ray: Ray,
): number {
  const m = modelView;
  const [ox, oy, oz] = ray.origin;
  const [dx, dy, dz] = ray.direction;
  let nearest = Number.POSITIVE_INFINITY;
  let found = -1;
  for (let i = 0; i < radii.length; i++) {
    const px = positions[3 * i]!;
    const py = positions[3 * i + 1]!;
    const pz = positions[3 * i + 2]!;
    const x = m[0]! * px + m[4]! * py + m[8]! * pz + m[12]! - ox;
    const y = m[1]! * px + m[5]! * py + m[9]! * pz + m[13]! - oy;
    const z = m[2]! * px + m[6]! * py + m[10]! * pz + m[14]! - oz;
    const along = x * dx + y * dy + z * dz;
    if (along <= 0) continue;
    const radius = radii[i]! * radiusScale;
    const inside = radius * radius - (x * x + y * y + z * z - along * along);
    if (inside < 0) continue;
    const hit = along - Math.sqrt(inside);
    if (hit < nearest) {
      nearest = hit;
      found = i;
    }
  }
  return found;
}

/** Index of the atom on a line of the text, or -1. @param atomLines N, ascending within a frame in every format we read */
export function atomOfLine(atomLines: Uint32Array, line: number): number {
  let low = 0;
  let high = atomLines.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const at = atomLines[middle]!;
    if (at === line) return middle;
    if (at < line) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
