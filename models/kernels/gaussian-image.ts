// Images of atoms by the kernel, on a team of threads, or by the plain loops of descriptors/gaussian-image.ts and cell-image.ts where
// the engine has no SIMD or no shared memory. Each task fills planes of its own: threads change no bit.
import { type CellGrid, checkCellImage, plainCellImage } from "../descriptors/cell-image.ts";
import {
  checkImage,
  defaultReach,
  type GaussianOptions,
  type ImageAxis,
  type ImageGrid,
  plainGaussianImage,
} from "../descriptors/gaussian-image.ts";
import { module } from "./gaussian-image/module.ts";
import { unlessFull } from "./team/heap.ts";
import { presentTeam, type Team, type TeamKernel } from "./team/team.ts";
import type { KernelForm } from "./wasm-kernel.ts";

interface Functions {
  /** @param job address of a Job of team.c */
  rasterise(task: number, job: number): void;
  /** @param lean address of three float64 */
  rasterise_skewed(task: number, job: number, lean: number): void;
}

/**
 * The image, row by row, in float32. In two dimensions z is left out: a projection.
 * @param positions angstrom, 3 N
 * @param weights N, such as atomic numbers
 * @throws RangeError naming what is wrong with the grid, the atoms or the width
 */
export type Rasterise = (positions: Float64Array, weights: Float64Array, grid: ImageGrid, options: GaussianOptions) => Float32Array;

/** The same on the points of a cell of any shape. @throws RangeError naming what is wrong with the grid, the atoms or the width */
export type RasteriseCell = (positions: Float64Array, weights: Float64Array, grid: CellGrid, options: GaussianOptions) => Float32Array;

/** Bytes of one axis in the kernel's memory: two doubles, two ints. */
const axisBytes = 24;

/** Int32 of a Job of team.c: five addresses, six numbers, room to the next float64, and two of these. */
const jobWords = 16;
/** Planes are cheaper to share out in more than one portion for each thread, and dearer where an atom falls into many. */
const tasksPerMember = 2;

/** One kernel a team and form serves all images. */
const kernels = new WeakMap<Team, Map<KernelForm | "best", TeamKernel<Functions> | undefined>>();

function kernelOf(team: Team, form: KernelForm | "best"): TeamKernel<Functions> | undefined {
  const found = kernels.get(team) ?? new Map<KernelForm | "best", TeamKernel<Functions> | undefined>();
  kernels.set(team, found);
  if (!found.has(form)) found.set(form, team.start<Functions>(module, form));
  return found.get(form);
}

export function createRasteriser(form: KernelForm | "best" = "best", team: Team = presentTeam()): Rasterise {
  const kernel = kernelOf(team, form);
  if (!kernel) return (...given) => Float32Array.from(plainGaussianImage(...given));
  return (positions, weights, grid, options) => {
    const axes = checkImage(positions, weights, grid, options);
    return (
      unlessFull(() => rasterise(kernel, { positions, weights, axes, options })) ??
      Float32Array.from(plainGaussianImage(positions, weights, grid, options))
    );
  };
}

export function createCellRasteriser(form: KernelForm | "best" = "best", team: Team = presentTeam()): RasteriseCell {
  const kernel = kernelOf(team, form);
  if (!kernel) return (...given) => Float32Array.from(plainCellImage(...given));
  return (positions, weights, grid, options) => {
    const { axes, lean, steps } = checkCellImage(positions, weights, grid, options);
    return (
      unlessFull(() => rasterise(kernel, { positions: steps, weights, axes, options, lean })) ??
      Float32Array.from(plainCellImage(positions, weights, grid, options))
    );
  };
}

interface Work {
  /** 3 N; in steps of the grid where the cell is skewed, angstrom where not. */
  readonly positions: Float64Array;
  readonly weights: Float64Array;
  readonly axes: readonly ImageAxis[];
  readonly options: GaussianOptions;
  /** Of a skewed cell, as CellFrame has it. */
  readonly lean?: readonly number[];
}

/** @throws HeapFull */
function rasterise({ heap, members, run }: TeamKernel<Functions>, { positions, weights, axes, options, lean }: Work): Float32Array {
  const { gammaAngstrom, reach = defaultReach } = options;
  const size = axes.reduce((product, { points }) => product * points, 1);
  const extent = reach * gammaAngstrom;
  const [x, y, z] = [0, 1, 2].map((axis) => roomOf(axes[axis], extent)) as [number, number, number];
  const tasks = members === 1 ? 1 : Math.min(axes[0]!.points, tasksPerMember * members);
  const taken: number[] = [];
  const allocate = (bytes: number): number => {
    const address = heap.allocate(bytes);
    taken.push(address);
    return address;
  };
  try {
    const at = {
      axes: allocate(axisBytes * axes.length),
      lean: allocate(24),
      positions: allocate(positions.byteLength),
      weights: allocate(weights.byteLength),
      image: allocate(4 * size),
      rooms: allocate(4 * tasks * (x + y + z)),
      job: allocate(4 * jobWords),
    };
    for (const [axis, { spacing, origin, points, periodic }] of axes.entries()) {
      heap.float64(at.axes + axis * axisBytes, 2).set([spacing, origin]);
      heap.int32(at.axes + axis * axisBytes + 16, 2).set([points, periodic ? 1 : 0]);
    }
    heap.float64(at.positions, positions.length).set(positions);
    heap.float64(at.weights, weights.length).set(weights);
    const numbers = [weights.length, axes.length, tasks, x + y + z, x, x + y];
    heap.int32(at.job, 11).set([at.positions, at.weights, at.axes, at.image, at.rooms, ...numbers]);
    heap.float64(at.job + 48, 2).set([extent, 1 / (2 * gammaAngstrom ** 2)]);
    if (lean) {
      heap.float64(at.lean, 3).set(lean);
      run("rasterise_skewed", tasks, at.job, at.lean);
    } else run("rasterise", tasks, at.job);
    return new Float32Array(heap.memory.buffer, at.image, size).slice();
  } finally {
    for (const address of taken) heap.release(address);
  }
}

/** Numbers: the factors within reach both ways, in whole vectors and one more. */
function roomOf(axis: ImageAxis | undefined, extent: number): number {
  return axis ? 2 * Math.ceil(extent / axis.spacing) + 8 : 0;
}
