// Symmetry functions around one atom, on one thread. The face is ../symmetry-functions.ts, which also writes the plan.
#include "surroundings.h"

extern char __heap_base;

/** Where free memory begins: what the face lays out itself starts here. */
EXPORT char *heap_base(void) { return &__heap_base; }

EXPORT void prepare(const double *the_plan, int count, int near, const double *displacement, const double *distance, const int *species,
                    double *values, char *free_memory) {
  prepare_surroundings(the_plan, count, near, displacement, distance, species, values, free_memory);
}

EXPORT void contract(int count, const double *weights, double *gradients) { contract_surroundings(count, weights, gradients); }

EXPORT void derive(int count, double *radial, int width, double *angular) { derive_surroundings(count, radial, width, angular); }
