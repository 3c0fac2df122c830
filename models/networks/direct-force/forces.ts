// Forces of a direct force model. On the current tensor backend.
import { tensor2d } from "@tensorflow/tfjs-core";
import type { Structure } from "../../structure/structure.ts";
import { parameterTensors } from "../layers/parameters.ts";
import { type DirectForceModel, directForceInputs } from "./model.ts";
import { createDirectForceNetwork } from "./network.ts";

export interface DirectForces {
  /** Forces on all atoms, eV/angstrom, 3 N. They derive from no energy, and need not sum to zero. */
  forces(structure: Structure): Promise<Float64Array>;
  /** Frees the parameters' tensors. */
  dispose(): void;
}

export function createDirectForces(model: DirectForceModel): DirectForces {
  const network = createDirectForceNetwork(model.shape);
  const parameters = parameterTensors(network.places, model.parameters);
  return {
    async forces(structure) {
      const atoms = structure.atomicNumbers.length;
      if (atoms === 0) return new Float64Array(0);
      const inputs = tensor2d(directForceInputs(model, structure), [atoms, model.centre.length]);
      const output = network.run(inputs, parameters);
      try {
        return Float64Array.from(await output.data(), (force) => model.forceScale * force);
      } finally {
        inputs.dispose();
        output.dispose();
      }
    },
    dispose() {
      for (const parameter of parameters) parameter.dispose();
    },
  };
}
