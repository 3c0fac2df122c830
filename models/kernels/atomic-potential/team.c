// Energies and forces of network potentials, a run of atoms a task: surroundings, symmetry functions, network, forces, with
// nothing stored in between but for one atom. The face is ../atomic-potential.ts, which lays out the memory.
#include "neighbourhood.h"

#include "../atomic-network/network.h"
#include "../lanes/lanes.h"
#include "../product-functions/described.h"
#include "../symmetry-functions/surroundings.h"

/** Of one element, for all tasks. Arrays of functions are in the order of the network's inputs. */
typedef struct {
  double output_scale, energy_offset;
  Reach reach;
  const void *plan; // of surroundings.h, or of described.h
  const int *place; // of each function among the plan's
  const double *minimum, *maximum, *centre, *scale;
  int functions, layer_count;
  int products; // whether the functions are those of described.h
} Element;

/** What a task writes to is its own: forces and stress, memory, and the layers that hold its networks' values. */
typedef struct {
  double *forces; // 3 x atoms
  double *stress; // 6
  char *memory, *memory_end;
  const Layer *const *layers; // of each element
} Place;

typedef struct {
  Rows rows; // of the atoms from ... to
  const Element *elements;
  const Place *places;
  double *energies;   // of all atoms
  double *values;     // of the functions of the atoms from ... to, `width` each
  int *outside;       // functions of each of them that are out of their range
  int from, to, width, tasks;
} Job;

/** Energy of an atom; forces and stress are added to. */
INLINE void evaluate_atom(const Job *job, const Place *place, int atom) {
  const Element *element = job->elements + job->rows.element[atom];
  const int size = element->functions, even = (size + 1) & ~1;
  top = place->memory;
  end_of_memory = place->memory_end;
  Surroundings s;
  double *in_plan = take_doubles(even), *gradient = take_doubles(even), *scaled = take_doubles(even), *inputs = take_doubles(even);
  gather(&job->rows, &element->reach, atom, atom - job->from, &s);
  double *gradients = take_doubles(3 * s.count);
  Described described;
  if (element->products) describe(&described, element->plan, s.count, s.near, s.displacement, s.distance, s.species, in_plan);
  else prepare_surroundings(element->plan, s.count, s.near, s.displacement, s.distance, s.species, in_plan, top);
  double *values = job->values + (atom - job->from) * job->width;
  int outside = 0;
  inputs[even - 1] = 0.0;
  for (int k = 0; k < size; k++) {
    const double value = in_plan[element->place[k]];
    values[k] = inputs[k] = value;
    outside += !(value >= element->minimum[k] && value <= element->maximum[k]);
  }
  job->outside[atom - job->from] = outside;
  const double output = evaluate_network(place->layers[job->rows.element[atom]], element->layer_count, inputs, element->centre, element->scale,
                                         scaled, 1, gradient);
  job->energies[atom] = output * element->output_scale + element->energy_offset;
  for (int k = 0; k < size; k++) in_plan[element->place[k]] = element->output_scale * gradient[k];
  if (element->products) contract_described(&described, in_plan, gradients);
  else contract_surroundings(s.count, in_plan, gradients);
  double *own = place->forces + 3 * atom, *stress = place->stress;
  for (int n = 0; n < s.count; n++) {
    const double *g = gradients + 3 * n, *d = s.displacement + 3 * n;
    double *other = place->forces + 3 * s.neighbour[n];
    for (int k = 0; k < 3; k++) {
      other[k] -= g[k];
      own[k] += g[k];
      stress[k] += d[k] * g[k];
    }
    stress[3] += d[1] * g[2];
    stress[4] += d[0] * g[2];
    stress[5] += d[0] * g[1];
  }
}

EXPORT void evaluate(int task, const Job *job) {
  const int count = job->to - job->from;
  const int begin = job->from + (int)((long long)count * task / job->tasks), end = job->from + (int)((long long)count * (task + 1) / job->tasks);
  for (int atom = begin; atom < end; atom++) evaluate_atom(job, job->places + task, atom);
}

/** Sets what the tasks write to to zero: the forces of the atoms from ... to, and the stress. @param task one of job->tasks */
EXPORT void clear(int task, const Job *job, int from, int to) {
  const Place *place = job->places + task;
  for (int k = 3 * from; k < 3 * to; k++) place->forces[k] = 0.0;
  for (int k = 0; k < 6; k++) place->stress[k] = 0.0;
}

/** Sums the tasks' forces, in their order, for one part of the atoms from ... to. */
EXPORT void collect(int task, const Job *job, int from, int to, double *forces) {
  const long long numbers = 3ll * (to - from);
  const int begin = 3 * from + (int)(numbers * task / job->tasks), end = 3 * from + (int)(numbers * (task + 1) / job->tasks);
  for (int k = begin; k < end; k++) {
    double sum = 0.0;
    for (int t = 0; t < job->tasks; t++) sum += job->places[t].forces[k];
    forces[k] = sum;
  }
}
