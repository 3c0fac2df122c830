// Finds images of sites that fall on one another in a periodic cell, in time proportional to their number.
import { cellDeterminant } from "../structure/cell.ts";

/** Images nearer than this are one atom, angstrom: far above rounding in a file, far below any bond. */
export const mergeDistanceAngstrom = 0.05;

export class SiteMerger {
  private readonly cell: Float64Array;
  private readonly bins: readonly [number, number, number];
  private readonly grid = new Map<number, number[]>();
  private readonly fractional: number[] = [];

  constructor(cell: Float64Array) {
    this.cell = cell;
    const volume = Math.abs(cellDeterminant(cell));
    const height = (i: number): number => {
      const [p, q] = [3 * ((i + 1) % 3), 3 * ((i + 2) % 3)];
      const cross = (k: number, l: number): number => cell[p + k]! * cell[q + l]! - cell[p + l]! * cell[q + k]!;
      return volume / Math.hypot(cross(1, 2), cross(2, 0), cross(0, 1));
    };
    const bins = (i: number): number => Math.max(1, Math.min(1000, Math.floor(height(i) / (2 * mergeDistanceAngstrom)) || 1));
    this.bins = [bins(0), bins(1), bins(2)];
  }

  /** Index of the site already at this fractional position (in [0, 1)), or -1 after keeping it as a new one. */
  findOrAdd(x: number, y: number, z: number): number {
    const [nx, ny, nz] = this.bins;
    const [bx, by, bz] = [Math.floor(x * nx), Math.floor(y * ny), Math.floor(z * nz)];
    for (let i = -1; i <= 1; i++) {
      for (let j = -1; j <= 1; j++) {
        for (let k = -1; k <= 1; k++) {
          const key = (((bx + i + nx) % nx) * ny + ((by + j + ny) % ny)) * nz + ((bz + k + nz) % nz);
          for (const site of this.grid.get(key) ?? []) if (this.isNear(site, x, y, z)) return site;
        }
      }
    }
    const key = (bx * ny + by) * nz + bz;
    const bin = this.grid.get(key);
    const index = this.fractional.length / 3;
    if (bin) bin.push(index);
    else this.grid.set(key, [index]);
    this.fractional.push(x, y, z);
    return -1;
  }

  private isNear(site: number, x: number, y: number, z: number): boolean {
    const { cell, fractional } = this;
    const nearest = (difference: number): number => difference - Math.round(difference);
    const u = nearest(x - fractional[3 * site]!);
    const v = nearest(y - fractional[3 * site + 1]!);
    const w = nearest(z - fractional[3 * site + 2]!);
    const component = (k: number): number => u * cell[k]! + v * cell[3 + k]! + w * cell[6 + k]!;
    return Math.hypot(component(0), component(1), component(2)) < mergeDistanceAngstrom;
  }
}
