// What the trial of training speed trains, and the peer that trains on the same. Quoted figures, for where a peer is not found: 2 virtual
// cores of an AMD EPYC with AVX-512, gfortran and g++ -O3; one core.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { n2p2 } from "@adatom/models/formats/n2p2.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import type { TrainingConfig } from "@adatom/models/training/config.ts";
import { n2p2Hint } from "../../fixtures/n2p2/n2p2.ts";
import { readAccuracyData } from "../accuracy/data-sets.ts";
import { trainAenet } from "./aenet-training.ts";
import { n2p2Functions } from "./n2p2-functions.ts";
import { trainN2p2 } from "./n2p2-training.ts";
import type { Peer } from "./peer.ts";

export interface Workload {
  readonly title: string;
  readonly conditions: string;
  /** `compared`: structures whose errors are compared with the peer's; absent: those trained on. Or why there are no data. */
  readonly data: () => { readonly train: Structure[]; readonly compared?: Structure[] } | string;
  readonly config: TrainingConfig;
  readonly epochs: number;
  readonly validationFraction: number;
  /** What makes of `config` the peer's own method, as near as ours comes to it, for an epoch beside an epoch. */
  readonly sameMethod?: TrainingConfig;
  readonly peer: Peer;
}

/** Text of n2p2's example; undefined where it is not found. It is under the GPL and not kept here. */
function sulfideText(file: "input.data" | "input.nn" | "scaling.data"): string | undefined {
  const own = path.join(process.env.ADATOM_N2P2 ?? "", "examples/nnp-train/Cu2S_PBE", file);
  return process.env.ADATOM_N2P2 && existsSync(own) ? readFileSync(own, "utf8") : undefined;
}

const sulfideInput = sulfideText("input.nn");

/** That of n2p2's examples. */
const kalman = { type: "kalman", groups: "all", forceShare: 0.02315 } as const;

/** Lengths of mlearn's n2p2 potential in angstrom; its eta are 0.01, 0.02, 0.05 / bohr^2. */
const silicon = { cutoff: 5.5, eta: [0.0357107, 0.0714213, 0.178553] };

function withoutForces(structures: readonly Structure[]): Structure[] {
  return structures.map((structure) => ({ ...structure, reference: { energy: structure.reference!.energy! } }));
}

export const workloads = {
  silicon: {
    title: "mlearn silicon, energies and forces, against n2p2's Kalman filter",
    conditions: "214 structures, 13 233 atoms; the 27 functions (G2, G4) of mlearn's potential (quoted: n2p2 with 19 of them); 24-24 tanh",
    data: () => ({ train: readAccuracyData("Si", "train"), compared: readAccuracyData("Si", "test") }),
    config: {
      descriptors: {
        radial: { ...silicon, shift: [3] },
        angular: { kind: "G4", ...silicon, zeta: [1, 2, 4, 16], lambda: [-1, 1] },
      },
      hidden: [24, 24],
      energyWeight: 10,
    },
    epochs: 400,
    validationFraction: 0.1,
    sameMethod: { optimiser: kalman },
    peer: {
      name: "n2p2 nnp-train",
      quoted: { secondsAnEpoch: 43, errors: { energyMaeMeVPerAtom: 8.5, forceMaeEvPerA: 0.126 }, seconds: 863, epochs: 20 },
      factor: 5,
      epochs: 10,
      measure: trainN2p2,
    },
  },
  Cu2S: {
    title: "n2p2's Cu2S example, energies and forces, against n2p2's Kalman filter",
    conditions: "20 structures; its 179 functions over both elements (G2, G4, G5, polynomial cutoff); 15-15 softplus",
    data: () => {
      const text = sulfideText("input.data");
      return text === undefined ? n2p2Hint : { train: n2p2.parse(text).frames.map((frame) => frame.structure) };
    },
    config: {
      ...(sulfideInput && { descriptors: { functions: n2p2Functions(sulfideInput) } }),
      hidden: [15, 15],
      activation: "softplus",
      batchStructures: 1,
      // n2p2 comes to 0.14 meV/atom within ten epochs.
      firstEnergyWeight: 50,
      energyWeight: 5000,
    },
    epochs: 300,
    validationFraction: 0,
    sameMethod: { optimiser: kalman, firstEnergyWeight: undefined, energyWeight: 50 },
    peer: {
      name: "n2p2 nnp-train",
      // Errors: those of the potential that n2p2 gives with the example, on these structures.
      quoted: { secondsAnEpoch: 11.3, errors: { energyRmseMeVPerAtom: 0.979, forceRmseEvPerA: 0.0422 }, seconds: 113, epochs: 10 },
      factor: 5,
      epochs: 10,
      measure: (task) => trainN2p2(task, { inputNn: sulfideInput!, scaling: sulfideText("scaling.data")! }),
    },
  },
  TiO2: {
    title: "TiO2, energies, L-BFGS, against aenet",
    conditions:
      "900 structures; Chebyshev basis of 44 functions (Rc 8 and 6.5 angstrom); 15-15 tanh; tested on 100 others; features: values alone",
    data: () => ({ train: withoutForces(readAccuracyData("TiO2", "train")), compared: readAccuracyData("TiO2", "test") }),
    config: {
      descriptors: { chebyshev: { radialCutoff: 8, radialOrder: 16, angularCutoff: 6.5, angularOrder: 4 } },
      hidden: [15, 15],
      optimiser: { type: "l-bfgs" },
      batchStructures: 32,
      forceWeight: 0,
    },
    epochs: 1500,
    validationFraction: 0,
    peer: {
      name: "aenet train.x",
      // Errors: 783 iterations with 10-10 nodes on 900 of the structures.
      quoted: { secondsAnEpoch: 1.17, featuresMicrosecondsAnAtom: 650, errors: { energyMaeMeVPerAtom: 5.58 }, seconds: 1500, epochs: 783 },
      factor: 10,
      featuresFactor: 5,
      epochs: 150,
      measure: trainAenet,
    },
  },
} satisfies Record<string, Workload>;
