// One step of Adam over a flat float32 array, all in one pass: parameters, means and squares are each read and written once.
// The face is ../adam-step.ts.
#include "../simd-float.h"

extern char __heap_base;
EXPORT char *heap_base(void) { return &__heap_base; }

/**
 * `count` is a multiple of 4, all arrays are 16-byte aligned. rate: learning rate over 1 - beta1^t; root_scale: 1 over
 * sqrt(1 - beta2^t); decay: learning rate times weight decay.
 */
EXPORT void adam_step(float *parameters, float *mean, float *square, const float *gradient, int count, float beta1, float beta2, float rate,
                      float root_scale, float tiny, float decay) {
  const f4 keep1 = splat4(beta1), take1 = splat4(1.0f - beta1), keep2 = splat4(beta2), take2 = splat4(1.0f - beta2);
  const f4 scale = splat4(root_scale), floor = splat4(tiny), speed = splat4(rate), shrink = splat4(1.0f - decay);
  for (int k = 0; k < count; k += 4) {
    const f4 g = *(const f4 *)(gradient + k);
    const f4 m = madd4(keep1, *(f4 *)(mean + k), take1 * g);
    const f4 s = madd4(keep2, *(f4 *)(square + k), take2 * g * g);
    *(f4 *)(mean + k) = m;
    *(f4 *)(square + k) = s;
    const f4 root = __builtin_wasm_sqrt_f32x4(s);
    *(f4 *)(parameters + k) = *(f4 *)(parameters + k) * shrink - speed * m / madd4(root, scale, floor);
  }
}
