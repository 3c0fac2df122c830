// A trained Behler-Parrinello model as a potential: E = sum_i E_element(i)(G_i), forces and stress by the chain rule
// through the symmetry functions, and a range check of every function. Plain float64; one atom after the other.
import { createEnvironment, gatherEnvironment } from "../../descriptors/environment.ts";
import { createSymmetryFunctionCalculator } from "../../descriptors/symmetry-function-calculator.ts";
import { createSymmetryFunctionSet } from "../../descriptors/symmetry-function-set.ts";
import type { Snapshot } from "../../dynamics/dynamics.ts";
import { createNetworkKernel } from "../../kernels/atomic-network.ts";
import type { Extrapolation, Potential } from "../../potentials/potential.ts";
import { cellVolume } from "../../structure/cell.ts";
import { symbolOf } from "../../structure/elements.ts";
import { modelFromSnapshot } from "./model.ts";
import { createNetworkEvaluator } from "./network.ts";

/** @throws RangeError where the snapshot is not a whole, sound model */
export function createBehlerParrinelloPotential(snapshot: Snapshot, name: string): Potential {
  const { functions, elements } = modelFromSnapshot(snapshot);
  const parts = new Map(
    elements.map((element) => {
      const set = createSymmetryFunctionSet(functions, element.atomicNumber);
      const part = {
        set,
        calculator: createSymmetryFunctionCalculator(set),
        network: createNetworkKernel(element) ?? createNetworkEvaluator(element),
        minimum: element.minimum,
        maximum: element.maximum,
        values: new Float64Array(set.size),
        gradient: new Float64Array(set.size),
      };
      return [element.atomicNumber, part] as const;
    }),
  );
  const species = elements.map((element) => element.atomicNumber);
  const environment = createEnvironment();
  let gradients = new Float64Array(3 * 128);
  return {
    name,
    description: `Behler-Parrinello network for ${species.map(symbolOf).join(", ")}: ${functions.length} symmetry functions (Behler 2011)`,
    species,
    cutoffAngstrom: Math.max(...functions.map((f) => f.cutoff)),
    evaluate(structure, neighbours) {
      const count = structure.atomicNumbers.length;
      const energies = new Float64Array(count);
      const forces = new Float64Array(3 * count);
      const stress = new Float64Array(6);
      const extrapolations: Extrapolation[] = [];
      let energy = 0;
      for (let i = 0; i < count; i++) {
        const part = parts.get(structure.atomicNumbers[i]!);
        if (!part)
          throw new RangeError(
            `atom ${i + 1} is ${symbolOf(structure.atomicNumbers[i]!)}, which ${name} does not cover (it covers ${species.map(symbolOf).join(", ")})`,
          );
        const { set, calculator, network, values, gradient, minimum, maximum } = part;
        gatherEnvironment(environment, set, structure, neighbours, i);
        calculator.values(environment, values);
        for (let k = 0; k < values.length; k++) {
          const value = values[k]!;
          const reach = rounding * (maximum[k]! - minimum[k]!);
          if (value >= minimum[k]! - reach && value <= maximum[k]! + reach) continue;
          extrapolations.push({
            atom: i,
            functionIndex: k,
            functionName: set.names[k]!,
            value,
            minimum: minimum[k]!,
            maximum: maximum[k]!,
          });
        }
        energies[i] = network(values, gradient);
        energy += energies[i]!;
        if (gradients.length < 3 * environment.count) gradients = new Float64Array(6 * environment.count);
        calculator.contract(environment, gradient, gradients);
        const { neighbour, displacement } = environment;
        for (let n = 0; n < environment.count; n++) {
          const j = neighbour[n]!;
          for (let c = 0; c < 3; c++) {
            const g = gradients[3 * n + c]!;
            forces[3 * j + c]! -= g;
            forces[3 * i + c]! += g;
          }
          const x = displacement[3 * n]!;
          const y = displacement[3 * n + 1]!;
          const z = displacement[3 * n + 2]!;
          const gz = gradients[3 * n + 2]!;
          stress[0]! += x * gradients[3 * n]!;
          stress[1]! += y * gradients[3 * n + 1]!;
          stress[2]! += z * gz;
          stress[3]! += y * gz;
          stress[4]! += x * gz;
          stress[5]! += x * gradients[3 * n + 1]!;
        }
      }
      const volume = cellVolume(structure.cell);
      for (let k = 0; k < 6; k++) stress[k] = volume > 0 ? stress[k]! / volume : 0;
      return { energy, energies, forces, stress, extrapolations };
    },
  };
}

/** Room beyond the training range that rounding alone may need, as a share of the range: a training structure never extrapolates. */
const rounding = 1e-9;
