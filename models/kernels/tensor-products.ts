// Float32 matrix products and convolutions in WebAssembly SIMD on a team of threads. Operands and results that lie in the
// kernel's memory (see LentMemory) are read and written there, others are copied in and out. The number of threads changes
// no bit of a result. Plain loops to compare with are in the conformance suite of tensor operations.
import type { LentMemory } from "./team/lent-memory.ts";
import { presentTeam, type Team } from "./team/team.ts";
import { type ConvolutionGeometry, sizesOf } from "./tensor-products/geometry.ts";
import { module } from "./tensor-products/module.ts";
import type { KernelForm } from "./wasm-kernel.ts";

/** Sizes of out (rows x columns) = a (rows x depth) b (depth x columns); a transposed operand lies the other way round. */
export interface ProductShape {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** What becomes of sums: a number for each column is added; negative ones become zero. */
export interface Ending {
  readonly bias?: Float32Array | undefined;
  readonly rectify?: boolean;
}

export interface TensorProducts {
  /** Threads. */
  readonly size: number;
  multiply(shape: ProductShape, a: Float32Array, b: Float32Array, out: Float32Array, ending?: Ending): void;
  /** @param x batch, sizes, inChannels @param filter sizes, inChannels, outChannels @param out batch, sizes, outChannels */
  convolve(geometry: ConvolutionGeometry, x: Float32Array, filter: Float32Array, out: Float32Array, ending?: Ending): void;
  /** @param dy as the result of the convolution @param out as the filter */
  filterGradient(geometry: ConvolutionGeometry, x: Float32Array, dy: Float32Array, out: Float32Array): void;
  /** Also the forward pass of the transposed convolution. @param out as the input of the convolution */
  inputGradient(geometry: ConvolutionGeometry, dy: Float32Array, filter: Float32Array, out: Float32Array): void;
}

/** Tasks: a task number and where the list of calls lies. */
type Task = (task: number, calls: number) => void;
interface Functions {
  multiply: Task;
  convolve: Task;
  filter_gradient: Task;
  input_gradient: Task;
}

/** As in tensor-products/product.h and team.c. */
const tileColumns = 8;
const stepsDeep = 384;
const blockNumbers = 96 * stepsDeep;
const patchNumbers = 2 ** 17;
const mostTileRows = 6;
const geometryNumbers = 19;
/** Numbers of samples in memory at once: 64 MB, since the kernel's memory does not shrink. */
const groupNumbers = 2 ** 24;

/** A part of less work than this, in multiplications, is not worth handing to another thread: some 5 microseconds. */
const smallestPart = 2 ** 17;
/** Parts a thread: one that is late holds the others up less. */
const partsPerThread = 2;

const upTo = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple;

export interface TensorProductsOptions {
  readonly form?: KernelForm | "best";
  /** Multiplications below which work is not split any further. */
  readonly leastPart?: number;
  /** Where the tensors lie. */
  readonly lent?: LentMemory | undefined;
}

/** @returns undefined where the engine has no SIMD or shared memory */
export function createTensorProducts(
  team: Team = presentTeam(),
  { form = "best", leastPart = smallestPart, lent }: TensorProductsOptions = {},
): TensorProducts | undefined {
  const found = team.start<Functions>(module, form, lent);
  if (!found) return undefined;
  const { heap, run } = found;

  /** Runs `work` with room for so many numbers each; where each begins, in bytes. */
  function withRoom(sizes: readonly number[], work: (...starts: number[]) => void): void {
    const starts = sizes.map((size) => heap.allocate(4 * size));
    try {
      work(...starts);
    } finally {
      for (const start of starts) heap.release(start);
    }
  }
  const numbers = (at: number, length: number): Float32Array => new Float32Array(heap.memory.buffer, at, length);

  /** Runs `work` with the addresses of a result and of operands; those that lie elsewhere are copied. */
  function withArrays(
    out: Float32Array | null,
    inputs: readonly Float32Array[],
    work: (outAt: number, ...inputsAt: number[]) => void,
  ): void {
    const arrays = [out ?? new Float32Array(), ...inputs];
    const { buffer } = heap.memory;
    const present = arrays.map((array) => (array.buffer === buffer ? array.byteOffset : null));
    const missing = [...present.keys()].filter((k) => present[k] === null);
    // From here on memory may grow, which gives it another buffer.
    withRoom(
      missing.map((k) => arrays[k]!.length),
      (...rooms) => {
        const starts = present.map((at, k) => at ?? rooms[missing.indexOf(k)]!);
        for (const k of missing) if (k > 0) numbers(starts[k]!, arrays[k]!.length).set(arrays[k]!);
        work(starts[0]!, ...starts.slice(1));
        if (out && present[0] === null) out.set(numbers(starts[0]!, out.length));
      },
    );
  }

  function partsFor(work: number, most: number): number {
    const wanted = team.size === 1 ? 1 : partsPerThread * team.size;
    return Math.max(1, Math.min(wanted, most, Math.floor(work / leastPart)));
  }

  /** Each call begins with room of its own for so many numbers. */
  function share(name: keyof Functions, calls: readonly (readonly number[])[], workNumbers: number): void {
    const width = calls[0]!.length + 1;
    const stride = upTo(workNumbers, 16);
    withRoom([calls.length * width, calls.length * stride], (callsAt, workAt) => {
      const list = heap.int32(callsAt!, calls.length * width);
      for (const [k, call] of calls.entries()) list.set([workAt! + 4 * k * stride, ...call], k * width);
      run(name, calls.length, callsAt!);
    });
  }

  function withGeometry(geometry: ConvolutionGeometry, work: (at: number) => void): void {
    const { inSize, inChannels, outSize, filterSize, stride, dilation, padding } = geometry;
    withRoom([geometryNumbers], (at) => {
      heap.int32(at!, geometryNumbers).set([...inSize, inChannels, ...outSize, ...filterSize, ...stride, ...dilation, ...padding]);
      work(at!);
    });
  }

  const samplesOf = (tensor: Float32Array, first: number, count: number, size: number): Float32Array =>
    tensor.subarray(first * size, (first + count) * size);

  /** Samples that are copied in together. */
  function inGroups(geometry: ConvolutionGeometry, work: (first: number, count: number) => void): void {
    const { inNumbers, outNumbers } = sizesOf(geometry);
    const most = Math.max(1, Math.floor(groupNumbers / (inNumbers + outNumbers)));
    for (let first = 0; first < geometry.batch; first += most) work(first, Math.min(most, geometry.batch - first));
  }

  /** Parts of so many samples, each of `length` places: sample, first place, end. */
  function rangesOf(geometry: ConvolutionGeometry, samples: number, length: number): [number, number, number][] {
    const { patch, positions } = sizesOf(geometry);
    const parts = partsFor(samples * positions * patch * geometry.outChannels, samples * length);
    const each = split(length, Math.min(length, Math.ceil(parts / samples)));
    return Array.from({ length: samples }, (_, sample) => each.map(([from, to]): [number, number, number] => [sample, from, to])).flat();
  }

  return {
    size: team.size,
    multiply({ rows, columns, depth, transposeA, transposeB }, a, b, out, ending) {
      const parts = partsFor(rows * columns * depth, Math.ceil(Math.max(rows, columns) / 24));
      const [rowParts, columnParts] = gridOf(parts, rows, columns);
      const rowStep = upTo(Math.ceil(rows / rowParts), mostTileRows);
      const columnStep = upTo(Math.ceil(columns / columnParts), tileColumns);
      const [aRow, aColumn] = transposeA ? [1, rows] : [depth, 1];
      const [bRow, bColumn] = transposeB ? [1, depth] : [columns, 1];
      withArrays(out, [a, b, ending?.bias ?? none], (outAt, aAt, bAt, biasAt) => {
        const calls: number[][] = [];
        for (let r = 0; r < rows; r += rowStep) {
          for (let c = 0; c < columns; c += columnStep) {
            calls.push([
              ...[Math.min(rowStep, rows - r), Math.min(columnStep, columns - c), depth],
              ...[aAt! + 4 * r * aRow, aRow, aColumn, bAt! + 4 * c * bColumn, bRow, bColumn],
              ...endingNumbers(ending, biasAt! + 4 * c),
              ...[outAt! + 4 * (r * columns + c), columns],
            ]);
          }
        }
        share("multiply", calls, Math.min(depth, stepsDeep) * columnStep + blockNumbers);
      });
    },

    convolve(geometry, x, filter, out, ending) {
      const { outChannels } = geometry;
      const { positions, inNumbers, outNumbers } = sizesOf(geometry);
      const work = directNumbers(geometry);
      inGroups(geometry, (first, count) => {
        const ranges = rangesOf(geometry, count, positions);
        const [xOwn, outOwn] = [samplesOf(x, first, count, inNumbers), samplesOf(out, first, count, outNumbers)];
        withArrays(outOwn, [xOwn, filter, ending?.bias ?? none], (outAt, xAt, filterAt, biasAt) => {
          withGeometry(geometry, (at) => {
            const last = endingNumbers(ending, biasAt!);
            const calls = ranges.map(([sample, from, to]) => {
              const [xStart, outStart] = [xAt! + 4 * sample * inNumbers, outAt + 4 * sample * outNumbers];
              return [at, from, to, xStart, filterAt!, outChannels, outStart, ...last, 1];
            });
            share("convolve", calls, work);
          });
        });
      });
    },

    filterGradient(geometry, x, dy, out) {
      const { outChannels } = geometry;
      const { patch, positions, inNumbers, outNumbers } = sizesOf(geometry);
      const ranges = split(patch, partsFor(positions * patch * outChannels, Math.ceil(patch / mostTileRows)));
      const work = roomNumbers(geometry) + Math.max(stepsDeep, geometry.outSize[2]) * upTo(outChannels, tileColumns);
      withArrays(out, [], (outAt) => {
        numbers(outAt, out.length).fill(0);
        inGroups(geometry, (first, count) => {
          withArrays(null, [samplesOf(x, first, count, inNumbers), samplesOf(dy, first, count, outNumbers)], (_, xAt, dyAt) => {
            withGeometry(geometry, (at) => {
              const calls = ranges.map(([from, to]) => [at, from, to, xAt!, dyAt!, outChannels, outAt, ...noEnding, count]);
              share("filter_gradient", calls, work);
            });
          });
        });
      });
    },

    inputGradient(geometry, dy, filter, out) {
      const { outChannels, inSize } = geometry;
      const { patch, inNumbers, outNumbers } = sizesOf(geometry);
      // By classes of places, or by patches: whichever it is that the kernel takes.
      const byPatches = Math.min(outChannels, stepsDeep) * upTo(patch, tileColumns) + blockNumbers;
      const work = Math.max(classNumbers(geometry), byPatches + Math.max(patchNumbers, geometry.outSize[2] * patch));
      inGroups(geometry, (first, count) => {
        const ranges = rangesOf(geometry, count, inSize[0]);
        const [outOwn, dyOwn] = [samplesOf(out, first, count, inNumbers), samplesOf(dy, first, count, outNumbers)];
        withArrays(outOwn, [dyOwn, filter], (outAt, dyAt, filterAt) => {
          withGeometry(geometry, (at) => {
            const calls = ranges.map(([sample, from, to]) => {
              const [dyStart, outStart] = [dyAt! + 4 * sample * outNumbers, outAt + 4 * sample * inNumbers];
              return [at, from, to, dyStart, filterAt!, outChannels, outStart, ...noEnding, 1];
            });
            share("input_gradient", calls, work);
          });
        });
      });
    },
  };
}

/** Offsets of taps, and an input with zeros around it (direct.h). */
function roomNumbers({ filterSize, stride, dilation, outSize, inChannels }: ConvolutionGeometry): number {
  const reach = (axis: 0 | 1 | 2, outputs: number): number => (outputs - 1) * stride[axis] + (filterSize[axis] - 1) * dilation[axis] + 1;
  const plane = reach(1, outSize[1]) * reach(2, outSize[2]) * inChannels;
  const [depth, height, width] = filterSize;
  return upTo(depth * height * width, 4) + Math.max(patchNumbers, reach(0, 1) * plane);
}

/** That, the filter and a bias in panels. */
function directNumbers(geometry: ConvolutionGeometry): number {
  return (sizesOf(geometry).patch + 1) * upTo(geometry.outChannels, tileColumns) + roomNumbers(geometry);
}

/** For the input's gradient by classes (adjoint.h): the convolution that the largest is, and planes of it. */
function classNumbers({ inSize, outSize, inChannels, outChannels, filterSize, stride, ...rest }: ConvolutionGeometry): number {
  const stepped = (sizes: readonly [number, number, number]): [number, number, number] => [
    Math.ceil(sizes[0] / stride[0]),
    Math.ceil(sizes[1] / stride[1]),
    Math.ceil(sizes[2] / stride[2]),
  ];
  const [own, taps] = [stepped(inSize), stepped(filterSize)];
  const planes = Math.max(patchNumbers, own[1] * own[2] * inChannels);
  const geometry = {
    inSize: outSize,
    outSize: own,
    inChannels: outChannels,
    outChannels: inChannels,
    filterSize: taps,
    stride: [1, 1, 1],
  } as const;
  return directNumbers({ ...rest, ...geometry }) + planes;
}

const none = new Float32Array();

/** An Ending of team.c. */
const noEnding = [0, 0];
function endingNumbers(ending: Ending | undefined, biasAt: number): number[] {
  return [ending?.bias ? biasAt : 0, ending?.rectify ? 1 : 0];
}

/** How many parts the rows and the columns are split into: pieces as square as can be, which are packed least often. */
function gridOf(parts: number, rows: number, columns: number): [number, number] {
  let best: [number, number] = [parts, 1];
  for (let r = 1; r <= parts; r++) {
    if (parts % r > 0) continue;
    const c = parts / r;
    if (rows / r + columns / c < rows / best[0] + columns / best[1]) best = [r, c];
  }
  return best;
}

/** 0 ... count - 1 in ranges that differ by one at most. */
function split(count: number, parts: number): [number, number][] {
  const edge = (part: number): number => Math.floor((part * count) / parts);
  return Array.from({ length: parts }, (_, part) => [edge(part), edge(part + 1)]);
}
