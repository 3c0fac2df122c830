// simd.h with memory for each thread in place of memory that grows: a task is given a block, and traps at its end. Included
// before everything else, so that the headers of other kernels take their memory from it.
#pragma once
#define top grown_top
#define take take_grown
#define take_doubles take_grown_doubles
#define take_ints take_grown_ints
#include "../simd.h"
#undef top
#undef take
#undef take_doubles
#undef take_ints

static _Thread_local char *top, *end_of_memory;

INLINE void *take(unsigned bytes) {
  char *start = top;
  top += (bytes + 15u) & ~15u;
  if (top > end_of_memory) __builtin_trap();
  return start;
}
INLINE double *take_doubles(int count) { return (double *)take((unsigned)count * 8u); }
INLINE int *take_ints(int count) { return (int *)take((unsigned)count * 4u); }
