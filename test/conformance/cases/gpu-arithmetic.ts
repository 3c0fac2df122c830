// What WGSL leaves vague or lacks: elementary functions, the exponential, random numbers, line by line on a device.
import { Buffers, Kernel, readBuffers, submitPass } from "@adatom/models/kernels/gpu/kernel.ts";
import { mathSource } from "@adatom/models/kernels/gpu/math.wgsl.ts";
import { randomSource } from "@adatom/models/kernels/gpu/random.wgsl.ts";
import type { ConformanceCase } from "../suite/case.ts";
import type { Quantity } from "../suite/tolerances.ts";

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
const functionsOfOne: readonly (readonly [call: string, exact: (k: number) => number, quantity: Quantity])[] = [
  ["sine_pi(f32(i32(k) - 2000) / 512.0)", (k) => Math.sin((Math.PI * (k - 2000)) / 512), "sine, cosine and hyperbolic tangent"],
  ["cosine_pi(f32(i32(k) - 2000) / 512.0)", (k) => Math.cos((Math.PI * (k - 2000)) / 512), "sine, cosine and hyperbolic tangent"],
  ["tanh_exact(f32(i32(k) - 2000) / 256.0)", (k) => Math.tanh((k - 2000) / 256), "sine, cosine and hyperbolic tangent"],
  ["arc_cosine(f32(i32(k) - 2000) / 2048.0)", (k) => Math.acos((k - 2000) / 2048), "arc cosine"],
  // From 1 to exp(-62).
  ["exp_exact(-f32(k) / 64.0)", (k) => Math.exp(-k / 64), "exponential"],
];

const count = 4000;
const functionCases = functionsOfOne.map(
  ([call, exact, quantity]): ConformanceCase => ({
    subject: "elementary functions on a GPU",
    name: call,
    covers: ["kernels/gpu/math.wgsl.ts"],
    reference: () => [{ quantity, values: Float64Array.from({ length: count }, (_, k) => exact(k)) }],
    async onGpu(device) {
      const out = new Float32Array(await compute(device, mathSource, `vec4u(bitcast<u32>(${call}), 0u, 0u, 0u)`, count));
      return [{ quantity, values: out.filter((_, k) => k % 4 === 0) }];
    },
  }),
);

const randomCase: ConformanceCase = {
  subject: "random numbers on a GPU",
  name: "Philox and normal deviates",
  covers: ["kernels/gpu/random.wgsl.ts"],
  reference: () => [
    {
      quantity: "known random numbers",
      // Known answers of Random123's philox4x32-10.
      values: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    },
    { quantity: "moments of normal deviates, standard deviations", values: [0, 0, 0, 0] },
  ],
  async onGpu(device) {
    const sources = mathSource + randomSource;
    const zeros = new Uint32Array(await compute(device, sources, "philox(vec4u(k), vec2u(k))", 1));
    const ones = new Uint32Array(await compute(device, sources, "philox(vec4u(0xffffffffu + k), vec2u(0xffffffffu))", 1));
    const draws = 40_000;
    const line = "vec4u(bitcast<vec3u>(normals(vec4u(k, 0u, 3u, 0u), vec2u(7u, 1u))), 0u)";
    const normals = new Float32Array(await compute(device, sources, line, draws));
    const moments = [0, 0, 0, 0];
    for (let k = 0; k < 4 * draws; k++) {
      if (k % 4 === 3) continue;
      for (let m = 1; m <= 4; m++) moments[m - 1]! += normals[k]! ** m / (3 * draws);
    }
    // Mean and variance of each power of a normal deviate.
    const expected = [0, 1, 0, 3];
    const spreads = [1, 2, 15, 96].map((variance) => Math.sqrt(variance / (3 * draws)));
    return [
      { quantity: "known random numbers", values: [...zeros, ...ones] },
      {
        quantity: "moments of normal deviates, standard deviations",
        values: moments.map((moment, m) => (moment - expected[m]!) / spreads[m]!),
      },
    ];
  },
};

export const gpuArithmeticCases: readonly ConformanceCase[] = [...functionCases, randomCase];
