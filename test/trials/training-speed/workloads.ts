// What the trial of training speed trains, and what peers were measured to take for the same (2 virtual cores of an AMD EPYC with
// AVX-512, gfortran and g++ -O3; one core). Peers are quoted, not run.
import { readFileSync } from "node:fs";
import path from "node:path";
import { n2p2 } from "@adatom/models/formats/n2p2.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import type { TrainingConfig } from "@adatom/models/training/config.ts";
import type { Metrics } from "@adatom/models/training/training.ts";
import { readAccuracyData } from "../accuracy/data-sets.ts";
import { n2p2Functions } from "./n2p2-functions.ts";

export interface Peer {
  readonly name: string;
  readonly secondsAnEpoch: number;
  /** By which ours is to be faster. */
  readonly factor: number;
  readonly featuresMicrosecondsAnAtom?: number;
  /** What it came to, on the structures compared, in so many seconds. */
  readonly errors: Partial<Pick<Metrics, "energyMaeMeVPerAtom" | "energyRmseMeVPerAtom" | "forceMaeEvPerA" | "forceRmseEvPerA">>;
  readonly seconds: number;
}

export interface Workload {
  readonly title: string;
  readonly conditions: string;
  /** `compared`: structures whose errors are compared with the peer's; absent: those trained on. Or why there are no data. */
  readonly data: () => { readonly train: Structure[]; readonly compared?: Structure[] } | string;
  readonly config: TrainingConfig;
  readonly epochs: number;
  readonly validationFraction: number;
  readonly peer: Peer;
}

/** n2p2's examples are under the GPL: they are read where this says, or left out. */
const n2p2Folder = process.env.ADATOM_N2P2;

/** Lengths of mlearn's n2p2 potential in angstrom; its eta are 0.01, 0.02, 0.05 / bohr^2. */
const silicon = { cutoff: 5.5, eta: [0.0357107, 0.0714213, 0.178553] };

function withoutForces(structures: readonly Structure[]): Structure[] {
  return structures.map((structure) => ({ ...structure, reference: { energy: structure.reference!.energy! } }));
}

export const workloads = {
  silicon: {
    title: "mlearn silicon, energies and forces, against n2p2's Kalman filter",
    conditions: "214 structures, 13 233 atoms; the 27 functions (G2, G4) of mlearn's potential, n2p2 had 19 of them; 24-24 tanh; ours Adam",
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
    peer: {
      name: "n2p2 nnp-train",
      secondsAnEpoch: 43,
      factor: 5,
      errors: { energyMaeMeVPerAtom: 8.5, forceMaeEvPerA: 0.126 },
      seconds: 863,
    },
  },
  Cu2S: {
    title: "n2p2's Cu2S example, energies and forces, against n2p2's Kalman filter",
    conditions: "20 structures; its 179 functions over both elements (G2, G4, G5, polynomial cutoff); 15-15 softplus; ours Adam",
    data: () => {
      if (!n2p2Folder) return "set ADATOM_N2P2 to n2p2's folder examples/nnp-train/Cu2S_PBE";
      const { frames } = n2p2.parse(readFileSync(path.join(n2p2Folder, "input.data"), "utf8"));
      return { train: frames.map((frame) => frame.structure) };
    },
    config: {
      ...(n2p2Folder && { descriptors: { functions: n2p2Functions(readFileSync(path.join(n2p2Folder, "input.nn"), "utf8")) } }),
      hidden: [15, 15],
      activation: "softplus",
      batchStructures: 1,
    },
    epochs: 100,
    validationFraction: 0,
    peer: {
      name: "n2p2 nnp-train",
      secondsAnEpoch: 11.3,
      factor: 5,
      // Those of the potential that n2p2 gives with the example, on these structures.
      errors: { energyRmseMeVPerAtom: 0.979, forceRmseEvPerA: 0.0422 },
      seconds: 113,
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
      secondsAnEpoch: 1.17,
      factor: 10,
      featuresMicrosecondsAnAtom: 650,
      // 783 iterations with 10-10 nodes on 900 of the structures.
      errors: { energyMaeMeVPerAtom: 5.58 },
      seconds: 1500,
    },
  },
} satisfies Record<string, Workload>;
