// For choosing the settings of the accuracy trial: trains on one data set with the settings of a JSON text and prints errors on
// validation structures. Test structures are not read.
//   node --import tsx test/trials/accuracy/tune.ts Cu '{"hidden":[48,48]}' [SPLIT-SEED [VALIDATION-SHARE]]
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import type { TrainingConfig } from "@adatom/models/training/config.ts";
import { type DataSetName, readAccuracyData } from "./data-sets.ts";
import { train } from "./train.ts";

const [name, settings = "{}", seed = "1", share = "0.15"] = process.argv.slice(2);
await selectBackend();
const config = JSON.parse(settings) as TrainingConfig;
const recipe = { config, validationFraction: Number(share), splitSeed: Number(seed) };
const { best, epochs, seconds, processorSeconds } = await train(readAccuracyData(name as DataSetName, "train"), recipe, 8);
const { energyMaeMeVPerAtom: energy, forceMaeEvPerA: force } = best!.validation;
console.log(
  `${name} ${settings} split ${seed}: best ${best!.epoch} of ${epochs}: ${energy.toFixed(3)} meV/atom ${force.toFixed(4)} eV/A` +
    `  ${seconds.toFixed(0)} s, ${processorSeconds.toFixed(0)} s of processor`,
);
