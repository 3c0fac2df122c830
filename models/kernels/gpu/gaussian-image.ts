// Images of atoms on a device: what descriptors/gaussian-image.ts computes, in float32. A thread has a grid point and goes
// over all atoms, in their order: no atomics, the same bits each time.
import { checkImage, defaultReach, type GaussianOptions, type ImageGrid } from "../../descriptors/gaussian-image.ts";
import { gaussianImageSource } from "./gaussian-image.wgsl.ts";
import { Buffers, Kernel, readBuffers, submitPass } from "./kernel.ts";

/** Words of an atom: the grid point next to it, its weight, and how far it lies from that point in spacings. */
const atomWords = 8;

/**
 * The image, row by row. In two dimensions z is left out: a projection.
 * @param positions angstrom, 3 N
 * @param weights N, such as atomic numbers
 * @throws RangeError naming what is wrong with the grid, the atoms or the width
 */
export async function rasteriseOnDevice(
  device: GPUDevice,
  positions: Float64Array,
  weights: Float64Array,
  grid: ImageGrid,
  options: GaussianOptions,
): Promise<Float32Array> {
  const axes = checkImage(positions, weights, grid, options);
  const { gammaAngstrom, reach = defaultReach } = options;
  const atoms = new Float32Array(atomWords * Math.max(1, weights.length));
  const whole = new Int32Array(atoms.buffer);
  const settings = new ArrayBuffer(64);
  const floats = new Float32Array(settings);
  const words = new Int32Array(settings);
  for (let a = 0; a < 3; a++) {
    const axis = axes[a];
    words[a] = axis?.points ?? 1;
    // The exponent's factor in spacings, and the reach; 0: the axis does not count.
    floats[4 + a] = axis ? 0.5 * (axis.spacing / gammaAngstrom) ** 2 : 0;
    floats[8 + a] = axis ? (reach * gammaAngstrom) / axis.spacing : 0;
    words[12 + a] = axis?.periodic ? Math.ceil(floats[8 + a]! / axis.points) + 1 : 0;
    if (!axis) continue;
    for (let i = 0; i < weights.length; i++) {
      const place = (positions[3 * i + a]! - axis.origin) / axis.spacing;
      const inside = axis.periodic ? place - axis.points * Math.floor(place / axis.points) : place;
      whole[atomWords * i + a] = Math.round(inside);
      atoms[atomWords * i + 4 + a] = inside - Math.round(inside);
    }
  }
  for (let i = 0; i < weights.length; i++) atoms[atomWords * i + 3] = weights[i]!;
  words[3] = weights.length;
  const points = axes.reduce((size, axis) => size * axis.points, 1);
  const buffers = new Buffers(device);
  try {
    const uniform = buffers.uniform(64);
    device.queue.writeBuffer(uniform, 0, settings);
    const image = buffers.storage(4 * points);
    const bound = new Kernel(device, "image of atoms", gaussianImageSource).bind(uniform, buffers.holding(atoms), image);
    const groups = Math.ceil(points / 64);
    submitPass(device, (pass) => bound.run(pass, Math.min(groups, 32768), Math.ceil(groups / 32768)));
    const [result] = await readBuffers(device, [{ buffer: image, bytes: image.size }]);
    return new Float32Array(result!, 0, points);
  } finally {
    buffers.destroy();
  }
}
