// How fast the loaded backend multiplies matrices, for `adatom doctor`.
import { matMul, ones, tidy } from "@tensorflow/tfjs";

/** Billions of floating-point operations a second on size x size float32 matrices, best of a few rounds. */
export function measureGigaflops(size = 512, rounds = 5): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round <= rounds; round++) {
    const start = performance.now();
    tidy(() => matMul(ones([size, size]), ones([size, size])).dataSync());
    // The first round only warms up.
    if (round > 0) best = Math.min(best, performance.now() - start);
  }
  return (2 * size ** 3) / (best * 1e6);
}
