// Products of a training sample's stored derivatives with dE/dG (forces) and with force residuals (their transpose).
// Derivatives are float32, sums float64. The face is ../derivative-products.ts, which also writes the sample.
#include "../simd-float.h"

/** Pointers and sizes of one sample; the fields are those of DescriptorSample and its PairDerivatives. */
typedef struct {
  int atoms, radial_width;
  const int *first, *near_count, *near_start, *neighbour, *block_offset, *block_length;
  const float *direction, *radial, *angular;
  // Of each atom: where its row begins in the matrix of dE/dG, its radial functions, its angular functions.
  const int *row, *radial_size, *angular_size;
} Sample;

typedef long long l1 __attribute__((aligned(4), may_alias));

/** Two floats as doubles. */
INLINE v2 widen(const float *p) {
  f4 both = (f4)(l2){*(const l1 *)p, 0};
  return __builtin_convertvector(__builtin_shufflevector(both, both, 0, 1), v2);
}

/** sum of a x over a row. */
INLINE double dot(const float *a, const float *x, int size) {
  v2 total = splat(0.0);
  int m = 0;
  for (; m + 2 <= size; m += 2) total = madd(widen(a + m), widen(x + m), total);
  double rest = sum(total);
  if (m < size) rest += (double)a[m] * x[m];
  return rest;
}

/** F = - sum dE/dG . dG/dx; `gradients` holds the sample's rows. `forces` (3 an atom) is filled. */
EXPORT void contract(const Sample *sample, const float *gradients, double *forces) {
  for (int c = 0; c < 3 * sample->atoms; c++) forces[c] = 0.0;
  for (int i = 0; i < sample->atoms; i++) {
    const float *g = gradients + sample->row[i], *ga = g + sample->radial_size[i];
    const int size = sample->angular_size[i], near = sample->first[i] + sample->near_count[i];
    const float *angular = sample->angular + sample->near_start[i];
    double own[3] = {0.0, 0.0, 0.0};
    for (int pair = sample->first[i]; pair < sample->first[i + 1]; pair++) {
      const float *direction = sample->direction + 3 * pair;
      const double slope = dot(sample->radial + pair * sample->radial_width, g + sample->block_offset[pair], sample->block_length[pair]);
      double x = slope * direction[0], y = slope * direction[1], z = slope * direction[2];
      if (pair < near) {
        const float *ay = angular + size, *az = ay + size;
        v2 sx = splat(0.0), sy = sx, sz = sx;
        int m = 0;
        for (; m + 2 <= size; m += 2) {
          const v2 w = widen(ga + m);
          sx = madd(w, widen(angular + m), sx);
          sy = madd(w, widen(ay + m), sy);
          sz = madd(w, widen(az + m), sz);
        }
        x += sum(sx);
        y += sum(sy);
        z += sum(sz);
        if (m < size) {
          x += (double)ga[m] * angular[m];
          y += (double)ga[m] * ay[m];
          z += (double)ga[m] * az[m];
        }
        angular = az + size;
      }
      double *force = forces + 3 * sample->neighbour[pair];
      force[0] -= x;
      force[1] -= y;
      force[2] -= z;
      own[0] += x;
      own[1] += y;
      own[2] += z;
    }
    for (int c = 0; c < 3; c++) forces[3 * i + c] += own[c];
  }
}

/** V = d(sum r F) / d(dE/dG), added to the sample's rows; `work`: room for the longest row in doubles, and one more. */
EXPORT void pull_back(const Sample *sample, const double *residuals, float *directions, double *work) {
  for (int i = 0; i < sample->atoms; i++) {
    const int radial_size = sample->radial_size[i], size = sample->angular_size[i];
    const int near = sample->first[i] + sample->near_count[i];
    const float *angular = sample->angular + sample->near_start[i];
    float *row = directions + sample->row[i];
    double *wa = work + radial_size;
    for (int m = 0; m < radial_size + size; m++) work[m] = 0.0;
    for (int pair = sample->first[i]; pair < sample->first[i + 1]; pair++) {
      const double *other = residuals + 3 * sample->neighbour[pair];
      const float *direction = sample->direction + 3 * pair, *radial = sample->radial + pair * sample->radial_width;
      const double x = residuals[3 * i] - other[0], y = residuals[3 * i + 1] - other[1], z = residuals[3 * i + 2] - other[2];
      const double along = x * direction[0] + y * direction[1] + z * direction[2];
      double *block = work + sample->block_offset[pair];
      for (int m = 0; m < sample->block_length[pair]; m++) block[m] += along * radial[m];
      if (pair < near) {
        const float *ay = angular + size, *az = ay + size;
        const v2 vx = splat(x), vy = splat(y), vz = splat(z);
        int m = 0;
        for (; m + 2 <= size; m += 2)
          store(wa + m, madd(vx, widen(angular + m), madd(vy, widen(ay + m), madd(vz, widen(az + m), load(wa + m)))));
        if (m < size) wa[m] += x * angular[m] + y * ay[m] + z * az[m];
        angular = az + size;
      }
    }
    for (int m = 0; m < radial_size + size; m++) row[m] = (float)(row[m] + work[m]);
  }
}
