// Many radial profiles at many distances, values and slopes: as radial-bank.ts of descriptors, an array at a time.
#pragma once
#include "cores.h"

/** All that is told lies in one block; places in it are bytes from its start. */
#define AT(type, plan, place) ((const type *)((plan) + (place)))

enum { PLAIN, GAUSSIAN, WAVE, CHEBYSHEV, COMPACT };

typedef struct {
  int size;
  int cutoff_count, cutoffs; // Cutoff
  int item_count, items;     // RadialItem
} RadialBank;

typedef struct {
  int form;
  /** Profile that it gives; of a run of Chebyshev functions, where their list of profiles by order begins. */
  int place;
  int cutoff;
  /** Orders of a run; the core function of a compact one. */
  int kind;
  /** Two to four numbers: eta and shift; kappa; left, right and asymmetric. */
  int numbers;
} RadialItem;

/** Value and slope of a product with a cutoff function. */
INLINE void store_product(double *value, double *slope, v2 f, v2 df, v2 fc, v2 dfc) {
  store(value, f * fc);
  store(slope, madd(df, fc, f * dfc));
}

/**
 * Fills rows of `stride` for each profile, at r[0 .. count), count even. A distance beyond a profile's reach gives zeros.
 */
static void evaluate_radial(const char *plan, const RadialBank *bank, int count, const double *r, double *values, double *slopes, int stride) {
  char *kept = top;
  double *fcs = take_doubles(2 * bank->cutoff_count * count), *dfcs = fcs + bank->cutoff_count * count;
  for (int k = 0; k < bank->cutoff_count; k++) fill_cutoff(AT(Cutoff, plan, bank->cutoffs) + k, count, r, fcs + k * count, dfcs + k * count);
  const RadialItem *items = AT(RadialItem, plan, bank->items);
  for (int n = 0; n < bank->item_count; n++) {
    const RadialItem *item = items + n;
    const double *numbers = AT(double, plan, item->numbers), *fc = fcs + item->cutoff * count, *dfc = dfcs + item->cutoff * count;
    double *value = values + item->place * stride, *slope = slopes + item->place * stride;
    if (item->form == PLAIN) {
      for (int i = 0; i < count; i += 2) {
        store(value + i, load(fc + i));
        store(slope + i, load(dfc + i));
      }
    } else if (item->form == GAUSSIAN) {
      const v2 eta = splat(-numbers[0]), shift = splat(numbers[1]);
      for (int i = 0; i < count; i += 2) {
        const v2 d = load(r + i) - shift, f = exponential(eta * d * d);
        store_product(value + i, slope + i, f, (eta + eta) * d * f, load(fc + i), load(dfc + i));
      }
    } else if (item->form == WAVE) {
      const v2 kappa = splat(numbers[0]);
      for (int i = 0; i < count; i += 2) {
        v2 s, c;
        turned(kappa * load(r + i), &s, &c);
        store_product(value + i, slope + i, c, -kappa * s, load(fc + i), load(dfc + i));
      }
    } else if (item->form == CHEBYSHEV) {
      const int *places = AT(int, plan, item->place);
      const v2 rate = splat(2.0 / numbers[0]), one = splat(1.0);
      for (int i = 0; i < count; i += 2) {
        const v2 x = smaller(load(r + i) * rate - one, one), twice = x + x, f = load(fc + i), df = load(dfc + i), steep = rate * f;
        // T_n' = n U_(n-1): the second kind obeys the same recurrence.
        v2 t = one, next = x, u = splat(0.0), next_u = one;
        for (int order = 0; order < item->kind; order++) {
          if (places[order] >= 0) {
            store(values + places[order] * stride + i, t * f);
            store(slopes + places[order] * stride + i, madd(splat((double)order) * u, steep, t * df));
          }
          const v2 t_after = twice * next - t, u_after = twice * next_u - u;
          t = next;
          next = t_after;
          u = next_u;
          next_u = u_after;
        }
      }
    } else {
      const v2 left = splat(numbers[0]), right = splat(numbers[1]), middle = splat(0.5 * (numbers[0] + numbers[1])), one = splat(1.0);
      const v2 rate = splat(1.0 / (0.5 * (numbers[1] - numbers[0]))), zero = splat(0.0), two = splat(2.0);
      const int asymmetric = numbers[2] != 0.0;
#define SHELL(constant_kind)                                                         \
  for (int i = 0; i < count; i += 2) {                                               \
    const v2 at = load(r + i), a = (at - middle) * rate, x = magnitude(a);           \
    const l2 inside = (at < right) & (at > left);                                    \
    v2 f, df;                                                                        \
    core(constant_kind, asymmetric ? (two - x) * smaller(x, one) : x, &f, &df);      \
    df = signed_as(rate, a) * (asymmetric ? (two - two * x) * df : df);              \
    store(value + i, choose(inside, f, zero));                                       \
    store(slope + i, choose(inside, df, zero));                                      \
  }
      FOR_CORE(item->kind, SHELL)
#undef SHELL
    }
  }
  top = kept;
}
