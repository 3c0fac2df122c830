// Many angular profiles at many angles, values and slopes by the cosine: as angular-bank.ts of descriptors, an array at a time.
#pragma once
#include "radial.h"

enum { POWER, ROOT, ARC, POLYNOMIAL };

typedef struct {
  int size;
  int item_count, items; // AngularItem
  /** Whether an item asks for the angle itself. */
  int arcs;
} AngularBank;

typedef struct {
  int form;
  /** As of RadialItem. */
  int place;
  /** A whole exponent less 1; the core function; orders. */
  int kind;
  /** lambda and zeta; middle and half width, radian; rate and shift. */
  int numbers;
} AngularItem;

/** Fills rows of `stride` for each profile, at cosine[0 .. count) from -1 to 1, count even. */
static void evaluate_angles(const char *plan, const AngularBank *bank, int count, const double *cosine, double *values, double *slopes, int stride) {
  char *kept = top;
  const v2 one = splat(1.0), zero = splat(0.0), half = splat(0.5);
  double *angle = take_doubles(2 * count), *cosecant = angle + count;
  if (bank->arcs) {
    for (int i = 0; i < count; i += 2) {
      const v2 c = load(cosine + i), sine = root(one - c * c);
      store(angle + i, arc_cosine(c));
      // In line the slope is left out: a compact function is flat there where it is symmetric about 0 or 180 degrees.
      store(cosecant + i, choose(sine > splat(1e-12), one / sine, zero));
    }
  }
  const AngularItem *items = AT(AngularItem, plan, bank->items);
  for (int n = 0; n < bank->item_count; n++) {
    const AngularItem *item = items + n;
    const double *numbers = AT(double, plan, item->numbers);
    double *value = values + item->place * stride, *slope = slopes + item->place * stride;
    if (item->form == POWER || item->form == ROOT) {
      const v2 lambda = splat(numbers[0]), steep = splat(numbers[0] * numbers[1]), power = splat(numbers[1] - 1.0);
      for (int i = 0; i < count; i += 2) {
        const v2 h = half + half * lambda * load(cosine + i);
        v2 p = one;
        if (item->form == ROOT) p = exponential(power * logarithm(larger(h, splat(1e-300))));
        else if (item->kind > 0) p = raised(h, item->kind);
        store(value + i, (h + h) * p);
        store(slope + i, steep * p);
      }
    } else if (item->form == ARC) {
      const v2 middle = splat(numbers[0]), rate = splat(1.0 / numbers[1]);
#define SECTOR(constant_kind)                                                 \
  for (int i = 0; i < count; i += 2) {                                        \
    const v2 a = (load(angle + i) - middle) * rate;                           \
    v2 f, df;                                                                 \
    core(constant_kind, magnitude(a), &f, &df);                               \
    store(value + i, f);                                                      \
    store(slope + i, -df * signed_as(rate, a) * load(cosecant + i));          \
  }
      FOR_CORE(item->kind, SECTOR)
#undef SECTOR
    } else {
      const int *places = AT(int, plan, item->place);
      const v2 rate = splat(numbers[0]), shift = splat(numbers[1]);
      for (int i = 0; i < count; i += 2) {
        const v2 x = rate * load(cosine + i) + shift, twice = x + x;
        v2 t = one, next = x, u = zero, next_u = one;
        for (int order = 0; order < item->kind; order++) {
          if (places[order] >= 0) {
            store(values + places[order] * stride + i, t);
            store(slopes + places[order] * stride + i, splat((double)order) * rate * u);
          }
          const v2 t_after = twice * next - t, u_after = twice * next_u - u;
          t = next;
          next = t_after;
          u = next_u;
          next_u = u_after;
        }
      }
    }
  }
  top = kept;
}
