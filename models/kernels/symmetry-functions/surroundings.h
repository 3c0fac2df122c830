// Symmetry functions around one atom: `prepare_surroundings` gives their values and keeps what it found out about neighbours
// and triplets; the others go on from there. What is kept is each thread's own. The plan is written by plan.ts:
//   shells, radial bundles, angular bundles, functions, radial functions, angular cutoff;
//   (species, cutoff kind, cutoff) of each shell; radial bundles (radial.h); angular bundles (triplets.h).
#pragma once
#include "contract.h"
#include "derive.h"
#include "radial.h"

#ifdef __wasm_atomics__
#define PER_THREAD _Thread_local
#else
#define PER_THREAD
#endif

static PER_THREAD const double *plan;
static PER_THREAD int shell_count, radial_count, angular_count, near_count;
static PER_THREAD Shell *shells;
static PER_THREAD RadialBundle *radials;
static PER_THREAD AngularBundle *angulars;

/** Fills `values`. Scratch memory is used from `free_memory` on. `near`: the first neighbours, all within the angular cutoff. */
INLINE void prepare_surroundings(const double *the_plan, int count, int near, const double *displacement, const double *distance, const int *species,
                    double *values, char *free_memory) {
  top = free_memory;
  plan = the_plan;
  near_count = near;
  shell_count = (int)plan[0];
  radial_count = (int)plan[1];
  angular_count = (int)plan[2];
  for (int f = 0; f < (int)plan[3]; f++) values[f] = 0.0;
  shells = take((unsigned)shell_count * sizeof(Shell));
  radials = take((unsigned)radial_count * sizeof(RadialBundle));
  angulars = take((unsigned)angular_count * sizeof(AngularBundle));
  const double *cutoffs = plan + 6, *next = cutoffs + 3 * shell_count;
  for (int s = 0; s < shell_count; s++)
    build_shell(&shells[s], cutoffs + 3 * s, displacement, distance, species, cutoffs[3 * s + 2] <= plan[5] ? near : count);
  for (int r = 0; r < radial_count; r++) next = prepare_radial(&radials[r], shells, next, values);
  for (int a = 0; a < angular_count; a++) next = prepare_angular(&angulars[a], shells, cutoffs, next, values);
}

/** dE/d(neighbour position) from dE/dG, after prepare_surroundings; `gradients`: count x 3. */
INLINE void contract_surroundings(int count, const double *weights, double *gradients) {
  char *kept = top;
  for (int s = 0; s < shell_count; s++)
    for (int q = 0; q < 4 * shells[s].count; q += 2) store(shells[s].gradient + q, splat(0.0));
  for (int r = 0; r < radial_count; r++) contract_radial(&radials[r], weights);
  for (int a = 0; a < angular_count; a++) contract_angular(&angulars[a], weights);
  for (int i = 0; i < 3 * count; i++) gradients[i] = 0.0;
  for (int s = 0; s < shell_count; s++) {
    const Shell *shell = &shells[s];
    for (int q = 0; q < shell->count; q++) {
      const double *own = shell->gradient + 4 * q, *record = shell->record + 4 * q;
      double *out = gradients + 3 * shell->slot[q];
      for (int c = 0; c < 3; c++) out[c] += own[c] + own[3] * record[c];
    }
  }
  top = kept;
}

/** Derivatives after prepare_surroundings; `radial`: count x width of dG/dr, `angular`: near x 3 x angular functions. */
INLINE void derive_surroundings(int count, double *radial, int width, double *angular) {
  char *kept = top;
  const int radial_size = (int)plan[4], angular_size = (int)plan[3] - radial_size;
  for (int i = 0; i < count * width; i++) radial[i] = 0.0;
  for (int i = 0; i < near_count * 3 * angular_size; i++) angular[i] = 0.0;
  for (int r = 0; r < radial_count; r++) derive_radial(&radials[r], radial, width);
  for (int a = 0; a < angular_count; a++) derive_angular(&angulars[a], angular, angular_size, radial_size);
  top = kept;
}
