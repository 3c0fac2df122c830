// The memory of the kernel of network potentials, as team.c reads it: what is the same for all tasks of a potential, and what
// each task writes to.
import type { Heap, Rooms } from "../team/heap.ts";
import type { ElementPlan } from "./element-plan.ts";

/** Int32 of a Job of team.c. */
export const jobWords = 15;
/** Bytes of an Element, a Place and a Layer. */
const elementBytes = 80;
const placeBytes = 20;
const layerBytes = 64;

const even = (size: number): number => size + (size & 1);

const weightsOf = new WeakMap<ElementPlan, { readonly weights: number; readonly biases: number }[]>();

/** Where the list of elements lies. */
export function layOutElements(heap: Heap, rooms: Rooms, plans: readonly ElementPlan[]): number {
  let blocks = 0;
  const allocate = (bytes: number): number => rooms.at(`${blocks++}`, bytes);
  /** A vector with a zero behind where its size is odd. */
  const vector = (values: ArrayLike<number>): number => {
    const address = allocate(8 * even(values.length));
    heap.float64(address, even(values.length)).fill(0).set(Array.from(values));
    return address;
  };
  const integers = (values: Int32Array): number => {
    const address = allocate(4 * values.length);
    heap.int32(address, values.length).set(values);
    return address;
  };
  const bytes = (values: Uint8Array): number => {
    const address = allocate(values.length);
    heap.uint8(address, values.length).set(values);
    return address;
  };
  const elements = allocate(elementBytes * plans.length);
  for (const [e, plan] of plans.entries()) {
    const { element, functions } = plan;
    const at = elements + elementBytes * e;
    heap.float64(at, 4).set([element.outputScale ?? 1, element.energyOffset, functions.cutoff ** 2, functions.angularCutoff ** 2]);
    const arrays = [
      integers(plan.kind),
      0,
      bytes(functions.bytes),
      integers(functions.place),
      vector(plan.lowest),
      vector(plan.highest),
      vector(element.centre),
      vector(element.scale),
    ];
    heap.int32(at + 32, 11).set([...arrays, functions.size, element.layers.length, Number(functions.kind === "product")]);
    weightsOf.set(
      plan,
      element.layers.map(({ weights, biases }, l) => {
        const inputs = even(l === 0 ? functions.size : element.layers[l - 1]!.biases.length);
        const outputs = even(biases.length);
        const padded = new Float64Array(inputs * outputs);
        const width = biases.length;
        for (let d = 0; d * width < weights.length; d++) padded.set(weights.subarray(d * width, (d + 1) * width), d * outputs);
        return { weights: vector(padded), biases: vector(biases) };
      }),
    );
  }
  return elements;
}

export interface PlaceSizes {
  readonly tasks: number;
  readonly atoms: number;
  /** For the surroundings of one atom. */
  readonly memoryBytes: number;
}

/** What each task writes to. Stresses lie 64 bytes apart. */
export function layOutPlaces(
  heap: Heap,
  allocate: (bytes: number) => number,
  plans: readonly ElementPlan[],
  { tasks, atoms, memoryBytes }: PlaceSizes,
): { readonly list: number; readonly stress: number } {
  const list = allocate(placeBytes * tasks);
  const stress = allocate(64 * tasks);
  for (let t = 0; t < tasks; t++) {
    const forces = allocate(24 * atoms);
    const memory = allocate(memoryBytes);
    const layers = allocate(4 * plans.length);
    heap.int32(layers, plans.length).set(plans.map((plan) => layOutLayers(heap, allocate, plan)));
    heap.int32(list + placeBytes * t, 5).set([forces, stress + 64 * t, memory, memory + memoryBytes, layers]);
  }
  return { list, stress };
}

/** The layers of a network: shared weights, values of their own. */
function layOutLayers(heap: Heap, allocate: (bytes: number) => number, plan: ElementPlan): number {
  const { element, forms } = plan;
  const widths = element.layers.map(({ biases }) => even(biases.length));
  const list = allocate(layerBytes * widths.length);
  const values = allocate(24 * widths.reduce((sum, width) => sum + width, 0));
  let next = values;
  for (const [l, width] of widths.entries()) {
    const { weights, biases } = weightsOf.get(plan)![l]!;
    const inputs = l === 0 ? even(plan.functions.size) : widths[l - 1]!;
    const at = list + layerBytes * l;
    const { kind, numbers } = forms[l]!;
    heap.float64(at, 4).set(numbers);
    heap.int32(at + 32, 8).set([inputs, width, weights, biases, next, next + 8 * width, next + 16 * width, kind]);
    next += 24 * width;
  }
  return list;
}
