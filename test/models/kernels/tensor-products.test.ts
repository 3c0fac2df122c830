// Products and convolutions of the float32 kernel against plain loops in float64, over sizes that leave every kind of rest
// in its tiles and blocks; both forms; the same bits on one thread and on four.
import { createTeam } from "@adatom/daemon/compute/threads/team.ts";
import { soloTeam } from "@adatom/models/kernels/team/team.ts";
import { type ConvolutionGeometry, sizesOf } from "@adatom/models/kernels/tensor-products/geometry.ts";
import { createTensorProducts, type TensorProducts } from "@adatom/models/kernels/tensor-products.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

/** Split as finely as can be. */
const leastPart = 1;
const alone = createTensorProducts(soloTeam, { leastPart })!;
const plain = createTensorProducts(soloTeam, { leastPart, form: "plain" })!;
const four = createTensorProducts(createTeam(4), { leastPart })!;
/** Without a period: sums stay as small as those of random numbers. */
const wave = (length: number, phase = 0): Float32Array => Float32Array.from({ length }, (_, k) => Math.sin(1.3 * (k % 1009) ** 2 + phase));

/** Float32 rounds at 6e-8 of partial sums, up to some three times the largest result; n such errors add up like steps of a walk. */
function close(found: Float32Array, expected: Float64Array, summed: number, what: string): void {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const most = 2e-7 * (4 + Math.sqrt(summed)) * largest;
  for (const [k, value] of expected.entries())
    if (!(Math.abs(found[k]! - value) <= most)) assert.unreachable(`${what}: number ${k} is ${found[k]}, not ${value}`);
}

/** On four threads, having compared the bits with one's; and with the plain form's within rounding. */
function everywhere(work: (products: TensorProducts) => Float32Array): Float32Array[] {
  const found = work(four);
  assert.equal(found, work(alone));
  return [found, work(plain)];
}

for (const [rows, columns, depth] of [
  [1, 1, 1],
  [5, 3, 2],
  [7, 9, 400],
  [97, 8, 33],
  [200, 31, 20],
  [13, 150, 800],
] as const) {
  test(`products ${rows} x ${depth} x ${columns} by all four ways of lying, with and without bias and rectifier`, () => {
    const bias = wave(columns, 2);
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) {
        const a = wave(rows * depth);
        const b = wave(depth * columns, 1);
        const at = (r: number, k: number): number => a[transposeA ? k * rows + r : r * depth + k]!;
        const bt = (k: number, c: number): number => b[transposeB ? c * depth + k : k * columns + c]!;
        for (const [added, rectify] of [
          [undefined, false],
          [bias, false],
          [bias, true],
        ] as const) {
          const expected = new Float64Array(rows * columns);
          for (let r = 0; r < rows; r++) {
            for (let c = 0; c < columns; c++) {
              let sum = added?.[c] ?? 0;
              for (let k = 0; k < depth; k++) sum += at(r, k) * bt(k, c);
              expected[r * columns + c] = rectify ? Math.max(0, sum) : sum;
            }
          }
          const found = everywhere((products) => {
            const out = new Float32Array(rows * columns);
            products.multiply({ rows, columns, depth, transposeA, transposeB }, a, b, out, { bias: added, rectify });
            return out;
          });
          for (const one of found) close(one, expected, depth, `${transposeA} ${transposeB}`);
        }
      }
    }
  });
}

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

for (const [name, geometry] of Object.entries(geometries)) {
  test(`convolution ${name}: forward and both gradients`, () => {
    const { patch, positions, inNumbers, outNumbers } = sizesOf(geometry);
    const { batch, outChannels } = geometry;
    const x = wave(batch * inNumbers);
    const filter = wave(patch * outChannels, 1);
    const dy = wave(batch * outNumbers, 2);
    const forward = new Float64Array(dy.length);
    const byFilter = new Float64Array(filter.length);
    const byInput = new Float64Array(x.length);
    eachProduct(geometry, (i, f, o) => {
      forward[o]! += x[i]! * filter[f]!;
      byFilter[f]! += x[i]! * dy[o]!;
      byInput[i]! += dy[o]! * filter[f]!;
    });
    const run = (length: number, work: (products: TensorProducts, out: Float32Array) => void): Float32Array[] =>
      everywhere((products) => {
        // What stood there before must not matter.
        const out = new Float32Array(length).fill(7);
        work(products, out);
        return out;
      });
    for (const found of run(dy.length, (products, out) => products.convolve(geometry, x, filter, out)))
      close(found, forward, patch, "forward");
    const bias = wave(outChannels, 3);
    const rectified = forward.map((sum, k) => Math.max(0, sum + bias[k % outChannels]!));
    for (const found of run(dy.length, (products, out) => products.convolve(geometry, x, filter, out, { bias, rectify: true })))
      close(found, rectified, patch, "rectified");
    for (const found of run(filter.length, (products, out) => products.filterGradient(geometry, x, dy, out)))
      close(found, byFilter, batch * positions, "filter");
    for (const found of run(x.length, (products, out) => products.inputGradient(geometry, dy, filter, out)))
      close(found, byInput, patch * outChannels, "input");
  });
}

test("positions beyond one block: a convolution of many patches", () => {
  const geometry: ConvolutionGeometry = {
    ...base,
    ...{ batch: 1, inChannels: 2, outChannels: 4, inSize: [24, 24, 24], outSize: [24, 24, 24], filterSize: [3, 3, 3], stride: [1, 1, 1] },
  };
  const { inNumbers, outNumbers } = sizesOf(geometry);
  const [x, filter] = [wave(inNumbers), wave(27 * 2 * 4, 1)];
  const expected = new Float64Array(outNumbers);
  eachProduct(geometry, (i, f, o) => {
    expected[o]! += x[i]! * filter[f]!;
  });
  const found = everywhere((products) => {
    const out = new Float32Array(outNumbers);
    products.convolve(geometry, x, filter, out);
    return out;
  });
  for (const one of found) close(one, expected, 54, "forward");
});

test.run();
