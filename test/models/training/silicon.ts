// Small labelled data for training tests: silicon under Stillinger-Weber, so that labels are smooth, exact and quick.
import type { Potential } from "@adatom/models/potentials/potential.ts";
import { stillingerWeberSilicon1985 } from "@adatom/models/potentials/stillinger-weber.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import type { TrainingConfig } from "@adatom/models/training/config.ts";
import { diamond, displaced } from "../../conformance/structures.ts";

/** Copies of the 8-atom cell, displaced by up to `amplitudeAngstrom` and scaled by a few per cent. */
export function labelledSilicon(count: number, seed: number, amplitudeAngstrom = 0.12): Structure[] {
  return Array.from({ length: count }, (_, k) => label(displaced(diamond(1, 5.35 + 0.03 * (k % 6)), amplitudeAngstrom, 1000 * seed + k)));
}

export function label(structure: Structure): Structure {
  const { energy, forces } = stillingerWeberSilicon1985.evaluate(
    structure,
    buildNeighbourList(structure, stillingerWeberSilicon1985.cutoffAngstrom),
  );
  return { ...structure, reference: { energy, forces } };
}

/** Energy, forces and stress of any potential. */
export function labelBy(potential: Potential, structure: Structure): Structure {
  const { energy, forces, stress } = potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom));
  return { ...structure, reference: { energy, forces, stress } };
}

/** Few functions and a small network: a training of seconds. */
export const smallConfig: TrainingConfig = {
  descriptors: {
    radial: { cutoff: 4.5, eta: [2], shift: [2, 2.6, 3.2, 3.8] },
    angular: { kind: "G5", cutoff: 4, eta: [0.05, 0.4], zeta: [1, 4], lambda: [-1, 1] },
  },
  hidden: [8, 8],
  batchStructures: 4,
  epochs: 20,
};
