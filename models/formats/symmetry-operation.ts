// Symmetry operations as CIF lists them, "-x+1/2, y, x-y": read as numbers, never evaluated as code.

export interface SymmetryOperation {
  /** 3 by 3, row by row: fractional' = rotation fractional + translation. */
  readonly rotation: Float64Array;
  readonly translation: Float64Array;
}

/** Undefined where the text is no operation of the form above. */
export function readSymmetryOperation(text: string): SymmetryOperation | undefined {
  const parts = text.toLowerCase().replace(/\s+/g, "").split(",");
  if (parts.length !== 3 || text.length > 200) return undefined;
  const rotation = new Float64Array(9);
  const translation = new Float64Array(3);
  for (const [row, part] of parts.entries()) {
    const term = /([+-]?)(?:(\d+(?:\.\d*)?|\.\d+)(?:\/(\d+))?)?\*?([xyz])?/y;
    if (part === "") return undefined;
    for (let at = 0; at < part.length; at = term.lastIndex) {
      term.lastIndex = at;
      const match = term.exec(part);
      if (!match || match[0] === "") return undefined;
      const [, sign, number, divisor, axis] = match;
      if (number === undefined && axis === undefined) return undefined;
      if (at > 0 && sign === "") return undefined;
      const value = (sign === "-" ? -1 : 1) * (number === undefined ? 1 : Number(number) / (divisor === undefined ? 1 : Number(divisor)));
      if (!Number.isFinite(value)) return undefined;
      if (axis === undefined) translation[row]! += value;
      else rotation[3 * row + "xyz".indexOf(axis)]! += value;
    }
  }
  return { rotation, translation };
}

/** Image of the fractional position (x, y, z), each coordinate brought into [0, 1). */
export function applySymmetry({ rotation, translation }: SymmetryOperation, x: number, y: number, z: number): [number, number, number] {
  const image = (row: number): number => {
    const value = rotation[3 * row]! * x + rotation[3 * row + 1]! * y + rotation[3 * row + 2]! * z + translation[row]!;
    const wrapped = value - Math.floor(value);
    return wrapped >= 1 ? 0 : wrapped;
  };
  return [image(0), image(1), image(2)];
}
