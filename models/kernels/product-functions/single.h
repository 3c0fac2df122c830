// The functions of single neighbours: every profile of a species is summed into a column; functions are combinations of columns.
#pragma once
#include "arrangement.h"

typedef struct {
  /** Of all columns. */
  int size;
  /** By species: where its bank lies, and its first column. */
  int blocks;
  /** Longest block. */
  int width;
  /** Terms of the combinations, their pairs of (function, column), and weights. */
  int term_count, terms, weights;
} SinglePlan;

typedef struct {
  const SinglePlan *plan;
  /** By profile of a place's species, `total` each. */
  double *slopes;
} Single;

/** Adds to `values`; keeps the slopes. */
static void prepare_single(Single *s, const char *base, const SinglePlan *plan, const Arrangement *a, double *values) {
  s->plan = plan;
  s->slopes = take_doubles(plan->width * a->total);
  char *kept = top;
  double *value = take_doubles(plan->width * a->total), *columns = take_doubles(plan->size);
  for (int c = 0; c < plan->size; c++) columns[c] = 0.0;
  for (int b = 0; b < 2 * a->species; b++) {
    const int *block = AT(int, base, plan->blocks) + 2 * (b % a->species), begin = a->begin[b], places = places_of(a, b);
    const RadialBank *bank = AT(RadialBank, base, block[0]);
    if (a->count[b] == 0 || bank->size == 0) continue;
    evaluate_radial(base, bank, places, a->r + begin, value + begin, s->slopes + begin, a->total);
    for (int p = 0; p < bank->size; p++) {
      const double *own = value + p * a->total + begin;
      v2 total = splat(0.0);
      for (int i = 0; i < places; i += 2) total += load(own + i);
      columns[block[1] + p] += sum(total);
    }
  }
  const int *terms = AT(int, base, plan->terms);
  const double *weights = AT(double, base, plan->weights);
  for (int t = 0; t < plan->term_count; t++) values[terms[2 * t]] += weights[t] * columns[terms[2 * t + 1]];
  top = kept;
}

/** Adds to the gradients of `a`. */
static void contract_single(const Single *s, const char *base, const Arrangement *a, const double *by_value) {
  const SinglePlan *plan = s->plan;
  char *kept = top;
  double *columns = take_doubles(plan->size);
  for (int c = 0; c < plan->size; c++) columns[c] = 0.0;
  const int *terms = AT(int, base, plan->terms);
  const double *weights = AT(double, base, plan->weights);
  for (int t = 0; t < plan->term_count; t++) columns[terms[2 * t + 1]] += weights[t] * by_value[terms[2 * t]];
  for (int b = 0; b < 2 * a->species; b++) {
    const int *block = AT(int, base, plan->blocks) + 2 * (b % a->species);
    const int size = AT(RadialBank, base, block[0])->size, begin = a->begin[b], end = begin + a->count[b];
    const double *by_column = columns + block[1];
    for (int i = begin; i < end; i += 2) {
      v2 along = splat(0.0);
      for (int p = 0; p < size; p++) along = madd(splat(by_column[p]), load(s->slopes + p * a->total + i), along);
      if (size == 0) along = splat(0.0);
      a->gradient[4 * i + 3] += along[0];
      if (i + 1 < end) a->gradient[4 * i + 7] += along[1];
    }
  }
  top = kept;
}

/** Fills slopes of the columns by neighbours' distances, count x width. */
static void derive_single(const Single *s, const char *base, const Arrangement *a, double *rows) {
  const SinglePlan *plan = s->plan;
  for (int b = 0; b < 2 * a->species; b++) {
    const int size = AT(RadialBank, base, AT(int, base, plan->blocks)[2 * (b % a->species)])->size;
    for (int i = a->begin[b]; i < a->begin[b] + a->count[b]; i++) {
      double *row = rows + a->slot[i] * plan->width;
      for (int p = 0; p < size; p++) row[p] = s->slopes[p * a->total + i];
      for (int p = size; p < plan->width; p++) row[p] = 0.0;
    }
  }
}
