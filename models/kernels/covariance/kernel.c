// Products with a symmetric matrix that changes by a vector's square between them, all in one pass over the matrix: what a Kalman
// filter does with its covariance at every observation. Lower triangle, row by row. The face is ../covariance.ts.
#include "../simd.h"

extern char __heap_base;
EXPORT char *heap_base(void) { return &__heap_base; }

/** matrix -= x x^T inverse, diagonal += added; the entry in row p and column q <= p. */
INLINE double moved(double entry, double factor, double xq) { return entry + factor * xq; }

/** The change alone, with the bits that `advance` gives. Rows of `advance` begin at even columns, so lanes fall on the same entries. */
EXPORT void settle(double *matrix, int n, const double *x, double inverse, double added) {
  for (int p = 0; p < n; matrix += ++p) {
    const double factor = -x[p] * inverse;
    const v2 factors = splat(factor);
    const int whole = p & ~1;
    for (int q = 0; q < whole; q += 2) store(matrix + q, madd(factors, load(x + q), load(matrix + q)));
    if (p & 1) matrix[p - 1] = moved(matrix[p - 1], factor, x[p - 1]);
    matrix[p] = moved(matrix[p], factor, x[p]) + added;
  }
}

/** As settle, and product = matrix h with the matrix as it is then. */
EXPORT void advance(double *matrix, int n, const double *x, double inverse, double added, const double *h, double *product) {
  for (int p = 0; p < n; p++) product[p] = 0.0;
  // Two rows at a time share what is read of x, h and the product.
  for (int p = 0; p < n; p += 2) {
    const int both = p + 1 < n;
    double *const one = matrix, *const two = matrix + p + 1;
    matrix = two + (both ? p + 2 : 0);
    const double factor1 = -x[p] * inverse, h1 = h[p];
    const double factor2 = both ? -x[p + 1] * inverse : 0.0, h2 = both ? h[p + 1] : 0.0;
    v2 sum1 = splat(0.0), sum2 = splat(0.0);
    if (both) {
      const v2 f1 = splat(factor1), f2 = splat(factor2), k1 = splat(h1), k2 = splat(h2);
      for (int q = 0; q < p; q += 2) {
        const v2 xq = load(x + q), hq = load(h + q);
        const v2 a = madd(f1, xq, load(one + q)), b = madd(f2, xq, load(two + q));
        store(one + q, a);
        store(two + q, b);
        sum1 = madd(a, hq, sum1);
        sum2 = madd(b, hq, sum2);
        store(product + q, madd(b, k2, madd(a, k1, load(product + q))));
      }
    } else {
      const v2 f1 = splat(factor1), k1 = splat(h1);
      for (int q = 0; q < p; q += 2) {
        const v2 hq = load(h + q);
        const v2 a = madd(f1, load(x + q), load(one + q));
        store(one + q, a);
        sum1 = madd(a, hq, sum1);
        store(product + q, madd(a, k1, load(product + q)));
      }
    }
    one[p] = moved(one[p], factor1, x[p]) + added;
    product[p] += sum(sum1) + one[p] * h1;
    if (!both) continue;
    two[p] = moved(two[p], factor2, x[p]);
    two[p + 1] = moved(two[p + 1], factor2, x[p + 1]) + added;
    product[p] += two[p] * h2;
    product[p + 1] += sum(sum2) + two[p] * h1 + two[p + 1] * h2;
  }
}
