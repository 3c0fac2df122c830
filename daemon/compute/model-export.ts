// A model written as files of n2p2, CP2K or aenet.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeAenetInput } from "@adatom/models/formats/potentials/aenet-inputs.ts";
import { aenetActivationNames, aenetFromModel } from "@adatom/models/formats/potentials/aenet-model.ts";
import { type AenetNetwork, writeAenetAscii, writeAenetBinary } from "@adatom/models/formats/potentials/aenet-network.ts";
import { writeAenetSetupFile } from "@adatom/models/formats/potentials/aenet-setup-file.ts";
import { writeCp2kPotential } from "@adatom/models/formats/potentials/cp2k-nnp.ts";
import { n2p2WeightsFileName, writeN2p2Potential } from "@adatom/models/formats/potentials/n2p2-potential.ts";
import { type AtomicNetworkModel, fromBehlerParrinello } from "@adatom/models/networks/atomic-network/model.ts";
import { modelFromSnapshot } from "@adatom/models/networks/behler-parrinello/model.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import type { ExportFormat } from "@adatom/protocol/model-export.ts";
import { decodeSnapshot } from "../store/snapshot-file.ts";
import type { ModelReference } from "./contract.ts";
import { readImportedModel } from "./imported-models.ts";
import { modelLabel } from "./model-registry.ts";

/** Absolute paths of the files written. @throws Failure UnknownModel | FileUnreadable */
export function exportModel(reference: ModelReference, format: ExportFormat, folder: string): string[] {
  const label = modelLabel(reference);
  let files: readonly (readonly [string, string | Uint8Array])[];
  try {
    files = filesOf(networkModel(reference), format);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure("UnknownModel", `${label} cannot be written for ${format}: ${(error as Error).message}`);
  }
  try {
    mkdirSync(folder, { recursive: true });
    return files.map(([name, content]) => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    });
  } catch (error) {
    throw new Failure("FileUnreadable", `${label} cannot be written to ${folder}: ${(error as Error).message}`);
  }
}

/** @throws RangeError where it is no network, Failure UnknownModel where its files are wrong */
export function networkModel(reference: ModelReference): AtomicNetworkModel {
  if (reference.kind === "shipped") throw new RangeError("it is no network; only trained and imported network potentials can be exported.");
  if (reference.kind === "imported") return readImportedModel(reference);
  return fromBehlerParrinello(modelFromSnapshot(decodeSnapshot(readFileSync(reference.path))));
}

/** What aenet makes the same functions and layers of, from structures that are to be listed in generate.in. */
function aenetTrainingFiles(networks: readonly AenetNetwork[], types: readonly string[]): [string, string][] {
  const { atomEnergies, types: listed } = networks[0]!.trainingSet;
  const networkOf = (symbol: string): AenetNetwork => networks.find(({ setup }) => setup.atomType === symbol)!;
  const byType = types.map((symbol) => ({ symbol, atomEnergy: atomEnergies[listed.indexOf(symbol)]! }));
  const trainingSet = "adatom.train";
  const setups = Object.fromEntries(types.map((symbol) => [symbol, `${symbol}.stp`]));
  const layers = types.map((symbol) => {
    const { nodes, activations } = networkOf(symbol);
    const hidden = nodes.slice(1, -1).map((count, l) => ({ nodes: count, activation: aenetActivationNames[activations[l]!]! }));
    return [symbol, { file: `${symbol}-again.nn`, hidden }] as const;
  });
  return [
    ...types.map((symbol): [string, string] => [setups[symbol]!, writeAenetSetupFile(networkOf(symbol).setup)]),
    ["generate.in", writeAenetInput({ output: trainingSet, types: byType, setups, files: [], others: [] })],
    [
      "train.in",
      writeAenetInput({
        trainingSet,
        testPercent: 10,
        iterations: 500,
        method: { name: "bfgs", parameters: {} },
        networks: Object.fromEntries(layers),
        others: [],
      }),
    ],
  ];
}

function filesOf(model: AtomicNetworkModel, format: ExportFormat): [string, string | Uint8Array][] {
  if (format === "n2p2" || format === "cp2k") {
    const { inputNn, scaling, weights } = format === "n2p2" ? writeN2p2Potential(model) : writeCp2kPotential(model);
    const own = Object.entries(weights).map(([z, text]): [string, string] => [n2p2WeightsFileName(Number(z)), text]);
    return [["input.nn", inputNn], ["scaling.data", scaling], ...own];
  }
  const ascii = format === "aenet-ascii";
  const networks = aenetFromModel(model);
  const types = networks[0]!.setup.environmentTypes;
  const fileOf = (symbol: string): string => `${symbol}.nn${ascii ? ".ascii" : ""}`;
  const predict = writeAenetInput({
    types: types.map((symbol) => ({ symbol })),
    networks: Object.fromEntries(types.map((symbol) => [symbol, { file: fileOf(symbol), hidden: [] }])),
    forces: true,
    files: [],
    others: [],
  });
  const files = networks.map((network): [string, string | Uint8Array] => [
    fileOf(network.setup.atomType),
    ascii ? writeAenetAscii(network) : writeAenetBinary(network),
  ]);
  return [...files, ["predict.in", predict], ...aenetTrainingFiles(networks, types)];
}
