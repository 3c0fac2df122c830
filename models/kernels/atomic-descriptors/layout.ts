// The memory of the kernel of descriptors, as team.c reads it: elements, and where the fields of a job stand.
import type { Descriptor } from "../../descriptors/descriptor.ts";
import type { Heap, Rooms } from "../team/heap.ts";
import type { FunctionsPlan } from "./functions-plan.ts";

/** Bytes of an Element. */
const elementBytes = 72;

/** Places of a Job's fields, words of 32 bits. */
export const jobFields = [
  "positions",
  "cell",
  "element",
  "first",
  "neighbours",
  "shift",
  "elements",
  "memory",
  "memoryBytes",
  "from",
  "to",
  "atomsATask",
  "values",
  "width",
  "squares",
  "count",
  "near",
  "firstPair",
  "firstAngular",
  "neighbour",
  "blockOffset",
  "blockLength",
  "direction",
  "displacement",
  "radial",
  "radialStride",
  "angular",
] as const;
export type JobFields = Partial<Record<(typeof jobFields)[number], number>>;

/**
 * Where the list of elements lies.
 * @param numbers atomic numbers: those of the plans, then those that are only seen as neighbours
 */
export function layOutElements(
  heap: Heap,
  rooms: Rooms,
  numbers: readonly number[],
  plans: readonly FunctionsPlan[],
  descriptors: readonly Descriptor[],
): number {
  let blocks = 0;
  const place = (bytes: number): number => rooms.at(`${blocks++}`, bytes);
  const integers = (values: ArrayLike<number>): number => {
    const address = place(4 * values.length);
    heap.int32(address, values.length).set(values);
    return address;
  };
  const doubles = (values: ArrayLike<number>): number => {
    const address = place(8 * values.length);
    heap.float64(address, values.length).set(values);
    return address;
  };
  const bytes = (values: Uint8Array): number => {
    const address = place(values.length);
    heap.uint8(address, values.length).set(values);
    return address;
  };
  const elements = place(elementBytes * numbers.length);
  heap.uint8(elements, elementBytes * numbers.length).fill(0);
  for (const [e, plan] of plans.entries()) {
    const { columns } = descriptors[e]!;
    const { combination } = columns;
    const first = [0];
    for (const own of combination) first.push(first.at(-1)! + own.length);
    const at = elements + elementBytes * e;
    heap.float64(at, 2).set([plan.cutoff ** 2, plan.angularCutoff ** 2]);
    const arrays = [
      integers(numbers.map((z) => plan.species.indexOf(z))),
      0,
      bytes(plan.bytes),
      integers(plan.place),
      integers(columns.blocks.flatMap(({ offset, length }) => [offset, length])),
      integers(first),
      integers(combination.flatMap((own) => own.map(([column]) => column))),
      doubles(combination.flatMap((own) => own.map(([, weight]) => weight))),
    ];
    const { radialWidth, radialSize, angularSize } = columns;
    heap.int32(at + 16, 13).set([...arrays, plan.size, Number(plan.kind === "product"), radialWidth, radialSize, angularSize]);
  }
  return elements;
}
