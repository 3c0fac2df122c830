// An epoch as a row of metrics, by the names that the protocol gives them.
import type { EpochReport } from "@adatom/models/training/training.ts";

export function epochRow({ loss, train, validation, learningRate, best }: EpochReport): Record<string, number> {
  return {
    loss,
    trainEnergyMaeMeVPerAtom: train.energyMaeMeVPerAtom,
    trainForceMaeEvPerA: train.forceMaeEvPerA,
    ...(train.stressMaeEvPerA3 !== undefined && { trainStressMaeEvPerA3: train.stressMaeEvPerA3 }),
    ...(validation.stressMaeEvPerA3 !== undefined && { validationStressMaeEvPerA3: validation.stressMaeEvPerA3 }),
    // Without validation structures there is nothing to say; zero would be a lie.
    ...(validation.structures > 0 && {
      validationEnergyMaeMeVPerAtom: validation.energyMaeMeVPerAtom,
      validationForceMaeEvPerA: validation.forceMaeEvPerA,
    }),
    ...(learningRate !== undefined && { learningRate }),
    best: best ? 1 : 0,
  };
}
