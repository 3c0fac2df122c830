// How far each quantity may be from the float64 reference, and why: on processors (kernels in WebAssembly, TensorFlow.js on tensorflow,
// wasm and cpu), and on GPUs (kernels in WGSL, TensorFlow.js on webgpu).

export interface Allowed {
  /** In the quantity's unit. */
  readonly absolute?: number;
  /** A share of the largest of the reference's numbers (or of the result's `scale`), at least of `least`. */
  readonly relative?: number;
  readonly least?: number;
  /**
   * "largest" (the default): the largest deviation. "each": as a share of each number, those below `least` counting as that.
   * "moved": of counts, how many lie in another bin; the relative part is of all of them.
   */
  readonly measure?: "largest" | "each" | "moved";
  readonly why: string;
}

export interface Tolerance {
  readonly processor?: Allowed;
  readonly gpu?: Allowed;
}

const reordered = "the same float64 sums in another order, exponentials and roots to half a unit in the last place";
const exact = "whole numbers";
const float32Sum = "float32 rounds at 6e-8 of partial sums, up to some three times the largest result; errors add up like steps of a walk";
const gpuFunctions = "a GPU's own exponentials and divisions may be off by several units in the last place each";

export const tolerances = {
  // Potentials, classical and of networks.
  "energy, eV/atom": {
    processor: { absolute: 1e-12, relative: 1e-12, why: reordered },
    gpu: { absolute: 1.5e-5, why: "terms of up to 100 eV an atom in 24 bits: 6e-6 each" },
  },
  "energies of atoms, eV": { processor: { absolute: 1e-12, relative: 1e-12, why: reordered } },
  "forces, eV/angstrom": {
    processor: { absolute: 1e-12, relative: 1e-12, why: reordered },
    gpu: {
      absolute: 2e-6,
      relative: 4e-6,
      why: "a few dozen terms of the order of the largest force, rounded by 6e-8 each, and of exponentials whose argument, a distance over the way to the cutoff, loses one or two digits",
    },
  },
  "stress, eV/angstrom^3": {
    processor: { absolute: 1e-12, relative: 1e-12, why: reordered },
    gpu: { absolute: 1e-6, relative: 2e-6, why: "the virial is a difference of pulls and pushes, each some 10 times what remains" },
  },

  "functions out of their range": { processor: { why: exact } },
  "values out of their range": { processor: { absolute: 1e-11, relative: 1e-11, why: "as the functions" } },

  // Atom-centred functions and the network behind them.
  "symmetry functions": {
    processor: {
      measure: "each",
      relative: 1e-12,
      least: 1e-3,
      why: "up to some thousand positive terms in another order; powers of up to 64 carry the rounding of the angle 64 times; below 1e-3 the plain loops cancel near the cutoff",
    },
  },
  "derivatives of symmetry functions": {
    processor: { measure: "each", relative: 1e-12, least: 1, why: "terms of both signs, up to some tens of 1/angstrom" },
  },
  "contracted symmetry functions": {
    processor: { measure: "each", relative: 1e-11, least: 1, why: "all functions together, with weights of both signs" },
  },
  "product functions": {
    processor: {
      relative: 2e-11,
      least: 1,
      why: "up to a thousand terms in another order, weights of up to 14 x 14; by moments, powers of the cosine up to the ninth take what is large off each other, in either way",
    },
    gpu: { relative: 5e-6, why: "sums of up to 40 neighbours or 800 pairs, each rounded by 1e-7 of itself, where polynomials cancel more" },
  },
  "derivatives of product functions": { processor: { relative: 2e-11, least: 1, why: "as the functions" } },
  "contracted product functions": {
    processor: { relative: 2e-11, least: 1, why: "as the functions" },
    gpu: { relative: 5e-6, why: "as the functions" },
  },
  "energy of a network": {
    processor: { relative: 1e-12, why: "some thousand products in another order; linear networks let the largest inputs grow to 1e6" },
  },
  "slopes of a network": { processor: { relative: 1e-11, why: "as the energy, layer upon layer" } },

  "energies of many atoms' networks": {
    processor: { absolute: 1e-11, why: "a value within 1e-12 of the range from a bend may be read off the wrong side" },
  },
  "slopes of their sum": {
    processor: { relative: 1e-7, least: 1, why: "central differences of a piecewise linear function: rounding over the step" },
  },

  // Training.
  "forces of stored derivatives": {
    processor: { absolute: 1e-11, why: "float64 sums of some thousand products of order 1, in another order" },
  },
  "residuals pulled back": {
    processor: { relative: 50 * 6e-8, why: "the plain loops round to float32 after each of some fifty neighbours, the kernel once" },
  },
  "energies and gradients of a training step": {
    processor: {
      measure: "each",
      relative: 1e-4,
      least: 1,
      why: "float32, some tens of additions of numbers up to 10: 1e-5, with room for the steeper activations",
    },
    gpu: { measure: "each", relative: 1e-4, least: 1, why: "as on processors" },
  },
  "the same through cosines": {
    processor: { measure: "each", relative: 1e-4, least: 1, why: "as other activations" },
    gpu: {
      measure: "each",
      relative: 5e-3,
      least: 1,
      why: "WGSL grants cosines an absolute error of 2^-11 (5e-4), which layers and derivatives multiply",
    },
  },
  "parameters after steps of Adam": {
    processor: { absolute: 3e-6, why: "forty steps in float32, numbers of order one" },
    gpu: { absolute: 3e-6, why: "as on processors" },
  },
  "entries of a covariance": {
    processor: { absolute: 1e-12, why: "numbers of order 1 after 20 changes: sums in another order, fused roundings" },
  },
  "its products": { processor: { absolute: 1e-12, why: "as the entries" } },
  "output of a tensor network": {
    processor: { relative: 3e-6, least: 1, why: "float32, a few layers of sums with up to some hundred terms" },
    gpu: { relative: 3e-6, least: 1, why: "as on processors" },
  },
  "loss of a tensor network": {
    processor: { relative: 3e-6, least: 1, why: "as the output" },
    gpu: { relative: 3e-6, least: 1, why: "as the output" },
  },
  "slopes of the loss": {
    processor: { relative: 1e-5, least: 1, why: "as the output; relative to the length of the gradient that the slope is read from" },
    gpu: { relative: 1e-5, least: 1, why: "as on processors" },
  },

  // Products and tensor operations.
  "float32 products": { processor: { relative: 2e-7, why: float32Sum } },
  "float64 products": { processor: { absolute: 1e-12, why: "up to 701 terms of order 1 in another order" } },
  "value of an operation": {
    processor: { relative: 2e-6, least: 1, why: "float32 sums of up to some hundred terms as large as the largest result" },
    gpu: { relative: 1e-5, least: 1, why: gpuFunctions },
  },
  "its gradient": {
    processor: { relative: 4e-6, least: 1, why: "one sum more" },
    gpu: { relative: 2e-5, least: 1, why: gpuFunctions },
  },
  "its gradient's gradient": {
    processor: { relative: 2e-5, least: 1, why: "another sum more, of larger terms" },
    gpu: { relative: 1e-4, least: 1, why: `${gpuFunctions}, which a second derivative adds up` },
  },
  "sines, cosines and their gradients": {
    processor: { relative: 4e-6, least: 1, why: "as other operations" },
    gpu: { absolute: 2e-3, why: "WGSL grants both an absolute error of 2^-11 (5e-4) between -pi and pi, and none beyond" },
  },

  // Structure.
  "pairs of the neighbour list": { processor: { why: exact } },
  "number of pairs": { processor: { why: exact }, gpu: { why: exact } },
  "distances by bins": {
    processor: { measure: "moved", why: "the same float64 distances" },
    gpu: {
      measure: "moved",
      absolute: 1,
      relative: 1e-4,
      why: "bins are 0.02 angstrom wide, rounding is 1e-6: one value in ten thousand may move",
    },
  },
  "number of angles": { processor: { why: exact }, gpu: { why: exact } },
  "angles by bins": {
    processor: { measure: "moved", why: "the same float64 angles, away from the bounds of bins" },
    gpu: { measure: "moved", absolute: 1, relative: 3e-4, why: "bins are 1 degree wide, rounding is 1e-6 of it, more near 0 and 180" },
  },
  "image on a box": {
    processor: {
      relative: 5e-7,
      why: "each point is a float32 sum of up to 12 atoms and their images, each rounded at 6e-8 of itself thrice",
    },
    gpu: { relative: 2e-6, why: "some dozen terms, each exponent up to 18 a direction and rounded by 6e-8 of it" },
  },
  "image on a cell": {
    processor: { relative: 1e-6, why: "float32 sums of each atom and its images, each rounded at 6e-8 of itself thrice" },
  },

  // Motion.
  "positions of a run, angstrom": {
    processor: { absolute: 1e-9, why: "float64 forces to 1e-14 of them, over some 100 fs" },
    gpu: { absolute: 1e-5, why: "float32 rounds forces by 1e-6 of them; 150 steps later that has not grown beyond a few 1e-6 angstrom" },
  },
  "velocities of a run, angstrom/fs": {
    processor: { absolute: 1e-10, why: "as the positions, over the period of a vibration" },
    gpu: { absolute: 1e-6, why: "as the positions, over the period of a vibration" },
  },
  "conserved energy of a run, eV/atom": {
    processor: { absolute: 1e-11, why: "rounding of forces over some 100 fs" },
    gpu: { absolute: 2e-6, why: "5e-7 eV an atom from each of the energy's parts" },
  },
  "conserved energy of a run with a bath, eV/atom": {
    processor: { absolute: 1e-11, why: "rounding of forces over some 100 fs" },
    gpu: { absolute: 1e-5, why: "the same, and the work of the bath, which is summed over the steps in float32" },
  },
  "temperature of a run, K": { processor: { absolute: 1e-8, why: "as the velocities" }, gpu: { absolute: 1e-2, why: "as the velocities" } },
  "pressure of a run, GPa": {
    processor: { absolute: 1e-9, why: "as the stress" },
    gpu: { absolute: 1e-3, why: "1e-6 eV/angstrom^3 are 2e-4 GPa" },
  },

  // Arithmetic that WGSL lacks or leaves vague.
  "sine, cosine and hyperbolic tangent": { gpu: { absolute: 2e-7, why: "two or three units in the last place of float32, 6e-8 each" } },
  "arc cosine": { gpu: { absolute: 5e-7, why: "the same, of numbers of order 3" } },
  exponential: { gpu: { measure: "each", relative: 2e-7, why: "two or three units in the last place, from 1 down to exp(-62)" } },
  "known random numbers": { gpu: { why: exact } },
  "moments of normal deviates, standard deviations": { gpu: { absolute: 5, why: "five standard deviations of the mean of each power" } },
} as const satisfies Readonly<Record<string, Tolerance>>;

export type Quantity = keyof typeof tolerances;
