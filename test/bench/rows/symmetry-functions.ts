// Symmetry functions of all atoms, one thread: the kernel, beside the plain loops and n2p2 with the same functions and structure.
import { asSymmetryFunctions } from "@adatom/models/descriptors/create-descriptor.ts";
import { defaultDescriptors, expandDescriptors } from "@adatom/models/descriptors/descriptor-config.ts";
import { createEnvironment, gatherEnvironment } from "@adatom/models/descriptors/environment.ts";
import { createPlainCalculator } from "@adatom/models/descriptors/plain-calculator.ts";
import { asProductFunction, type SymmetryFunction } from "@adatom/models/descriptors/symmetry-function.ts";
import type { SymmetryFunctionCalculator } from "@adatom/models/descriptors/symmetry-function-calculator.ts";
import { createSymmetryFunctionSet, type SymmetryFunctionSet } from "@adatom/models/descriptors/symmetry-function-set.ts";
import { createSymmetryFunctionKernel } from "@adatom/models/kernels/symmetry-functions.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { diamond, displaced } from "../../conformance/structures.ts";
import { besidePeer } from "../beside-peer.ts";
import { n2p2Peer } from "../n2p2-timing.ts";
import { leastProcessorTime } from "../processor-time.ts";
import { randomPotential } from "../random-potential.ts";
import type { BenchRow } from "../row.ts";
import { waterBox, waterFunctions } from "../water.ts";

type Part = "values" | "derivatives";

/** Microseconds an atom, gathering of the neighbours included. */
function timeAtoms(
  part: Part,
  structure: Structure,
  functions: readonly SymmetryFunction[],
  create: (set: SymmetryFunctionSet) => SymmetryFunctionCalculator,
): (runs: number) => number {
  const species = [...new Set(structure.atomicNumbers)];
  const calculators = species.map((z) => create(createSymmetryFunctionSet(functions, z)));
  const list = buildNeighbourList(structure, Math.max(...functions.map((f) => f.cutoff)));
  const environment = createEnvironment();
  const values = new Float64Array(Math.max(...calculators.map(({ set }) => set.size)));
  const most = 2 * Math.max(...list.first.subarray(1).map((end, i) => end - list.first[i]!));
  const radial = new Float64Array(most * values.length);
  const angular = new Float64Array(3 * most * values.length);
  return (runs) =>
    leastProcessorTime(runs, () => {
      for (let i = 0; i < structure.atomicNumbers.length; i++) {
        const calculator = calculators[species.indexOf(structure.atomicNumbers[i]!)]!;
        gatherEnvironment(environment, calculator.set, structure, list, i);
        if (part === "values") calculator.values(environment, values);
        else calculator.derivatives(environment, values, radial, angular);
      }
    }) / structure.atomicNumbers.length;
}

function row(name: string, part: Part, structure: () => Structure, functions: () => readonly SymmetryFunction[], quoted: string): BenchRow {
  return {
    name,
    unit: "us/atom",
    higherIsBetter: false,
    async run() {
      const [box, list] = [structure(), functions()];
      const kernel = timeAtoms(part, box, list, (set) => createSymmetryFunctionKernel(set)!);
      const plain = timeAtoms(part, box, list, createPlainCalculator);
      let before = Number.POSITIVE_INFINITY;
      const ours = (): number => {
        let least = Number.POSITIVE_INFINITY;
        // In turns, so that a busy moment of the machine falls on both.
        for (let turn = 0; turn < 3; turn++) {
          least = Math.min(least, kernel(3));
          before = Math.min(before, plain(1));
        }
        return least;
      };
      const { model } = randomPotential(list.map(asProductFunction), [25, 25]);
      const result = besidePeer(ours, n2p2Peer, () => n2p2Peer.time(box, model, part), `${box.atomicNumbers.length} atoms`, quoted);
      return { ...result, note: `${result.note}; plain loops ${before.toFixed(1)}, ${(before / result.ours).toFixed(1)} times as much` };
    },
  };
}

const silicon = (): Structure => displaced(diamond(3), 0.1, 1);
const siliconFunctions = (): readonly SymmetryFunction[] => asSymmetryFunctions(expandDescriptors(defaultDescriptors, [14]));

export const rows: readonly BenchRow[] = [
  row("symmetry-function values, H2O", "values", waterBox, waterFunctions, "n2p2 128 on a like machine"),
  row("symmetry functions with derivatives, H2O", "derivatives", waterBox, waterFunctions, "n2p2 169 on a like machine"),
  row("symmetry-function values, Si, defaults", "values", silicon, siliconFunctions, ""),
  row("symmetry functions with derivatives, Si, defaults", "derivatives", silicon, siliconFunctions, ""),
];
