// Radial functions (G2) of one species and cutoff. Plan: shell, members, then (eta, shift, function, place in block) of each.
#pragma once
#include "shell.h"

typedef struct {
  const Shell *shell;
  const double *members;
  int size;
  int stride;
  double *terms; // exp(-eta (r - shift)^2) fc(r): `stride` for each member
} RadialBundle;

static const double *prepare_radial(RadialBundle *bundle, const Shell *shells, const double *plan, double *values) {
  const Shell *shell = &shells[(int)plan[0]];
  bundle->shell = shell;
  bundle->size = (int)plan[1];
  bundle->members = plan + 2;
  bundle->stride = shell->count + PAD;
  bundle->terms = take_doubles(bundle->size * bundle->stride);
  for (int m = 0; m < bundle->size; m++) {
    const double *member = bundle->members + 4 * m;
    const v2 eta = splat(-member[0]), shift = splat(member[1]);
    double *terms = bundle->terms + m * bundle->stride;
    v2 total = splat(0.0);
    for (int q = 0; q < shell->count; q += 2) {
      v2 d = load(shell->distance + q) - shift;
      v2 term = exponential(eta * d * d) * load(shell->value + q);
      store(terms + q, term);
      total += term;
    }
    values[(int)member[2]] += sum(total);
  }
  return plan + 2 + 4 * bundle->size;
}

/** dE/dr / r of every neighbour, added to its factor. */
static void contract_radial(const RadialBundle *bundle, const double *weights) {
  const Shell *shell = bundle->shell;
  for (int q = 0; q < shell->count; q += 2) {
    // sum of w G, of w G eta and of w G eta shift: the slope of each term is (l - 2 eta (r - shift)) times the term.
    v2 whole = splat(0.0), steep = splat(0.0), shifted = splat(0.0);
    for (int m = 0; m < bundle->size; m++) {
      const double *member = bundle->members + 4 * m;
      v2 term = splat(weights[(int)member[2]]) * load(bundle->terms + m * bundle->stride + q);
      whole += term;
      term *= splat(member[0]);
      steep += term;
      shifted = madd(term, splat(member[1]), shifted);
    }
    v2 inverse = load(shell->inverse + q);
    v2 factor = madd(whole, load(shell->slope + q), splat(2.0) * (shifted * inverse - steep));
    shell->gradient[4 * q + 3] += factor[0];
    if (q + 1 < shell->count) shell->gradient[4 * q + 7] += factor[1];
  }
}

/** dG/dr of every neighbour into its row. */
static void derive_radial(const RadialBundle *bundle, double *radial, int width) {
  const Shell *shell = bundle->shell;
  for (int m = 0; m < bundle->size; m++) {
    const double *member = bundle->members + 4 * m, *terms = bundle->terms + m * bundle->stride;
    const int place = (int)member[3];
    for (int q = 0; q < shell->count; q++) {
      const double r = shell->distance[q];
      radial[shell->slot[q] * width + place] = terms[q] * (shell->slope[q] * r - 2.0 * member[0] * (r - member[1]));
    }
  }
}
