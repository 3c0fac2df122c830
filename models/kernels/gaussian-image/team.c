// Images of atoms as sums of Gaussians over a grid of two or three dimensions: factors of each axis in float64, the sum over
// the points in float32. Each task does planes of its own, in which atoms are added in their order: the same bits however the
// planes are shared out. The face is ../gaussian-image.ts.
#include "../simd-float.h"

/** One axis: a layout shared with ../gaussian-image.ts. */
typedef struct {
  double spacing, origin;
  int points, periodic;
} Axis;

/** Points of an axis within reach of an atom. */
typedef struct {
  double low, centre;
  int count;
  /** The first one's place: in 0 ... points - 1; on a periodic axis what follows may run on past the end. */
  int first;
} Span;

INLINE Span span_of(const Axis *axis, double coordinate, double reach) {
  const double centre = (coordinate - axis->origin) / axis->spacing, extent = reach / axis->spacing;
  double low = __builtin_ceil(centre - extent), high = __builtin_floor(centre + extent);
  if (!axis->periodic) {
    if (low < 0.0) low = 0.0;
    if (high > axis->points - 1) high = axis->points - 1;
  }
  if (!(low <= high)) return (Span){low, centre, 0, 0};
  return (Span){low, centre, (int)(high - low) + 1, (int)(low - axis->points * __builtin_floor(low / axis->points))};
}

/** Factors of those points, and zeros up to a whole vector; `narrow` is 1 / (2 gamma^2). */
static void set_factors(const Axis *axis, const Span *span, double narrow, float *row) {
  const int count = span->count;
  for (int k = 0; k < count; k += 2) {
    const v2 distance = ((v2){span->low + k, span->low + k + 1} - splat(span->centre)) * splat(axis->spacing);
    const v2 value = exponential(splat(-narrow) * distance * distance);
    row[k] = (float)value[0];
    row[k + 1] = (float)value[1];
  }
  for (int k = count; k < ((count + 3) & ~3); k++) row[k] = 0.0f;
}

/** image[first + k] += scale row[k]; on a periodic axis the indices go round, as often as need be. */
INLINE void add_line(float *image, int points, int first, const float *row, int count, float scale) {
  const f4 s = {scale, scale, scale, scale};
  int k = 0;
  while (k < count) {
    const int run = count - k < points - first ? count - k : points - first;
    float *to = image + first;
    int j = 0;
    for (; j + 4 <= run; j += 4) *(f4u *)(to + j) = madd4(s, *(const f4u *)(row + k + j), *(f4u *)(to + j));
    for (; j < run; j++) to[j] += scale * row[k + j];
    k += run;
    first = 0;
  }
}

typedef struct {
  const double *positions, *weights;
  const Axis *axes; // 2 or 3, the last one's points next to each other
  float *image;
  float *rooms; // for the factors of three axes in whole vectors and one more, `room` for each task
  int atoms, dimensions, tasks, room;
  int room_y, room_z; // where the factors of y and z begin in a room
  double reach, narrow;
} Job;

/** Planes of a task, and what a plane and a line of it are. */
typedef struct {
  int begin, end;
  long plane, line;
} Slab;

static Slab clear_slab(int task, const Job *job) {
  const Axis *axes = job->axes;
  const int planes = axes[0].points, line = job->dimensions == 3 ? axes[2].points : 1;
  const Slab slab = {(int)((long long)planes * task / job->tasks), (int)((long long)planes * (task + 1) / job->tasks), (long)axes[1].points * line, line};
  for (long k = slab.begin * slab.plane; k < slab.end * slab.plane; k++) job->image[k] = 0.0f;
  return slab;
}

/** Whether an atom comes into a task's planes: its points may end in the next image, or go round more than once. */
INLINE int meets(const Slab *slab, const Span *x, int planes) {
  const int stop = x->first + x->count;
  return x->count && ((x->first < slab->end && stop > slab->begin) || stop - planes > slab->begin);
}

/** Fills the planes of a task. */
EXPORT void rasterise(int task, const Job *job) {
  const Axis *axes = job->axes, *last = axes + job->dimensions - 1;
  const int deep = job->dimensions == 3, planes = axes[0].points;
  const Slab slab = clear_slab(task, job);
  float *room_x = job->rooms + (long)job->room * task, *room_y = room_x + job->room_y, *room_z = room_x + job->room_z;
  for (int i = 0; i < job->atoms; i++) {
    const double *r = job->positions + 3 * i;
    const Span x = span_of(axes, r[0], job->reach), y = span_of(axes + 1, r[1], job->reach);
    const Span z = deep ? span_of(last, r[2], job->reach) : (Span){0.0, 0.0, 1, 0};
    if (!meets(&slab, &x, planes) || !y.count || !z.count) continue;
    set_factors(axes, &x, job->narrow, room_x);
    set_factors(axes + 1, &y, job->narrow, room_y);
    if (deep) set_factors(last, &z, job->narrow, room_z);
    const float weight = (float)job->weights[i];
    for (int a = 0, to = x.first; a < x.count; a++, to = to + 1 == planes ? 0 : to + 1) {
      if (to < slab.begin || to >= slab.end) continue;
      const float wa = weight * room_x[a];
      float *plane = job->image + to * slab.plane;
      if (!deep) {
        add_line(plane, last->points, y.first, room_y, y.count, wa);
        continue;
      }
      for (int b = 0, line = y.first; b < y.count; b++, line = line + 1 == axes[1].points ? 0 : line + 1)
        add_line(plane + line * slab.line, last->points, z.first, room_z, z.count, wa * room_y[b]);
    }
  }
}

/**
 * The same on the points of a skewed cell. Positions count steps of the grid; axes lie along the third edge, across it in the plane
 * of the second, and across both, each with what a step of its edge goes that way; `lean`: how far a step of the first edge goes
 * along the second and third axis, and one of the second along the third, angstrom.
 */
EXPORT void rasterise_skewed(int task, const Job *job, const double *lean) {
  const Axis *axes = job->axes;
  const int planes = axes[0].points;
  const Slab slab = clear_slab(task, job);
  float *room_x = job->rooms + (long)job->room * task, *room_y = room_x + job->room_y, *room_z = room_x + job->room_z;
  for (int i = 0; i < job->atoms; i++) {
    const double *f = job->positions + 3 * i;
    const Span x = span_of(axes, f[0] * axes[0].spacing, job->reach);
    if (!meets(&slab, &x, planes)) continue;
    set_factors(axes, &x, job->narrow, room_x);
    const float weight = (float)job->weights[i];
    for (int a = 0, to = x.first; a < x.count; a++, to = to + 1 == planes ? 0 : to + 1) {
      if (to < slab.begin || to >= slab.end) continue;
      const double du = x.low + a - x.centre;
      const Span y = span_of(axes + 1, f[1] * axes[1].spacing - du * lean[0], job->reach);
      set_factors(axes + 1, &y, job->narrow, room_y);
      float *plane = job->image + to * slab.plane;
      for (int b = 0, line = y.first; b < y.count; b++, line = line + 1 == axes[1].points ? 0 : line + 1) {
        const double dv = y.low + b - f[1];
        const Span z = span_of(axes + 2, f[2] * axes[2].spacing - du * lean[1] - dv * lean[2], job->reach);
        set_factors(axes + 2, &z, job->narrow, room_z);
        add_line(plane + line * slab.line, axes[2].points, z.first, room_z, z.count, weight * room_x[a] * room_y[b]);
      }
    }
  }
}
