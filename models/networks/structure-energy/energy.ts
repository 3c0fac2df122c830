// The energy of one structure under a model, with its gradients: descriptors, scaling, network, sum over atoms.
import {
  angularBackward,
  angularForward,
  boundAngularParameters,
  createAngularWorkspace,
  firstAngularParameters,
} from "../../descriptors/trainable/angular-layer.ts";
import { collectPairs, type PairTable } from "../../descriptors/trainable/pair-table.ts";
import {
  boundRadialParameters,
  createRadialWorkspace,
  firstRadialParameters,
  radialBackward,
  radialForward,
  radialParameterCount,
} from "../../descriptors/trainable/radial-layer.ts";
import { collectTriplets, type TripletTable } from "../../descriptors/trainable/triplet-table.ts";
import type { Random } from "../../dynamics/random.ts";
import { buildNeighbourList, type NeighbourList } from "../../structure/neighbour-list.ts";
import type { Structure } from "../../structure/structure.ts";
import { type Architecture, createAtomNetwork, descriptorParameterCount, descriptorSize } from "./architecture.ts";
import { roomFor } from "./atom-network.ts";
import type { StructureEnergyModel } from "./model.ts";

/** What a structure's energy needs of its positions: computed once, whatever the parameters. */
export interface Geometry {
  readonly pairs: PairTable;
  readonly triplets: TripletTable | undefined;
}

export interface StructureEnergy {
  /** eV */
  readonly energy: number;
  /** eV, of the calculator's own: good until its next call. */
  readonly energies: Float64Array;
  /** Descriptors, atoms x size; good until the next call. */
  readonly descriptors: Float64Array;
  /** dE/dparameters (eV per unit) where asked for; good until the next call. */
  readonly parameterGradient: Float64Array;
  /** dE/d displacement of every pair, 3 a pair, eV/angstrom, where asked for. */
  readonly displacementGradient: Float64Array | undefined;
}

/** Gradients beside the energy: none, by parameters, or those and by displacements. */
export type Wanted = "nothing" | "parameters" | "forces";

export interface StructureEnergyCalculator {
  geometry(structure: Structure, list?: NeighbourList): Geometry;
  /** Descriptors of every atom, atoms x size: the caller's own. */
  descriptors(parameters: Float64Array, geometry: Geometry): Float64Array;
  evaluate(model: StructureEnergyModel, geometry: Geometry, wanted: Wanted): StructureEnergy;
}

export function createStructureEnergyCalculator(architecture: Architecture): StructureEnergyCalculator {
  const { radial, angular, reach, angularReach } = architecture;
  const size = descriptorSize(architecture);
  const radialCount = radialParameterCount(radial);
  const descriptorCount = descriptorParameterCount(architecture);
  const network = createAtomNetwork(architecture);
  const radialWork = createRadialWorkspace();
  const angularWork = createAngularWorkspace();
  const parameterGradient = new Float64Array(descriptorCount + network.parameterCount);
  let values = new Float64Array(0);
  let inputs = new Float64Array(0);
  let adjoint = new Float64Array(0);
  let energies = new Float64Array(0);

  function describe(parameters: Float64Array, { pairs, triplets }: Geometry, out: Float64Array): void {
    out.fill(0, 0, pairs.atoms * size);
    radialForward(radialWork, parameters, radial, pairs, out, size);
    if (triplets)
      angularForward(angularWork, parameters.subarray(radialCount, descriptorCount), angular, pairs, triplets, out, size, 3 * radial);
  }

  return {
    geometry(structure, list) {
      const cutoff = angular > 0 ? Math.max(reach, angularReach) : reach;
      const pairs = collectPairs(structure, list ?? buildNeighbourList(structure, cutoff), cutoff);
      return { pairs, triplets: angular > 0 ? collectTriplets(pairs, angularReach) : undefined };
    },
    descriptors(parameters, geometry) {
      const out = new Float64Array(geometry.pairs.atoms * size);
      describe(parameters, geometry, out);
      return out;
    },
    evaluate({ parameters, centre, scale, energyOffset, energyScale }, geometry, wanted) {
      const { pairs, triplets } = geometry;
      const { atoms } = pairs;
      values = roomFor(values, atoms * size);
      inputs = roomFor(inputs, atoms * size);
      adjoint = roomFor(adjoint, atoms * size);
      energies = roomFor(energies, atoms);
      describe(parameters, geometry, values);
      for (let i = 0, at = 0; i < atoms; i++) {
        for (let d = 0; d < size; d++, at++) inputs[at] = (values[at]! - centre[d]!) * scale[d]!;
      }
      const weights = parameters.subarray(descriptorCount);
      if (wanted === "nothing") network.energies(weights, inputs, atoms, energies);
      else {
        parameterGradient.fill(0);
        const ofNetwork = parameterGradient.subarray(descriptorCount);
        network.evaluate(weights, inputs, atoms, { energies, inputGradient: adjoint, parameterGradient: ofNetwork });
      }
      let energy = 0;
      for (let i = 0; i < atoms; i++) {
        energies[i] = energyOffset + energyScale * energies[i]!;
        energy += energies[i]!;
      }
      const result = { energy, energies: energies.subarray(0, atoms), descriptors: values.subarray(0, atoms * size), parameterGradient };
      if (wanted === "nothing") return { ...result, displacementGradient: undefined };
      for (let i = 0, at = 0; i < atoms; i++) for (let d = 0; d < size; d++, at++) adjoint[at]! *= scale[d]!;
      const along = wanted === "forces" ? new Float64Array(pairs.count) : undefined;
      radialBackward(radialWork, parameters, radial, pairs, adjoint, size, parameterGradient, along);
      const displacementGradient = along && spreadAlong(pairs, along);
      if (triplets) {
        angularBackward(
          angularWork,
          parameters.subarray(radialCount, descriptorCount),
          angular,
          pairs,
          triplets,
          adjoint,
          size,
          3 * radial,
          parameterGradient.subarray(radialCount, descriptorCount),
          displacementGradient,
        );
      }
      for (let k = 0; k < parameterGradient.length; k++) parameterGradient[k]! *= energyScale;
      if (displacementGradient) for (let k = 0; k < displacementGradient.length; k++) displacementGradient[k]! *= energyScale;
      return { ...result, displacementGradient };
    },
  };
}

/** dE/dr of every pair as a vector along it. */
function spreadAlong({ count, distance, displacement }: PairTable, along: Float64Array): Float64Array {
  const gradient = new Float64Array(3 * count);
  for (let p = 0; p < count; p++) {
    const factor = along[p]! / distance[p]!;
    for (let x = 3 * p; x < 3 * p + 3; x++) gradient[x] = factor * displacement[x]!;
  }
  return gradient;
}

/** Seeded first parameters: descriptors spread over distances and angles, random weights. */
export function firstModelParameters(architecture: Architecture, random: Random): Float64Array {
  const { radial, angular, reach, angularReach } = architecture;
  const network = createAtomNetwork(architecture).firstParameters(random);
  const count = descriptorParameterCount(architecture);
  const parameters = new Float64Array(count + network.length);
  parameters.set(firstRadialParameters(radial, startShare * reach));
  parameters.set(firstAngularParameters(angular, startShare * angularReach), radialParameterCount(radial));
  parameters.set(network, count);
  return parameters;
}

/** Cutoffs start at this share of the longest one allowed: training may move them either way. */
const startShare = 0.95;

/** Takes descriptor parameters that a training step has carried beyond their range back to its edge. */
export function boundModelParameters({ radial, angular, reach, angularReach }: Architecture, parameters: Float64Array): void {
  boundRadialParameters(parameters, radial, reach);
  const from = radialParameterCount(radial);
  boundAngularParameters(parameters.subarray(from, from + 6 * angular), angular, angularReach);
}
