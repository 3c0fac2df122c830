// The network of one element, on one thread. The face is ../atomic-network.ts, which lays out the memory.
#include "network.h"

extern char __heap_base;
EXPORT char *heap_base(void) { return &__heap_base; }

EXPORT double evaluate(const Layer *layers, int count, const double *values, const double *centre, const double *scale, double *scaled,
                       int want_gradient, double *gradient) {
  return evaluate_network(layers, count, values, centre, scale, scaled, want_gradient, gradient);
}
