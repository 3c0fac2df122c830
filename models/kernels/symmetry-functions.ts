// Symmetry functions in WebAssembly SIMD, float64: the same interface and layout as the plain loops of descriptors, and
// the same numbers to rounding. One instance serves all sets of the process; a set is no more than its plan.
import type { Environment } from "../descriptors/environment.ts";
import { createPlainCalculator } from "../descriptors/plain-calculator.ts";
import type { SymmetryFunctionCalculator } from "../descriptors/symmetry-function-calculator.ts";
import type { SymmetryFunctionSet } from "../descriptors/symmetry-function-set.ts";
import { module } from "./symmetry-functions/module.ts";
import { planSymmetryFunctions } from "./symmetry-functions/plan.ts";
import { type Kernel, type KernelForm, startKernel } from "./wasm-kernel.ts";

/** Pointers are bytes into the kernel's memory. */
interface Functions {
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
  contract(count: number, weights: number, gradients: number): void;
  derive(count: number, radial: number, width: number, angular: number): void;
}

/** A running kernel, and whose work stands in its memory. */
interface Engine {
  readonly kernel: Kernel<Functions>;
  readonly base: number;
  doubles: Float64Array;
  ints: Int32Array;
  /** Set whose plan is there. */
  plan: Float64Array | undefined;
  /** Gathering that was prepared last with that plan. */
  stamp: number;
}

const engines = new Map<KernelForm | "best", Engine | undefined>();

function engineOf(form: KernelForm | "best"): Engine | undefined {
  if (!engines.has(form)) {
    const kernel = startKernel<Functions>(module, form);
    engines.set(
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
  return engines.get(form);
}

/** Beyond this many bytes for one atom's triplets (thousands of near neighbours) the plain loops, which store none, take over. */
const mostBytes = 2 ** 28;

/** @returns undefined where the engine has no SIMD, or for a set that the kernel does not do (see planSymmetryFunctions) */
export function createSymmetryFunctionKernel(
  set: SymmetryFunctionSet,
  form: KernelForm | "best" = "best",
): SymmetryFunctionCalculator | undefined {
  const found = engineOf(form);
  const planned = planSymmetryFunctions(set);
  if (!found || !planned) return undefined;
  const engine = found;
  const { functions, memory } = engine.kernel;
  const { numbers: plan, numbersPerTriplet } = planned;
  const plain = createPlainCalculator(set);
  const { radialWidth, angularSize } = plain;
  const { size } = set;

  // Layout in doubles: plan, values, weights, then what grows with the environment.
  const planAt = engine.base / 8;
  const valuesAt = planAt + plan.length;
  const weightsAt = valuesAt + size;
  const environmentAt = weightsAt + size;

  function tooLarge({ angularCount }: Environment): boolean {
    return 4 * numbersPerTriplet * angularCount * angularCount > mostBytes;
  }

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
      doubles.set(plan, planAt);
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
    set,
    radialWidth,
    angularSize,
    values(environment, values) {
      if (tooLarge(environment)) return plain.values(environment, values);
      prepare(environment, 3 * environment.count);
      values.set(engine.doubles.subarray(valuesAt, valuesAt + size));
    },
    derivatives(environment, values, radial, angular) {
      if (tooLarge(environment)) return plain.derivatives(environment, values, radial, angular);
      const { count, angularCount } = environment;
      const radialSize = count * radialWidth;
      const angularTotal = 3 * angularCount * angularSize;
      const radialAt = prepare(environment, radialSize + angularTotal);
      const angularAt = radialAt + radialSize;
      functions.derive(count, 8 * radialAt, radialWidth, 8 * angularAt);
      // What follows in memory is no longer what `contract` would find.
      engine.stamp = 0;
      refreshViews();
      const { doubles } = engine;
      values.set(doubles.subarray(valuesAt, valuesAt + size));
      radial.set(doubles.subarray(radialAt, radialAt + radialSize));
      angular.set(doubles.subarray(angularAt, angularAt + angularTotal));
    },
    contract(environment, weights, gradients) {
      if (tooLarge(environment)) return plain.contract(environment, weights, gradients);
      const { count, stamp } = environment;
      // Most callers have just asked for the values of this very environment: its triplets are still there.
      if (stamp === 0 || engine.plan !== plan || engine.stamp !== stamp) prepare(environment, 3 * count);
      const gradientsAt = environmentAt + 4 * count + ((count + 1) >> 1);
      engine.doubles.set(weights.subarray(0, size), weightsAt);
      functions.contract(count, 8 * weightsAt, 8 * gradientsAt);
      refreshViews();
      gradients.set(engine.doubles.subarray(gradientsAt, gradientsAt + 3 * count));
    },
  };
}
