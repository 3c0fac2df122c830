// Descriptors of the atoms of a structure, a few atoms a task: values; stored derivatives, as training keeps them; or how
// strongly each function answers to moved neighbours. The face is ../atomic-descriptors.ts, which lays out the memory.
#include "../atomic-potential/neighbourhood.h"

#include "../lanes/lanes.h"
#include "../product-functions/described.h"
#include "../symmetry-functions/surroundings.h"

/** Of one element. */
typedef struct {
  Reach reach;
  const void *plan; // of surroundings.h, or of described.h
  const int *place; // of each function among the plan's
  const int *block; // by species: first radial column that such a neighbour moves, and how many
  /** Of each function: where its columns begin in the list of them, one more at the end; they, and their weights. */
  const int *first, *column;
  const double *weight;
  int functions; // 0: atoms of this element are not described
  int products;  // whether the functions are those of described.h
  int radial_width, radial_size, angular_size;
} Element;

typedef struct {
  Rows rows; // of the atoms from ... to
  const Element *elements;
  char *memory; // memory_bytes for each member
  unsigned memory_bytes;
  int from, to, atoms_a_task;
  double *values; // of each atom, `width` numbers apart
  int width;
  double *squares; // as values
  int *count, *near; // pairs of each atom, and how many of them are within the angular cutoff
  /** Of each atom: where its pairs begin, and its angular numbers. */
  const int *first_pair, *first_angular;
  int *neighbour, *block_offset, *block_length;
  float *direction;     // 3 a pair
  double *displacement; // 3 a pair, or 0
  float *radial;        // `radial_stride` a pair
  int radial_stride;
  float *angular; // 3 x angular columns a near pair
} Job;

static _Thread_local int own_number;

EXPORT void join(int member) { own_number = member; }

/** What an atom's functions are computed from. */
typedef struct {
  const Element *element;
  Surroundings near_by;
  Described described;
} Atom;

/** The surroundings of an atom; false for one that is not described. All that was taken before is given back. */
static int begin_atom(const Job *job, int atom, Atom *a) {
  top = job->memory + own_number * job->memory_bytes;
  end_of_memory = top + job->memory_bytes;
  const int number = job->rows.element[atom];
  a->element = job->elements + number;
  a->near_by.count = a->near_by.near = 0;
  if (number < 0 || a->element->functions == 0) return 0;
  gather(&job->rows, &a->element->reach, atom, atom - job->from, &a->near_by);
  return 1;
}

/** Values in the order of the functions. */
static void evaluate(Atom *a, double *values) {
  const Element *element = a->element;
  const Surroundings *s = &a->near_by;
  double *in_plan = take_doubles(element->functions + 1);
  if (element->products) describe(&a->described, element->plan, s->count, s->near, s->displacement, s->distance, s->species, in_plan);
  else prepare_surroundings(element->plan, s->count, s->near, s->displacement, s->distance, s->species, in_plan, top);
  for (int k = 0; k < element->functions; k++) values[k] = in_plan[element->place[k]];
}

/** Derivatives of the columns after `evaluate`, float64; `radial`: a radial_width for each pair. */
static void derive(const Atom *a, double **radial, double **angular) {
  const Element *element = a->element;
  const Surroundings *s = &a->near_by;
  *radial = take_doubles(s->count * element->radial_width + 1);
  *angular = take_doubles(3 * s->near * element->angular_size + 1);
  if (element->products) derive_described(&a->described, *radial, *angular);
  else derive_surroundings(s->count, *radial, element->radial_width, *angular);
}

#define EACH_ATOM(job, task, atom)                                                                         \
  for (int atom = job->from + task * job->atoms_a_task,                                                    \
           end = atom + job->atoms_a_task < job->to ? atom + job->atoms_a_task : job->to;                  \
       atom < end; atom++)

/** Pairs of each atom, and near ones. */
EXPORT void count(int task, const Job *job) {
  EACH_ATOM(job, task, atom) {
    Atom a;
    begin_atom(job, atom, &a);
    job->count[atom - job->from] = a.near_by.count;
    job->near[atom - job->from] = a.near_by.near;
  }
}

EXPORT void values(int task, const Job *job) {
  EACH_ATOM(job, task, atom) {
    Atom a;
    if (begin_atom(job, atom, &a)) evaluate(&a, job->values + (atom - job->from) * job->width);
  }
}

/** Values and stored derivatives, as PairDerivatives of descriptors/pair-derivatives.ts has them. */
EXPORT void derivatives(int task, const Job *job) {
  EACH_ATOM(job, task, atom) {
    Atom a;
    if (!begin_atom(job, atom, &a)) continue;
    evaluate(&a, job->values + (atom - job->from) * job->width);
    const Element *element = a.element;
    const Surroundings *s = &a.near_by;
    double *radial, *angular;
    derive(&a, &radial, &angular);
    float *angular_out = job->angular + job->first_angular[atom - job->from];
    for (int k = 0; k < 3 * s->near * element->angular_size; k++) angular_out[k] = (float)angular[k];
    const int stride = job->radial_stride;
    for (int n = 0; n < s->count; n++) {
      const int pair = job->first_pair[atom - job->from] + n, *block = element->block + 2 * s->species[n];
      const double *d = s->displacement + 3 * n, distance = s->distance[n], *own = radial + n * element->radial_width;
      float *out = job->radial + pair * stride;
      job->neighbour[pair] = s->neighbour[n];
      job->block_offset[pair] = block[0];
      job->block_length[pair] = block[1];
      for (int c = 0; c < 3; c++) job->direction[3 * pair + c] = (float)(d[c] / distance);
      if (job->displacement)
        for (int c = 0; c < 3; c++) job->displacement[3 * pair + c] = d[c];
      int m = 0;
      for (; m < block[1]; m++) out[m] = (float)own[m];
      for (; m < stride; m++) out[m] = 0.0f;
    }
  }
}

/** Values, and of each function the square of the length of its derivative by all neighbours' positions. */
EXPORT void sensitivities(int task, const Job *job) {
  EACH_ATOM(job, task, atom) {
    Atom a;
    if (!begin_atom(job, atom, &a)) continue;
    evaluate(&a, job->values + (atom - job->from) * job->width);
    const Element *element = a.element;
    const Surroundings *s = &a.near_by;
    double *radial, *angular;
    derive(&a, &radial, &angular);
    const int size = element->angular_size;
    double *of_column = take_doubles(size + 1), *squares = job->squares + (atom - job->from) * job->width;
    for (int m = 0; m < size; m++) of_column[m] = 0.0;
    for (int row = 0; row < 3 * s->near; row++, angular += size)
      for (int m = 0; m < size; m++) of_column[m] += angular[m] * angular[m];
    for (int f = 0; f < element->functions; f++) {
      const int first = element->first[f], last = element->first[f + 1];
      double sum = 0.0;
      if (first < last && element->column[first] >= element->radial_size) {
        // Functions of two neighbours have a column of their own.
        sum = element->weight[first] * element->weight[first] * of_column[element->column[first] - element->radial_size];
      } else {
        for (int n = 0; n < s->count; n++) {
          const int *block = element->block + 2 * s->species[n];
          double slope = 0.0;
          for (int k = first; k < last; k++) {
            const int m = element->column[k] - block[0];
            if (m >= 0 && m < block[1]) slope += element->weight[k] * radial[n * element->radial_width + m];
          }
          // Along the bond alone: the three components' squares add up to its own.
          sum += slope * slope;
        }
      }
      squares[f] = sum;
    }
  }
}
