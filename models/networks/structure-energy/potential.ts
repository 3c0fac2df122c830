// A trained structure-energy model as a potential: forces and stress by the chain rule through its own descriptors.
import type { Snapshot } from "../../dynamics/dynamics.ts";
import { finishEvaluation, requireList, requireSpecies, startEvaluation } from "../../potentials/evaluation.ts";
import type { Extrapolation, Potential } from "../../potentials/potential.ts";
import { symbolOf } from "../../structure/elements.ts";
import { descriptorNames } from "./descriptor-names.ts";
import { createStructureEnergyCalculator } from "./energy.ts";
import { structureEnergyFromSnapshot } from "./model.ts";

/** Room beyond the training range that rounding alone may need, as a share of the range. */
const rounding = 1e-9;

/** @throws RangeError where the snapshot is not a whole, sound model */
export function createStructureEnergyPotential(snapshot: Snapshot, name: string): Potential {
  const model = structureEnergyFromSnapshot(snapshot);
  const { architecture, atomicNumber, minimum, maximum } = model;
  const { network, radial, angular, reach, angularReach } = architecture;
  const calculator = createStructureEnergyCalculator(architecture);
  const names = descriptorNames(architecture, model.parameters);
  const cutoffAngstrom = angular > 0 ? Math.max(reach, angularReach) : reach;
  const kinds = angular > 0 ? "G1 to G5" : "G1 to G3";
  return {
    name,
    description: `${network === "mlp" ? "dense" : "convolutional"} network for ${symbolOf(atomicNumber)} over ${3 * radial + 2 * angular} trained symmetry functions ${kinds} (Comin and Lewis 2019)`,
    species: [atomicNumber],
    cutoffAngstrom,
    evaluate(structure, neighbours, into) {
      requireSpecies(structure, [atomicNumber], name);
      requireList(structure, neighbours, cutoffAngstrom, name);
      const geometry = calculator.geometry(structure, neighbours);
      const found = calculator.evaluate(model, geometry, "forces");
      const parts = startEvaluation(structure.atomicNumbers.length, into);
      const { energies, forces, stress } = parts;
      energies.set(found.energies);
      const { first, second, displacement, count } = geometry.pairs;
      const gradient = found.displacementGradient!;
      for (let p = 0; p < count; p++) {
        const i = 3 * first[p]!;
        const j = 3 * second[p]!;
        const [gx, gy, gz] = [gradient[3 * p]!, gradient[3 * p + 1]!, gradient[3 * p + 2]!];
        forces[i]! += gx;
        forces[i + 1]! += gy;
        forces[i + 2]! += gz;
        forces[j]! -= gx;
        forces[j + 1]! -= gy;
        forces[j + 2]! -= gz;
        const x = displacement[3 * p]!;
        const y = displacement[3 * p + 1]!;
        stress[0]! += x * gx;
        stress[1]! += y * gy;
        stress[2]! += displacement[3 * p + 2]! * gz;
        stress[3]! += y * gz;
        stress[4]! += x * gz;
        stress[5]! += x * gy;
      }
      const extrapolations: Extrapolation[] = [];
      for (const [at, value] of found.descriptors.entries()) {
        const k = at % names.length;
        const margin = rounding * (maximum[k]! - minimum[k]!);
        if (value >= minimum[k]! - margin && value <= maximum[k]! + margin) continue;
        const atom = Math.floor(at / names.length);
        extrapolations.push({ atom, functionIndex: k, functionName: names[k]!, value, minimum: minimum[k]!, maximum: maximum[k]! });
      }
      return { ...finishEvaluation(structure, parts), extrapolations };
    },
  };
}
