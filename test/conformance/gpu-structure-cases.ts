// Kernels that look at structure against plain float64 loops: elementary functions, random numbers, lists, histograms, images.
import { type ImageGrid, plainGaussianImage } from "@adatom/models/descriptors/gaussian-image.ts";
import { rasteriseOnDevice } from "@adatom/models/kernels/gpu/gaussian-image.ts";
import { countAngles, countDistances, type DeviceHistogram } from "@adatom/models/kernels/gpu/histograms.ts";
import { Buffers, Kernel, readBuffers, submitPass } from "@adatom/models/kernels/gpu/kernel.ts";
import { mathSource } from "@adatom/models/kernels/gpu/math.wgsl.ts";
import { randomSource } from "@adatom/models/kernels/gpu/random.wgsl.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { type GpuCase, largest, largestDifference } from "./gpu-check.ts";
import { deformed, diamond, displaced } from "./structures.ts";

/** Runs a line of WGSL for each of `count` numbers k; `out[k]` is its result. */
async function compute(device: GPUDevice, sources: string, line: string, count: number): Promise<ArrayBuffer> {
  const code = /* wgsl */ `
${sources}
@group(0) @binding(0) var<storage, read_write> out: array<vec4u>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  let k = id.x;
  if (k < ${count}u) { out[k] = ${line}; }
}`;
  const buffers = new Buffers(device);
  try {
    const out = buffers.storage(16 * count);
    const bound = new Kernel(device, "line", code).bind(out);
    submitPass(device, (pass) => bound.run(pass, Math.ceil(count / 64)));
    const [result] = await readBuffers(device, [{ buffer: out, bytes: 16 * count }]);
    return result!;
  } finally {
    buffers.destroy();
  }
}

/** Each with its argument as WGSL makes it of k, and what it should give. */
const functionsOfOne: readonly { call: string; exact: (k: number) => number; tolerance: number }[] = [
  // Two or three units in the last place of float32, 6e-8 each; arc cosines are of order 3.
  { call: "sine_pi(f32(i32(k) - 2000) / 512.0)", exact: (k) => Math.sin((Math.PI * (k - 2000)) / 512), tolerance: 2e-7 },
  { call: "cosine_pi(f32(i32(k) - 2000) / 512.0)", exact: (k) => Math.cos((Math.PI * (k - 2000)) / 512), tolerance: 2e-7 },
  { call: "arc_cosine(f32(i32(k) - 2000) / 2048.0)", exact: (k) => Math.acos((k - 2000) / 2048), tolerance: 5e-7 },
  { call: "tanh_exact(f32(i32(k) - 2000) / 256.0)", exact: (k) => Math.tanh((k - 2000) / 256), tolerance: 2e-7 },
];

const elementary: GpuCase = {
  name: "elementary functions",
  async run(device) {
    const count = 4000;
    const results = [];
    for (const { call, exact, tolerance } of functionsOfOne) {
      const out = new Float32Array(await compute(device, mathSource, `vec4u(bitcast<u32>(${call}), 0u, 0u, 0u)`, count));
      let error = 0;
      for (let k = 0; k < count; k++) error = Math.max(error, Math.abs(out[4 * k]! - exact(k)));
      results.push({ quantity: call, error, tolerance });
    }
    return results;
  },
};

const exponential: GpuCase = {
  name: "exponential",
  async run(device) {
    const out = new Float32Array(await compute(device, mathSource, "vec4u(bitcast<u32>(exp_exact(-f32(k) / 64.0)), 0u, 0u, 0u)", 5000));
    let error = 0;
    for (let k = 0; k < 5000; k++) error = Math.max(error, Math.abs(out[4 * k]! / Math.exp(-k / 64) - 1));
    return [{ quantity: "exp(x) from -78 to 0, relative", error, tolerance: 2e-7 }];
  },
};

const random: GpuCase = {
  name: "random numbers",
  async run(device) {
    // Known answers of Random123's philox4x32-10.
    const sources = mathSource + randomSource;
    const zeros = new Uint32Array(await compute(device, sources, "philox(vec4u(k), vec2u(k))", 1));
    const ones = new Uint32Array(await compute(device, sources, "philox(vec4u(0xffffffffu + k), vec2u(0xffffffffu))", 1));
    const known = [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd];
    const count = 40_000;
    const line = "vec4u(bitcast<vec3u>(normals(vec4u(k, 0u, 3u, 0u), vec2u(7u, 1u))), 0u)";
    const normals = new Float32Array(await compute(device, sources, line, count));
    const moments = [0, 0, 0, 0];
    for (let k = 0; k < 4 * count; k++) {
      if (k % 4 === 3) continue;
      for (let m = 1; m <= 4; m++) moments[m - 1]! += normals[k]! ** m / (3 * count);
    }
    const spread = 1 / Math.sqrt(3 * count);
    return [
      { quantity: "Philox's known answers", error: largestDifference([...zeros, ...ones], known), tolerance: 0 },
      // Five standard deviations of the mean of each power.
      { quantity: "mean of normal deviates", error: Math.abs(moments[0]!), tolerance: 5 * spread },
      { quantity: "their variance", error: Math.abs(moments[1]! - 1), tolerance: 5 * Math.SQRT2 * spread },
      { quantity: "their third moment", error: Math.abs(moments[2]!), tolerance: 5 * Math.sqrt(15) * spread },
      { quantity: "their fourth moment", error: Math.abs(moments[3]! - 3), tolerance: 5 * Math.sqrt(96) * spread },
    ];
  },
};

/** Counts that may differ where a value lies within rounding of a bin's bound: half of what moves from bin to bin. */
function moved(ours: DeviceHistogram, reference: Uint32Array): number {
  let sum = 0;
  for (let p = 0; p < reference.length; p++) sum += Math.abs(ours.counts[p]! - reference[p]!);
  return ours.counts.length === reference.length ? sum / 2 : Number.POSITIVE_INFINITY;
}

function sum(counts: Uint32Array): number {
  return counts.reduce((total, one) => total + one, 0);
}

function histogramCase(name: string, structure: () => Structure, cutoff: number): GpuCase {
  return {
    name: `list and histograms of ${name}`,
    async run(device) {
      const atoms = structure();
      const bins = 180;
      const { first, neighbour, shift } = buildNeighbourList(atoms, cutoff);
      const { positions, cell, atomicNumbers } = atoms;
      const species = [...new Set(atomicNumbers)].sort((a, b) => a - b);
      const kinds = species.length;
      const distances = new Uint32Array(bins * kinds ** 2);
      const angles = new Uint32Array(bins * kinds ** 3);
      for (let i = 0; i < atomicNumbers.length; i++) {
        const rows = [];
        for (let e = first[i]!; e < first[i + 1]!; e++) {
          const j = neighbour[e]!;
          const vector = [0, 1, 2].map((a) => {
            const images = [0, 1, 2].reduce((way, k) => way + shift[3 * e + k]! * cell[3 * k + a]!, 0);
            return positions[3 * j + a]! - positions[3 * i + a]! + images;
          });
          rows.push({ vector, length: Math.hypot(...vector), kind: species.indexOf(atomicNumbers[j]!) });
        }
        const own = species.indexOf(atomicNumbers[i]!);
        for (const [b, one] of rows.entries()) {
          distances[(own * kinds + one.kind) * bins + Math.min(bins - 1, Math.floor((one.length * bins) / cutoff))]!++;
          for (const other of rows.slice(b + 1)) {
            const dot = one.vector.reduce((total, value, a) => total + value * other.vector[a]!, 0);
            const angle = Math.acos(Math.max(-1, Math.min(1, dot / (one.length * other.length))));
            const place = (own * kinds + Math.min(one.kind, other.kind)) * kinds + Math.max(one.kind, other.kind);
            angles[place * bins + Math.min(bins - 1, Math.floor((angle * bins) / Math.PI))]!++;
          }
        }
      }
      const ours = await countDistances(device, atoms, cutoff, bins);
      const turned = await countAngles(device, atoms, cutoff, bins);
      // Bins are 0.02 angstrom and 1 degree wide; rounding is 1e-6 of either: one value in ten thousand may move.
      return [
        { quantity: "pairs", error: Math.abs(sum(ours.counts) - sum(distances)), tolerance: 0 },
        { quantity: "distances in the next bin", error: moved(ours, distances), tolerance: 1 + 1e-4 * sum(distances) },
        { quantity: "angles", error: Math.abs(sum(turned.counts) - sum(angles)), tolerance: 0 },
        { quantity: "angles in the next bin", error: moved(turned, angles), tolerance: 1 + 3e-4 * sum(angles) },
      ];
    },
  };
}

/** A slab with half of the cell empty: rows and bins are fuller than the mean tells, so that both run over at first. */
function slab(): Structure {
  const whole = displaced(diamond(3), 0.2, 5);
  return { ...whole, cell: whole.cell.map((value, p) => (p === 8 ? 3 * value : value)) };
}

function imageCase(name: string, grid: ImageGrid, gammaAngstrom: number): GpuCase {
  return {
    name: `image ${name}`,
    async run(device) {
      const { positions } = displaced(diamond(2), 0.3, 9);
      const weights = Float64Array.from({ length: positions.length / 3 }, (_, i) => 1 + (i % 3));
      const ours = await rasteriseOnDevice(device, positions, weights, grid, { gammaAngstrom });
      const reference = plainGaussianImage(positions, weights, grid, { gammaAngstrom });
      // Some dozen terms, each exponent up to 18 a direction and rounded by 6e-8 of it.
      return [{ quantity: "image", error: largestDifference(ours, reference), tolerance: 2e-6 * largest(reference) }];
    },
  };
}

const twoElements = (): Structure => {
  const structure = displaced(diamond(3), 0.2, 5);
  return { ...structure, atomicNumbers: structure.atomicNumbers.map((_, i) => (i % 3 === 0 ? 6 : 14)) };
};

export const structureCases: readonly GpuCase[] = [
  elementary,
  exponential,
  random,
  histogramCase("two elements", twoElements, 3.6),
  histogramCase("a skewed cell", () => deformed(twoElements(), [0, 0.3, 0, 0, 0, 0.2, 0, 0, 0]), 3.6),
  histogramCase("a slab", slab, 5),
  imageCase("in space", { points: [12, 10, 9], lengthsAngstrom: [10.862, 10.862, 10.862] }, 0.7),
  imageCase("in the plane", { points: [24, 20], lengthsAngstrom: [10.862, 10.862] }, 0.3),
  imageCase("of a window", { points: [20, 16], lengthsAngstrom: [6, 5], periodic: [false, false], originAngstrom: [-1, 3] }, 0.4),
  imageCase("whose Gaussians reach around", { points: [7, 9, 8], lengthsAngstrom: [10.862, 10.862, 10.862] }, 2.5),
];
