// What kernels of descriptors share that take one atom's environment at a time, on one thread: one instance a form for the whole
// process, a plan that is put into its memory when another was there, the environment behind it, and what was computed of it kept
// for the call that follows. The kernels differ in their plans and in what they do with an environment once it is there.
//
// Memory, in doubles from the heap's base: plan, values, weights, displacements, distances, species, outputs, free memory.
import type { Environment } from "../descriptors/environment.ts";
import { type Kernel, type KernelForm, type KernelModule, startKernel } from "./wasm-kernel.ts";

/** Pointers are bytes into the kernel's memory. */
export interface EnvironmentFunctions {
  heap_base(): number;
  prepare(
    plan: number,
    count: number,
    near: number,
    displacement: number,
    distance: number,
    species: number,
    values: number,
    freeMemory: number,
  ): void;
}

/** A running kernel, and whose work stands in its memory. */
interface Engine<F> {
  readonly kernel: Kernel<F>;
  readonly base: number;
  doubles: Float64Array;
  ints: Int32Array;
  /** Whose plan is there. */
  plan: Uint8Array | undefined;
  /** Gathering that was prepared last with that plan. */
  stamp: number;
}

const engines = new Map<KernelModule, Map<KernelForm | "best", Engine<EnvironmentFunctions> | undefined>>();

/** @returns undefined where the engine lacks what the form needs */
export function environmentEngine<F extends EnvironmentFunctions>(module: KernelModule, form: KernelForm | "best"): Engine<F> | undefined {
  const forms = engines.get(module) ?? new Map<KernelForm | "best", Engine<EnvironmentFunctions> | undefined>();
  engines.set(module, forms);
  if (!forms.has(form)) {
    const kernel = startKernel<F>(module, form);
    forms.set(
      form,
      kernel && {
        kernel,
        base: (kernel.functions.heap_base() + 15) & ~15,
        doubles: new Float64Array(kernel.memory.buffer),
        ints: new Int32Array(kernel.memory.buffer),
        plan: undefined,
        stamp: 0,
      },
    );
  }
  return forms.get(form) as Engine<F> | undefined;
}

export interface EnvironmentShape {
  /** Functions. */
  readonly size: number;
  /** Derivatives a neighbour, and of each component a near one, as in SymmetryFunctionCalculator. */
  readonly radialWidth: number;
  readonly angularSize: number;
}

/** What the kernel does with an environment that is there; pointers in bytes. */
export interface EnvironmentCalls {
  derive(count: number, radial: number, angular: number): void;
  contract(count: number, weights: number, gradients: number): void;
}

export interface EnvironmentRunner {
  values(environment: Environment, values: Float64Array): void;
  derivatives(environment: Environment, values: Float64Array, radial: Float64Array, angular: Float64Array): void;
  contract(environment: Environment, weights: Float64Array, gradients: Float64Array): void;
}

/** @param plan a length that is a multiple of 8; the same object stands for the same plan */
export function runEnvironments<F extends EnvironmentFunctions>(
  engine: Engine<F>,
  plan: Uint8Array,
  { size, radialWidth, angularSize }: EnvironmentShape,
  calls: EnvironmentCalls,
): EnvironmentRunner {
  const { functions, memory } = engine.kernel;
  const planAt = engine.base / 8;
  const valuesAt = planAt + plan.length / 8;
  const weightsAt = valuesAt + size;
  const environmentAt = weightsAt + size;

  function refreshViews(): void {
    if (engine.doubles.buffer === memory.buffer) return;
    engine.doubles = new Float64Array(memory.buffer);
    engine.ints = new Int32Array(memory.buffer);
  }

  /** Computes the values; room for `outputs` doubles lies where it returns. */
  function prepare(environment: Environment, outputs: number): number {
    const { count, angularCount, displacement, distance, species } = environment;
    const distanceAt = environmentAt + 3 * count;
    const speciesAt = distanceAt + count;
    const outputAt = speciesAt + ((count + 1) >> 1);
    const freeAt = (outputAt + outputs + 1) & ~1;
    const missing = 8 * freeAt - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / 65536));
    refreshViews();
    const { doubles, ints } = engine;
    if (engine.plan !== plan) {
      new Uint8Array(memory.buffer).set(plan, 8 * planAt);
      engine.plan = plan;
    }
    doubles.set(displacement.subarray(0, 3 * count), environmentAt);
    doubles.set(distance.subarray(0, count), distanceAt);
    ints.set(species.subarray(0, count), 2 * speciesAt);
    engine.stamp = environment.stamp;
    functions.prepare(8 * planAt, count, angularCount, 8 * environmentAt, 8 * distanceAt, 8 * speciesAt, 8 * valuesAt, 8 * freeAt);
    refreshViews();
    return outputAt;
  }

  return {
    values(environment, values) {
      prepare(environment, 3 * environment.count);
      values.set(engine.doubles.subarray(valuesAt, valuesAt + size));
    },
    derivatives(environment, values, radial, angular) {
      const { count, angularCount } = environment;
      const radialSize = count * radialWidth;
      const angularTotal = 3 * angularCount * angularSize;
      const radialAt = prepare(environment, radialSize + angularTotal);
      const angularAt = radialAt + radialSize;
      calls.derive(count, 8 * radialAt, 8 * angularAt);
      // What follows in memory is no longer what `contract` would find.
      engine.stamp = 0;
      refreshViews();
      const { doubles } = engine;
      values.set(doubles.subarray(valuesAt, valuesAt + size));
      radial.set(doubles.subarray(radialAt, radialAt + radialSize));
      angular.set(doubles.subarray(angularAt, angularAt + angularTotal));
    },
    contract(environment, weights, gradients) {
      const { count, stamp } = environment;
      // Most callers have just asked for the values of this very environment: what they are made of is still there.
      if (stamp === 0 || engine.plan !== plan || engine.stamp !== stamp) prepare(environment, 3 * count);
      const gradientsAt = environmentAt + 4 * count + ((count + 1) >> 1);
      engine.doubles.set(weights.subarray(0, size), weightsAt);
      calls.contract(count, 8 * weightsAt, 8 * gradientsAt);
      refreshViews();
      gradients.set(engine.doubles.subarray(gradientsAt, gradientsAt + 3 * count));
    },
  };
}
