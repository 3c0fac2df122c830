// Product functions around one atom, on one thread. The face is ../product-functions.ts; the plan is written by plan.ts.
#include "described.h"

extern char __heap_base;

static Described described;

/** Where free memory begins: what the face lays out itself starts here. */
EXPORT char *heap_base(void) { return &__heap_base; }

/** Scratch memory is used from `free_memory` on. */
EXPORT void prepare(const ProductPlan *plan, int count, int near, const double *displacement, const double *distance, const int *species,
                    double *values, char *free_memory) {
  top = free_memory;
  describe(&described, plan, count, near, displacement, distance, species, values);
}

EXPORT void contract(const double *by_value, double *gradients) { contract_described(&described, by_value, gradients); }

EXPORT void derive(double *radial, double *angular) { derive_described(&described, radial, angular); }
