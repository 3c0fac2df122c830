// Bonds as sticks to draw. A bond inside the cell is one stick from atom to atom. A bond to a periodic image is two halves:
// from each atom half-way towards the other's image, so that nothing hangs outside the cell without an atom.

export interface Sticks {
  readonly count: number;
  /** 3 a stick, angstrom. */
  readonly starts: Float32Array<ArrayBuffer>;
  readonly ends: Float32Array<ArrayBuffer>;
  /** Atoms that give the colour of the first and the second half; 2 a stick. */
  readonly atoms: Uint32Array<ArrayBuffer>;
}

/**
 * @param positions 3N, angstrom
 * @param bonds 5 a bond: atom, atom, cell multiples of the second atom's image
 * @param cell rows are vectors, angstrom; null only when no bond has an image
 */
export function bondSticks(positions: Float32Array, bonds: Int32Array, cell: readonly number[] | null): Sticks {
  const bondCount = Math.floor(bonds.length / 5);
  let count = 0;
  for (let b = 0; b < bondCount; b++) count += isInside(bonds, b) ? 1 : 2;
  const starts = new Float32Array(3 * count);
  const ends = new Float32Array(3 * count);
  const atoms = new Uint32Array(2 * count);
  let stick = 0;
  for (let b = 0; b < bondCount; b++) {
    const first = bonds[5 * b]!;
    const second = bonds[5 * b + 1]!;
    const inside = isInside(bonds, b);
    for (let axis = 0; axis < 3; axis++) {
      const from = positions[3 * first + axis]!;
      const to = positions[3 * second + axis]!;
      const shift = cell === null ? 0 : imageShift(bonds, b, cell, axis);
      starts[3 * stick + axis] = from;
      ends[3 * stick + axis] = inside ? to : from + (to + shift - from) / 2;
      if (!inside) {
        starts[3 * (stick + 1) + axis] = to;
        ends[3 * (stick + 1) + axis] = to + (from - shift - to) / 2;
      }
    }
    atoms[2 * stick] = first;
    atoms[2 * stick + 1] = inside ? second : first;
    if (!inside) atoms.fill(second, 2 * (stick + 1), 2 * (stick + 2));
    stick += inside ? 1 : 2;
  }
  return { count, starts, ends, atoms };
}

function isInside(bonds: Int32Array, bond: number): boolean {
  return bonds[5 * bond + 2] === 0 && bonds[5 * bond + 3] === 0 && bonds[5 * bond + 4] === 0;
}

function imageShift(bonds: Int32Array, bond: number, cell: readonly number[], axis: number): number {
  return bonds[5 * bond + 2]! * cell[axis]! + bonds[5 * bond + 3]! * cell[3 + axis]! + bonds[5 * bond + 4]! * cell[6 + axis]!;
}
