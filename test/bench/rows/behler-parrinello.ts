// Energy and forces of Behler-Parrinello potentials beside n2p2, which is given the same potential and structure, and MD with one:
// one thread, networks with random weights.

import { defaultDescriptors, expandDescriptors } from "@adatom/models/descriptors/descriptor-config.ts";
import type { ProductFunction } from "@adatom/models/descriptors/product-function.ts";
import { asProductFunction } from "@adatom/models/descriptors/symmetry-function.ts";
import { startMolecularDynamics } from "@adatom/models/dynamics/molecular-dynamics.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { bohrAngstrom } from "@adatom/models/structure/units.ts";
import { diamond, displaced } from "../../conformance/structures.ts";
import { besidePeer } from "../beside-peer.ts";
import { n2p2Peer } from "../n2p2-timing.ts";
import { leastProcessorTime } from "../processor-time.ts";
import { type RandomPotential, randomPotential } from "../random-potential.ts";
import type { BenchRow } from "../row.ts";
import { waterBox, waterFunctions } from "../water.ts";

function evaluationRow(name: string, structure: () => Structure, random: () => RandomPotential, quoted: string): BenchRow {
  return {
    name,
    unit: "us/atom",
    higherIsBetter: false,
    async run() {
      const [box, { potential, model }] = [structure(), random()];
      const list = buildNeighbourList(box, potential.cutoffAngstrom);
      const atoms = box.atomicNumbers.length;
      return besidePeer(
        () => leastProcessorTime(10, () => potential.evaluate(box, list)) / atoms,
        n2p2Peer,
        () => n2p2Peer.time(box, model, "forces", potential.evaluate(box, list).energy),
        `${atoms} atoms, neighbour list given`,
        quoted,
      );
    },
  };
}

function dynamicsRow(repeats: number): BenchRow {
  return {
    name: `Behler-Parrinello MD, ${8 * repeats ** 3} Si atoms, defaults`,
    unit: "steps/s of processor time",
    higherIsBetter: true,
    async run() {
      const options = { ensemble: "nve", timestepFs: 1, temperatureKelvin: 300, seed: 1, steps: 1e6 } as const;
      const run = startMolecularDynamics(displaced(diamond(repeats), 0.05, 1), defaultSilicon().potential, options);
      const steps = Math.ceil(1200 / repeats ** 3 / 8);
      return {
        ours: (steps * 1e6) / leastProcessorTime(6, () => run.advance(steps)),
        peer: null,
        peerName: "none",
        note: "NVE, 300 K, 1 fs",
      };
    },
  };
}

const defaultSilicon = (): RandomPotential => randomPotential(expandDescriptors(defaultDescriptors, [14]), [24, 24]);

/** The functions of mlearn's silicon potential (Y. Zuo et al., J. Phys. Chem. A 124, 731, 2020): 3 radial, 24 angular. */
function mlearnFunctions(): readonly ProductFunction[] {
  const square = bohrAngstrom ** 2;
  const eta = [0.01 / square, 0.02 / square, 0.05 / square];
  return expandDescriptors(
    { radial: { cutoff: 5.5, eta, shift: [4] }, angular: { kind: "G4", cutoff: 5.5, eta, zeta: [1, 2, 4, 16] } },
    [14],
  );
}

export const rows: readonly BenchRow[] = [
  evaluationRow(
    "Behler-Parrinello energy + forces, H2O, 25-25",
    waterBox,
    () => randomPotential(waterFunctions().map(asProductFunction), [25, 25]),
    "n2p2 269 on a like machine",
  ),
  evaluationRow(
    "Behler-Parrinello energy + forces, Si, mlearn's 27 functions, 24-24",
    () => displaced(diamond(3), 0.1, 1),
    () => randomPotential(mlearnFunctions(), [24, 24]),
    "n2p2 83 with 19 functions on a like machine",
  ),
  evaluationRow(
    "Behler-Parrinello energy + forces, Si, defaults (42 functions), 24-24",
    () => displaced(diamond(3), 0.1, 1),
    defaultSilicon,
    "",
  ),
  dynamicsRow(2),
  dynamicsRow(4),
];
