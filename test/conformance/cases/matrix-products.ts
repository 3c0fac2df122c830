// Products of matrices: the float32 kernel of tensors (products and convolutions with their gradients) and the float64 one of the
// optimisers, over sizes that leave every kind of rest in tiles and blocks, against the plain sums.
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { multiplyByTransposed } from "@adatom/models/kernels/matrix-product.ts";
import { type ConvolutionGeometry, sizesOf } from "@adatom/models/kernels/tensor-products/geometry.ts";
import { createTensorProducts, type TensorProducts } from "@adatom/models/kernels/tensor-products.ts";
import type { ConformanceCase, Processor, Result } from "../suite/case.ts";
import { largest } from "../suite/compare.ts";

/** Split as finely as can be. */
const leastPart = 1;
const started = new WeakMap<Processor["team"], TensorProducts>();
function productsOn({ team, form }: Processor): TensorProducts {
  const found = started.get(team) ?? createTensorProducts(team, { leastPart, form })!;
  started.set(team, found);
  return found;
}

/** Without a period: sums stay as small as those of random numbers. */
const wave = (length: number, phase = 0): Float32Array => Float32Array.from({ length }, (_, k) => Math.sin(1.3 * (k % 1009) ** 2 + phase));

/** Partial sums are up to some three times the largest result; n errors add up like steps of a walk. */
const expected = (values: Float64Array, summed: number): Result => ({
  quantity: "float32 products",
  values,
  scale: (4 + Math.sqrt(summed)) * Math.max(1, largest(values)),
});
const found = (values: Float32Array): Result => ({ quantity: "float32 products", values });

const sizes = [
  [1, 1, 1],
  [5, 3, 2],
  [7, 9, 400],
  [97, 8, 33],
  [200, 31, 20],
  [13, 150, 800],
] as const;

/** By all four ways of lying, with and without bias and rectifier. */
function* ways(columns: number) {
  const bias = wave(columns, 2);
  for (const transposeA of [false, true])
    for (const transposeB of [false, true]) {
      yield { transposeA, transposeB, bias: undefined, rectify: false };
      yield { transposeA, transposeB, bias, rectify: false };
      yield { transposeA, transposeB, bias, rectify: true };
    }
}

const productCases = sizes.map(([rows, columns, depth]): ConformanceCase => {
  const [a, b] = [wave(rows * depth), wave(depth * columns, 1)];
  return {
    subject: "float32 products and convolutions",
    name: `${rows} x ${depth} x ${columns}`,
    covers: ["kernels/tensor-products/"],
    reference: () =>
      [...ways(columns)].map(({ transposeA, transposeB, bias, rectify }) => {
        const out = new Float64Array(rows * columns);
        for (let r = 0; r < rows; r++) {
          for (let c = 0; c < columns; c++) {
            let sum = bias?.[c] ?? 0;
            for (let k = 0; k < depth; k++)
              sum += a[transposeA ? k * rows + r : r * depth + k]! * b[transposeB ? c * depth + k : k * columns + c]!;
            out[r * columns + c] = rectify ? Math.max(0, sum) : sum;
          }
        }
        return expected(out, depth);
      }),
    onProcessor: (processor) =>
      [...ways(columns)].map(({ transposeA, transposeB, bias, rectify }) => {
        const out = new Float32Array(rows * columns);
        productsOn(processor).multiply({ rows, columns, depth, transposeA, transposeB }, a, b, out, { bias, rectify });
        return found(out);
      }),
  };
});

const base = { batch: 2, inChannels: 3, outChannels: 5, dilation: [1, 1, 1], padding: [1, 1, 1] } as const;
const geometries: Record<string, ConvolutionGeometry> = {
  "3-D, stride 2": { ...base, inSize: [6, 5, 7], outSize: [3, 2, 3], filterSize: [4, 4, 4], stride: [2, 2, 2] },
  "3-D, stride 1, one channel": { ...base, inChannels: 1, inSize: [5, 6, 4], outSize: [5, 6, 4], filterSize: [3, 3, 3], stride: [1, 1, 1] },
  "3-D, dilated": { ...base, inSize: [6, 6, 7], outSize: [4, 4, 5], filterSize: [3, 3, 3], stride: [1, 1, 1], dilation: [2, 2, 2] },
  "3-D, stride 3 that skips planes": {
    ...base,
    ...{ inSize: [8, 4, 7], outSize: [3, 2, 3], filterSize: [2, 1, 2], stride: [3, 3, 3], padding: [0, 0, 0] },
  },
  // From four channels on, the input's gradient is found by classes of places.
  "3-D, stride 2, five channels": {
    ...base,
    ...{ inChannels: 5, outChannels: 9, inSize: [7, 6, 9], outSize: [4, 3, 5], filterSize: [4, 3, 4], stride: [2, 2, 2] },
  },
  "3-D, strides beyond the filter, four channels": {
    ...base,
    ...{ inChannels: 4, inSize: [8, 4, 7], outSize: [3, 2, 3], filterSize: [2, 1, 2], stride: [3, 3, 3], padding: [0, 0, 0] },
  },
  "2-D, strides 1 and 2, eight channels": {
    ...base,
    ...{ inChannels: 8, inSize: [6, 1, 9], outSize: [6, 1, 4], filterSize: [3, 1, 3], stride: [1, 1, 2], padding: [1, 0, 0] },
  },
  line: { ...base, batch: 5, inSize: [1, 1, 30], outSize: [1, 1, 15], filterSize: [1, 1, 5], stride: [1, 1, 2], padding: [0, 0, 2] },
  "2-D": { ...base, inSize: [9, 1, 8], outSize: [9, 1, 8], filterSize: [3, 1, 3], stride: [1, 1, 1], padding: [1, 0, 1] },
  // Tiles of the filter's gradient then hold the numbers 0, 1, 2 and 5 of a line of five.
  "2-D, one channel, nothing outside": {
    ...base,
    ...{ inChannels: 1, inSize: [5, 1, 5], outSize: [3, 1, 3], filterSize: [3, 1, 3], stride: [1, 1, 1], padding: [0, 0, 0] },
  },
  "one plane": { ...base, inSize: [1, 5, 5], outSize: [1, 5, 5], filterSize: [1, 3, 3], stride: [1, 1, 1], padding: [0, 1, 1] },
  // Positions beyond one block.
  "many patches": {
    ...base,
    ...{ batch: 1, inChannels: 2, outChannels: 4, inSize: [24, 24, 24], outSize: [24, 24, 24], filterSize: [3, 3, 3], stride: [1, 1, 1] },
  },
};

/** Calls `visit(x index, filter index, out index)` for every product in a convolution. */
function eachProduct(g: ConvolutionGeometry, visit: (x: number, filter: number, out: number) => void): void {
  const along = (axis: number, out: number, tap: number): number => out * g.stride[axis]! + tap * g.dilation[axis]! - g.padding[axis]!;
  for (let n = 0; n < g.batch; n++)
    for (let oz = 0; oz < g.outSize[0]; oz++)
      for (let oy = 0; oy < g.outSize[1]; oy++)
        for (let ox = 0; ox < g.outSize[2]; ox++)
          for (let a = 0; a < g.filterSize[0]; a++)
            for (let b = 0; b < g.filterSize[1]; b++)
              for (let c = 0; c < g.filterSize[2]; c++) {
                const [z, y, x] = [along(0, oz, a), along(1, oy, b), along(2, ox, c)];
                if (z < 0 || y < 0 || x < 0 || z >= g.inSize[0] || y >= g.inSize[1] || x >= g.inSize[2]) continue;
                const inAt = (((n * g.inSize[0] + z) * g.inSize[1] + y) * g.inSize[2] + x) * g.inChannels;
                const tapAt = ((a * g.filterSize[1] + b) * g.filterSize[2] + c) * g.inChannels;
                const outAt = (((n * g.outSize[0] + oz) * g.outSize[1] + oy) * g.outSize[2] + ox) * g.outChannels;
                for (let i = 0; i < g.inChannels; i++)
                  for (let o = 0; o < g.outChannels; o++) visit(inAt + i, (tapAt + i) * g.outChannels + o, outAt + o);
              }
}

const convolutionCases = Object.entries(geometries).map(([name, geometry]): ConformanceCase => {
  const { patch, positions, inNumbers, outNumbers } = sizesOf(geometry);
  const { batch, outChannels } = geometry;
  const x = wave(batch * inNumbers);
  const filter = wave(patch * outChannels, 1);
  const dy = wave(batch * outNumbers, 2);
  const bias = wave(outChannels, 3);
  return {
    subject: "float32 products and convolutions",
    name: `convolution ${name}: forward and both gradients`,
    covers: ["kernels/tensor-products/"],
    reference() {
      const [forward, byFilter, byInput] = [dy, filter, x].map(({ length }) => new Float64Array(length)) as [
        Float64Array,
        Float64Array,
        Float64Array,
      ];
      eachProduct(geometry, (i, f, o) => {
        forward[o]! += x[i]! * filter[f]!;
        byFilter[f]! += x[i]! * dy[o]!;
        byInput[i]! += dy[o]! * filter[f]!;
      });
      const rectified = forward.map((sum, k) => Math.max(0, sum + bias[k % outChannels]!));
      return [
        expected(forward, patch),
        expected(rectified, patch),
        expected(byFilter, batch * positions),
        expected(byInput, patch * outChannels),
      ];
    },
    onProcessor(processor) {
      const products = productsOn(processor);
      // What stood there before must not matter.
      const into = (length: number, work: (out: Float32Array) => void): Result => {
        const out = new Float32Array(length).fill(7);
        work(out);
        return found(out);
      };
      return [
        into(dy.length, (out) => products.convolve(geometry, x, filter, out)),
        into(dy.length, (out) => products.convolve(geometry, x, filter, out, { bias, rectify: true })),
        into(filter.length, (out) => products.filterGradient(geometry, x, dy, out)),
        into(x.length, (out) => products.inputGradient(geometry, dy, filter, out)),
      ];
    },
  };
});

const random = createRandom(1);
const draw = (length: number): Float64Array => Float64Array.from({ length }, () => random.normal());
const doubleCases = (
  [
    [1, 1, 1],
    [4, 2, 3],
    [5, 3, 7],
    [9, 6, 2],
    [8, 1, 16],
    [3, 5, 0],
    [17, 33, 29],
    [16, 40, 64],
    [5, 3, 701],
  ] as const
).map(([rows, columns, depth]): ConformanceCase => {
  const [a, b, before] = [draw(rows * depth), draw(columns * depth), draw(rows * columns)];
  const both = (work: (accumulate: boolean) => Float64Array): Result[] =>
    [false, true].map((accumulate) => ({ quantity: "float64 products", values: work(accumulate) }));
  return {
    subject: "float64 products",
    name: `${rows} x ${depth} x ${columns}, written and added`,
    covers: ["kernels/simd-product.ts"],
    reference: () =>
      both((accumulate) =>
        before.map((value, p) => {
          let sum = accumulate ? value : 0;
          for (let k = 0; k < depth; k++) sum += a[Math.floor(p / columns) * depth + k]! * b[(p % columns) * depth + k]!;
          return sum;
        }),
      ),
    onProcessor: () =>
      both((accumulate) => {
        const out = before.slice();
        multiplyByTransposed(a, rows, b, columns, depth, out, accumulate);
        return out;
      }),
  };
});

export const matrixProductCases: readonly ConformanceCase[] = [...productCases, ...convolutionCases, ...doubleCases];
