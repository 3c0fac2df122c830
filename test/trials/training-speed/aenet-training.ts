// aenet's generate.x and train.x on the structures, functions and networks of ours: L-BFGS on energies.
import { potentialFromAenet } from "@adatom/models/formats/potentials/aenet-model.ts";
import type { AtomicNetworkModel } from "@adatom/models/networks/atomic-network/model.ts";
import { atomicNumberOf } from "@adatom/models/structure/elements.ts";
import { evaluateModel } from "@adatom/models/training/evaluate-model.ts";
import { aenetFiles, aenetInput, aenetProgram, aenetStructures, withoutFunctions } from "../../fixtures/aenet/aenet.ts";
import { inPeerFolder, type PeerFolder } from "../../fixtures/peers/peer-program.ts";
import { leastErrors, type PeerTask, type PeerTraining } from "./peer.ts";

/** Iterations of the run that is taken off: reading the training set and the first errors. */
const firstIterations = 2;

const trainingSet = "set.train";

/** Microseconds an atom: generate.x, functions with derivatives, and predict.x, functions alone; without reading and neighbour lists. */
function timeFeatures(folder: PeerFolder, { train, model }: PeerTask, names: readonly string[]): { both: number; values: number } {
  const atoms = train.reduce((sum, { atomicNumbers }) => sum + atomicNumbers.length, 0);
  const seconds = (own: AtomicNetworkModel, set: string): { generate: number; predict: number } => {
    const { files, types, setups, networks } = aenetFiles(own);
    for (const [file, content] of Object.entries(files)) folder.write(file, content);
    const energies = new Map(own.elements.map(({ atomicNumber, energyOffset }) => [atomicNumber, energyOffset]));
    folder.write(
      "generate.in",
      aenetInput({
        output: set,
        types: types.map((symbol) => ({ symbol, atomEnergy: energies.get(atomicNumberOf(symbol))! })),
        setups,
        files: names,
      }),
    );
    folder.write(
      "predict.in",
      aenetInput({
        types: types.map((symbol) => ({ symbol })),
        networks: Object.fromEntries(Object.entries(networks).map(([symbol, file]) => [symbol, { file, hidden: [] }])),
        files: names,
      }),
    );
    return {
      predict: folder.run(aenetProgram("predict.x")!, "predict.in"),
      generate: folder.run(aenetProgram("generate.x")!, "generate.in"),
    };
  };
  const bare = seconds(withoutFunctions(model), "bare.train");
  const all = seconds(model, trainingSet);
  return { both: (1e6 * (all.generate - bare.generate)) / atoms, values: (1e6 * (all.predict - bare.predict)) / atoms };
}

/** Of an iteration's time, what moves weights: the rest of it evaluates all structures again for their errors. By the clock. */
function shareOfUpdates(times: string): number {
  let [updates, whole, last] = [0, 0, 0];
  // Seconds since the iteration began; a line search writes several.
  for (const [, seconds, what] of times.matchAll(/([\d.]+) s Done with (training iteration|epoch)/g)) {
    if (what === "epoch") {
      updates += last;
      whole += Number(seconds);
    } else last = Number(seconds);
  }
  return updates / whole;
}

export function trainAenet(task: PeerTask): PeerTraining | null {
  const [train, generate, predict] = [aenetProgram("train.x"), aenetProgram("generate.x"), aenetProgram("predict.x")];
  if (!train || !generate || !predict) return null;
  const structures = aenetStructures(task.train);
  return inPeerFolder(structures, (folder) => {
    const features = timeFeatures(folder, task, Object.keys(structures));
    const { networks } = aenetFiles(task.model);
    const hidden = new Map(
      task.model.elements.map(({ atomicNumber, layers }) => [
        atomicNumber,
        layers.slice(0, -1).map(({ biases }) => ({ nodes: biases.length, activation: "tanh" })),
      ]),
    );
    const input = (iterations: number): string =>
      aenetInput({
        trainingSet,
        testPercent: 0,
        iterations,
        method: { name: "bfgs", parameters: {} },
        others: ["TIMING"],
        networks: Object.fromEntries(
          Object.entries(networks).map(([symbol, file]) => [
            symbol,
            { file: `trained-${file}`, hidden: hidden.get(atomicNumberOf(symbol))! },
          ]),
        ),
      });
    const run = (iterations: number): number => {
      folder.write("train.in", input(iterations));
      return folder.run(train, "train.in");
    };
    const first = run(firstIterations);
    const seconds = run(task.epochs);
    // What it did, if it converged before: a line an iteration, number, mean absolute and root mean square errors.
    const done = Math.max(...Array.from(folder.text("output.txt").matchAll(/^ +(\d+) +-?\d\.\d+E[+-]\d+ /gm), (match) => Number(match[1])));
    const errors = [
      evaluateModel(
        potentialFromAenet(
          Object.fromEntries(Object.values(networks).map((file) => [file, folder.read(`trained-${file}`)])),
          {},
          "aenet's",
        ),
        task.compared,
      ),
    ];
    const secondsAnEpoch = (seconds - first) / (done - firstIterations);
    return {
      secondsAnEpoch,
      updatesAlone: shareOfUpdates(folder.text("train.time")) * secondsAnEpoch,
      featuresMicrosecondsAnAtom: features.both,
      valuesMicrosecondsAnAtom: features.values,
      errors: leastErrors(errors),
      seconds,
      epochs: done,
    };
  });
}
