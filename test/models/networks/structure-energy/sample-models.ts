// Untrained structure-energy models over silicon, scaled to given structures: for tests of what holds for any weights.
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { type Architecture, descriptorSize, standardWidths } from "@adatom/models/networks/structure-energy/architecture.ts";
import { createStructureEnergyCalculator, firstModelParameters } from "@adatom/models/networks/structure-energy/energy.ts";
import type { StructureEnergyModel } from "@adatom/models/networks/structure-energy/model.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";

export const paperArchitecture = (network: "mlp" | "cnn", angular = 0): Architecture => ({
  network,
  widths: standardWidths[network],
  radial: 18,
  angular,
  reach: 5,
  angularReach: 4,
});

export const smallArchitecture = (network: "mlp" | "cnn", angular = 0): Architecture => ({
  network,
  widths: network === "mlp" ? [12, 8] : [4, 6],
  radial: 4,
  angular,
  reach: 4.6,
  angularReach: 3.9,
});

/** Random weights; inputs centred and scaled on the structure's own descriptors. */
export function untrainedModel(architecture: Architecture, structure: Structure, seed: number, energyScale = 0.1): StructureEnergyModel {
  const parameters = firstModelParameters(architecture, createRandom(seed));
  const calculator = createStructureEnergyCalculator(architecture);
  const values = calculator.descriptors(parameters, calculator.geometry(structure));
  const size = descriptorSize(architecture);
  const rows = values.length / size;
  const column = (d: number): Float64Array => Float64Array.from({ length: rows }, (_, i) => values[i * size + d]!);
  const over = (visit: (own: Float64Array) => number): Float64Array => Float64Array.from({ length: size }, (_, d) => visit(column(d)));
  const mean = (own: Float64Array): number => own.reduce((sum, x) => sum + x, 0) / rows;
  return {
    architecture,
    atomicNumber: 14,
    parameters,
    centre: over(mean),
    scale: over((own) => 1 / Math.max(0.05, Math.sqrt(mean(own.map((x) => (x - mean(own)) ** 2))))),
    energyOffset: -3,
    energyScale,
    minimum: over((own) => Math.min(...own)),
    maximum: over((own) => Math.max(...own)),
  };
}
