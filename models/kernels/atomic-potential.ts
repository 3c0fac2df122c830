// Energies and forces of network potentials in WebAssembly SIMD on a team of threads: the same as one atom after the other with
// symmetry-functions.ts or product-functions.ts and atomic-network.ts, to rounding. Each task
// sums forces of its own; how atoms are shared out depends on their number alone, so threads change no bit.
import type { Stepwise } from "../analysis/stepwise.ts";
import type { AtomicNetwork } from "../networks/atomic-network/model.ts";
import type { EvaluationParts } from "../potentials/evaluation.ts";
import type { NeighbourList } from "../structure/neighbour-list.ts";
import type { Structure } from "../structure/structure.ts";
import { planElements } from "./atomic-potential/element-plan.ts";
import { jobWords, layOutElements, layOutPlaces, type PlaceSizes } from "./atomic-potential/layout.ts";
import { module } from "./atomic-potential/module.ts";
import type { Rooms } from "./team/heap.ts";
import { presentTeam, type Team, type TeamKernel } from "./team/team.ts";

export interface Functions {
  evaluate(task: number, job: number): void;
  clear(task: number, job: number, from: number, to: number): void;
  collect(task: number, job: number, from: number, to: number, forces: number): void;
}

export interface AtomicPotentialKernel {
  /** Its networks' memory, given back when nobody holds it any more. */
  readonly rooms: Rooms;
  /**
   * Fills energies, forces and the virial (in `stress`, not yet divided by the volume) of an evaluation, some atoms a step.
   * @param outside told the atoms that have values out of their range, with all their values
   * @returns false, and nothing filled, for neighbours so many that there is no memory for their triplets
   */
  steps(
    structure: Structure,
    list: NeighbourList,
    evaluation: EvaluationParts,
    outside: (atom: number, values: Float64Array) => void,
  ): Stepwise<boolean>;
}

/** Atoms a step: some 10 ms of a usual potential on two threads. */
const atomsAStep = 1024;
/** Atoms whose forces are cleared or summed in one step. */
const atomsMoved = 65_536;
/** Beyond this for all tasks' triplets the way without this kernel, which stores less, is taken. */
const mostBytes = 2 ** 28;

/** One kernel a team serves all potentials. */
const kernels = new WeakMap<Team, { readonly kernel: TeamKernel<Functions> | undefined }>();

function kernelOf(team: Team): TeamKernel<Functions> | undefined {
  let found = kernels.get(team);
  if (!found) {
    found = { kernel: team.start<Functions>(module) };
    kernels.set(team, found);
  }
  return found.kernel;
}

/** Tasks for so many atoms: each has forces of its own for all of them. */
function tasksFor(atoms: number): number {
  return atoms > 50_000 ? 8 : Math.max(1, Math.min(16, Math.ceil(atoms / 8)));
}

/** @returns undefined where the engine has no SIMD or shared memory, and for functions or activations that the kernel does not do */
export function createAtomicPotentialKernel(
  elements: readonly AtomicNetwork[],
  rounding: number,
  team: Team = presentTeam(),
): AtomicPotentialKernel | undefined {
  const planned = planElements(elements, rounding);
  const found = planned && kernelOf(team);
  if (!planned || !found) return undefined;
  const plans = planned;
  const { heap, run } = found;
  const width = Math.max(...plans.map(({ functions }) => functions.size));
  const elementOf = new Int32Array(128).fill(-1);
  for (const [e, { atomicNumber }] of elements.entries()) elementOf[atomicNumber] = e;
  const rooms = heap.rooms();
  const constants = layOutElements(heap, rooms, plans);

  function* steps(
    structure: Structure,
    list: NeighbourList,
    evaluation: EvaluationParts,
    outside: (atom: number, values: Float64Array) => void,
  ): Stepwise<boolean> {
    const { positions, cell, atomicNumbers } = structure;
    const atoms = atomicNumbers.length;
    const { first, neighbour, shift } = list;
    const tasks = tasksFor(atoms);
    const step = Math.min(atoms, atomsAStep);
    let [longest, most] = [0, 0];
    for (let i = 0; i < atoms; i++) longest = Math.max(longest, first[i + 1]! - first[i]!);
    for (let i = 0; i < atoms; i += step) most = Math.max(most, first[Math.min(atoms, i + step)]! - first[i]!);
    const memoryBytes = Math.max(...plans.map(({ functions }) => functions.memoryFor(longest)));
    if (tasks * memoryBytes > mostBytes) return false;

    const taken: number[] = [];
    const allocate = (bytes: number): number => {
      const address = heap.allocate(bytes);
      taken.push(address);
      return address;
    };
    try {
      const sizes: PlaceSizes = { tasks, atoms, memoryBytes };
      const places = layOutPlaces(heap, allocate, plans, sizes);
      const at = {
        positions: allocate(24 * atoms),
        cell: allocate(72),
        element: allocate(4 * atoms),
        first: allocate(4 * (step + 1)),
        neighbour: allocate(4 * most),
        shift: allocate(12 * most),
        energies: allocate(8 * atoms),
        values: allocate(8 * width * step),
        outside: allocate(4 * step),
        forces: allocate(24 * atoms),
      };
      heap.float64(at.positions, 3 * atoms).set(positions);
      heap.float64(at.cell, 9).set(cell);
      const elementOfAtom = heap.int32(at.element, atoms);
      for (let i = 0; i < atoms; i++) elementOfAtom[i] = elementOf[atomicNumbers[i]!]!;
      const job = allocate(4 * jobWords);
      const jobNumbers = heap.int32(job, jobWords);
      const fixed = [at.positions, at.cell, at.element, at.first, at.neighbour, at.shift, constants, places.list];
      jobNumbers.set([...fixed, at.energies, at.values, at.outside, 0, 0, width, tasks]);
      const range = jobNumbers.subarray(11, 13);
      for (let from = 0; from < atoms; from += atomsMoved) {
        if (from > 0) yield 0;
        run("clear", tasks, job, from, Math.min(atoms, from + atomsMoved));
      }
      if (atoms > step) yield 0;

      for (let from = 0; from < atoms; from += step) {
        if (from > 0) yield from / atoms;
        const to = Math.min(atoms, from + step);
        const [start, end] = [first[from]!, first[to]!];
        const rows = heap.int32(at.first, to - from + 1);
        for (let i = from; i <= to; i++) rows[i - from] = first[i]! - start;
        heap.int32(at.neighbour, end - start).set(neighbour.subarray(start, end));
        heap.int32(at.shift, 3 * (end - start)).set(shift.subarray(3 * start, 3 * end));
        range.set([from, to]);
        run("evaluate", tasks, job);
        const flags = heap.int32(at.outside, to - from);
        for (let i = from; i < to; i++) {
          if (flags[i - from] === 0) continue;
          outside(i, heap.float64(at.values + 8 * width * (i - from), plans[elementOfAtom[i]!]!.functions.size));
        }
      }
      for (let from = 0; from < atoms; from += atomsMoved) {
        if (atoms > step) yield 1;
        run("collect", tasks, job, from, Math.min(atoms, from + atomsMoved), at.forces);
      }
      evaluation.energies.set(heap.float64(at.energies, atoms));
      evaluation.forces.set(heap.float64(at.forces, 3 * atoms));
      for (let t = 0; t < tasks; t++) {
        const own = heap.float64(places.stress + 64 * t, 6);
        for (let k = 0; k < 6; k++) evaluation.stress[k]! += own[k]!;
      }
      return true;
    } catch (error) {
      if (error instanceof RangeError) throw error;
      // A task that found no room for an atom's triplets.
      return false;
    } finally {
      for (const address of taken) heap.release(address);
    }
  }

  return { steps, rooms };
}
