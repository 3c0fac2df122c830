// Cutting periodic images into overlapping tiles (Mills et al. 2019, eq. 5): tile (i, j) spans i f - c ... i f + f + c - 1.

/** Images of one to three dimensions, channels last. */
export interface Images {
  /** count, sizes, channels: row by row. */
  readonly values: Float32Array;
  readonly count: number;
  readonly sizes: readonly number[];
  readonly channels: number;
}

/** Tiles along each dimension. @throws RangeError where the focus does not divide a size */
export function tileCounts(sizes: readonly number[], focus: number): number[] {
  return sizes.map((size) => {
    if (size % focus !== 0) throw new RangeError(`an image's size of ${size} is no multiple of the focus of ${focus}`);
    return size / focus;
  });
}

/** All tiles of images first ... first + count - 1: count x tiles, side f + 2 c along every dimension, channels. */
export function cutTiles(images: Images, focus: number, context: number, first = 0, count = images.count): Float32Array {
  const { values, sizes, channels } = images;
  const side = focus + 2 * context;
  // Three dimensions always; those that are missing have one tile of side one.
  const absent = 3 - sizes.length;
  const whole = [...Array<number>(absent).fill(1), ...sizes] as [number, number, number];
  const lines = [...Array<Int32Array>(absent).fill(Int32Array.of(0)), ...sizes.map((size) => pointsOfTiles(size, focus, context))];
  const [depth, height, width] = whole;
  const [z, y, x] = lines as [Int32Array, Int32Array, Int32Array];
  const sides = [absent > 0 ? 1 : side, absent > 1 ? 1 : side, side];
  const [sideZ, sideY, sideX] = sides as [number, number, number];
  const tiles = new Float32Array(count * z.length * y.length * x.length * channels);
  let to = 0;
  for (let n = first; n < first + count; n++) {
    for (let tz = 0; tz < z.length; tz += sideZ) {
      for (let ty = 0; ty < y.length; ty += sideY) {
        for (let tx = 0; tx < x.length; tx += sideX) {
          for (let a = tz; a < tz + sideZ; a++) {
            for (let b = ty; b < ty + sideY; b++) {
              const line = ((n * depth + z[a]!) * height + y[b]!) * width;
              for (let c = tx; c < tx + sideX; c++) {
                const from = (line + x[c]!) * channels;
                for (let k = 0; k < channels; k++) tiles[to++] = values[from + k]!;
              }
            }
          }
        }
      }
    }
  }
  return tiles;
}

/** Points of tile after tile along one dimension, wrapped round. */
function pointsOfTiles(size: number, focus: number, context: number): Int32Array {
  const side = focus + 2 * context;
  const [tiles] = tileCounts([size], focus) as [number];
  return Int32Array.from({ length: tiles * side }, (_, k) => {
    const point = (Math.floor(k / side) * focus - context + (k % side)) % size;
    return point < 0 ? point + size : point;
  });
}
