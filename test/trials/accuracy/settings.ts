// How each potential of the accuracy trial is trained. Chosen by errors on validation structures out of the training data
// (tune.ts), never by those on test structures.
import type { DescriptorConfig } from "@adatom/models/descriptors/descriptor-config.ts";
import type { DataSetName } from "./data-sets.ts";
import type { Recipe } from "./train.ts";

export interface Settings extends Recipe {
  readonly data: DataSetName;
}

const split = { validationFraction: 0.1, splitSeed: 1 };

/** Lithium's bonds are long and its forces reach far. */
const wide: DescriptorConfig = {
  radial: { cutoff: 8, eta: [2], shift: [2.2, 2.8, 3.4, 4, 4.6, 5.2, 5.8, 6.4, 7, 7.5] },
  angular: { kind: "G5", cutoff: 6.5, eta: [0.005, 0.03, 0.08, 0.2], zeta: [1, 2, 4, 16], lambda: [-1, 1] },
};

export const settings = {
  Si: { data: "Si", ...split, config: { epochs: 800, energyWeight: 10 } },
  Cu: { data: "Cu", ...split, config: { epochs: 400, firstEnergyWeight: 2, energyWeight: 100 } },
  Ni: {
    data: "Ni",
    ...split,
    config: { epochs: 400, firstEnergyWeight: 2, energyWeight: 50, optimiser: { type: "adam", weightDecay: 0.05 } },
  },
  Li: { data: "Li", ...split, config: { epochs: 500, firstEnergyWeight: 2, energyWeight: 200, descriptors: wide } },
  TiO2: { data: "TiO2", ...split, config: { epochs: 300, firstEnergyWeight: 10, energyWeight: 500 } },
} satisfies Record<string, Settings>;
