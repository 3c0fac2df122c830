// A classical potential in its kernel: whatever list the suite builds, the evaluation gets one of the kernel's. Without this it takes the
// plain loops for lists that were made in plain loops.
import { buildFastList } from "@adatom/models/kernels/atoms/kernel-neighbour-list.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";

export function inKernel(potential: Potential): Potential {
  return {
    ...potential,
    name: `${potential.name} (kernel)`,
    evaluate: (structure, list, into) => potential.evaluate(structure, buildFastList(structure, list.cutoffAngstrom), into),
  };
}
