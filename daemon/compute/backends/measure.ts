// How fast the loaded backend multiplies matrices, for `adatom doctor`.
import { dispose, matMul, ones, slice } from "@tensorflow/tfjs-core";

/** A size whose product takes this long is large enough to tell; larger ones only cost time. */
const longEnoughMs = 20;
const largestSize = 4096;

/**
 * Billions of floating-point operations a second on square float32 matrices, best of a few rounds at the first size
 * of 128, 256, ... that takes 20 ms. The product is read back in part only, so that slow buses do not count.
 */
export async function measureGigaflops(firstSize = 128, rounds = 5): Promise<number> {
  let best = 0;
  for (let size = firstSize; size <= largestSize; size *= 2) {
    const operand = ones([size, size]);
    let shortest = Number.POSITIVE_INFINITY;
    try {
      // The first round only warms up.
      for (let round = 0; round <= rounds; round++) {
        const start = performance.now();
        const product = matMul(operand, operand);
        const corner = slice(product, [0, 0], [1, 1]);
        await corner.data();
        dispose([product, corner]);
        if (round > 0) shortest = Math.min(shortest, performance.now() - start);
      }
    } finally {
      dispose(operand);
    }
    best = Math.max(best, (2 * size ** 3) / (shortest * 1e6));
    if (shortest > longEnoughMs) break;
  }
  return best;
}
