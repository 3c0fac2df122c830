// The two products that training makes with stored derivatives, in WebAssembly SIMD: the same as contractForces and
// pullBackResiduals of training/descriptor-sample.ts, to rounding. A sample is copied into the kernel once for both.
import type { DescriptorSample, PairDerivatives, SamplePlace } from "../training/descriptor-sample.ts";
import { module } from "./derivative-products/module.ts";
import { type Kernel, type KernelForm, startKernel } from "./wasm-kernel.ts";

/** Pointers are bytes into the kernel's memory. */
interface Functions {
  heap_base(): number;
  contract(sample: number, gradients: number, forces: number): void;
  pull_back(sample: number, residuals: number, directions: number, work: number): void;
}

export interface DerivativeProducts {
  /** As contractForces; undefined for a sample that is too large. */
  contractForces(sample: DescriptorSample, gradients: readonly Float32Array[], place: SamplePlace): Float64Array | undefined;
  /** As pullBackResiduals; false, and nothing done, for a sample that is too large. */
  pullBackResiduals(sample: DescriptorSample, residuals: Float64Array, directions: readonly Float32Array[], place: SamplePlace): boolean;
}

/** Where a loaded sample's parts lie, bytes. */
interface Places {
  readonly sample: number;
  /** Rows of dE/dG or of their residuals, float32; `elements`: where each element's begin. */
  readonly rows: number;
  readonly elements: readonly number[];
  /** 3 numbers an atom, float64. */
  readonly vectors: number;
  readonly work: number;
}

/** A sample beyond this stays out of the kernel, whose memory does not shrink. */
const mostBytes = 2 ** 28;

/** @returns undefined where the engine has no SIMD */
export function createDerivativeProducts(form: KernelForm | "best" = "best"): DerivativeProducts | undefined {
  const found = startKernel<Functions>(module, form);
  if (!found) return undefined;
  const { functions, memory }: Kernel<Functions> = found;
  let loaded: WeakRef<PairDerivatives> | undefined;
  let places: Places | undefined;

  /** Copies the sample in, unless it is there; undefined for one too large. */
  function load(sample: DescriptorSample, place: SamplePlace): Places | undefined {
    const { pairs } = sample;
    if (loaded?.deref() === pairs) return places;
    const { widths, radialSizes } = place;
    const { atomCount, element, row, rowCounts } = sample;
    let next = (functions.heap_base() + 15) & ~15;
    const reserve = (bytes: number): number => {
      const start = next;
      next += (bytes + 15) & ~15;
      return start;
    };
    const head = reserve(14 * 4);
    const arrays = [
      pairs.first,
      pairs.angularCount,
      pairs.angularStart,
      pairs.neighbour,
      pairs.blockOffset,
      pairs.blockLength,
      pairs.direction,
      pairs.radial,
      pairs.angular,
    ];
    const starts = arrays.map((array) => reserve(array.byteLength));
    const ofAtoms = [0, 1, 2].map(() => reserve(4 * atomCount));
    let rowNumbers = 0;
    const elements = widths.map((width, e) => {
      const start = rowNumbers;
      rowNumbers += rowCounts[e]! * width;
      return start;
    });
    const rows = reserve(4 * rowNumbers);
    const vectors = reserve(24 * atomCount);
    const work = reserve(8 * (Math.max(0, ...widths) + 1));
    if (next > mostBytes) return undefined;
    const missing = next - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / 65536));
    const { buffer } = memory;
    for (const [a, array] of arrays.entries()) {
      const view =
        array instanceof Int32Array ? new Int32Array(buffer, starts[a]!, array.length) : new Float32Array(buffer, starts[a]!, array.length);
      view.set(array);
    }
    const [rowOf, radialSizeOf, angularSizeOf] = ofAtoms.map((start) => new Int32Array(buffer, start, atomCount));
    for (let i = 0; i < atomCount; i++) {
      const e = element[i]!;
      rowOf![i] = elements[e]! + row[i]! * widths[e]!;
      radialSizeOf![i] = radialSizes[e]!;
      angularSizeOf![i] = widths[e]! - radialSizes[e]!;
    }
    new Int32Array(buffer, head, 14).set([atomCount, pairs.radialWidth, ...starts, ...ofAtoms]);
    loaded = new WeakRef(pairs);
    places = { sample: head, rows, elements, vectors, work };
    return places;
  }

  /** The sample's rows in the kernel and in the batch's matrices, element by element. */
  function eachElement(
    sample: DescriptorSample,
    matrices: readonly Float32Array[],
    place: SamplePlace,
    { rows, elements }: Places,
    visit: (inside: Float32Array, outside: Float32Array) => void,
  ): void {
    for (const [e, width] of place.widths.entries()) {
      const size = sample.rowCounts[e]! * width;
      if (size === 0) continue;
      const start = place.rowStart[e]! * width;
      visit(new Float32Array(memory.buffer, rows + 4 * elements[e]!, size), matrices[e]!.subarray(start, start + size));
    }
  }

  return {
    contractForces(sample, gradients, place) {
      const at = load(sample, place);
      if (!at) return undefined;
      eachElement(sample, gradients, place, at, (inside, outside) => inside.set(outside));
      functions.contract(at.sample, at.rows, at.vectors);
      return new Float64Array(memory.buffer, at.vectors, 3 * sample.atomCount).slice();
    },
    pullBackResiduals(sample, residuals, directions, place) {
      const at = load(sample, place);
      if (!at) return false;
      eachElement(sample, directions, place, at, (inside, outside) => inside.set(outside));
      new Float64Array(memory.buffer, at.vectors, 3 * sample.atomCount).set(residuals);
      functions.pull_back(at.sample, at.vectors, at.rows, at.work);
      eachElement(sample, directions, place, at, (inside, outside) => outside.set(inside));
      return true;
    },
  };
}
