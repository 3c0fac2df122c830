// n2p2's nnp-train on the structures, functions and networks of ours, with the settings of n2p2's own examples: a Kalman filter over all
// weights, energies of all structures and 2.3 % of the force components an epoch, functions kept in memory, units normalised.
import { potentialFromN2p2 } from "@adatom/models/formats/potentials/n2p2-potential.ts";
import { evaluateModel } from "@adatom/models/training/evaluate-model.ts";
import { n2p2Data, n2p2Files, n2p2Program } from "../../fixtures/n2p2/n2p2.ts";
import { inPeerFolder, type PeerFolder } from "../../fixtures/peers/peer-program.ts";
import { leastErrors, type PeerTask, type PeerTraining } from "./peer.ts";

const settings = [
  "random_seed 1234567",
  "updater_type 1",
  "parallel_mode 0",
  "jacobian_mode 1",
  "update_strategy 0",
  "selection_mode 2",
  "task_batch_size_energy 1",
  "task_batch_size_force 1",
  "memorize_symfunc_results",
  "force_weight 10.0",
  "short_energy_fraction 1.0",
  "short_force_fraction 0.02315",
  "short_energy_error_threshold 0.0",
  "short_force_error_threshold 1.0",
  "rmse_threshold_trials 3",
  "weights_min -1.0",
  "weights_max 1.0",
  "main_error_metric RMSEpa",
  "kalman_type 0",
  "kalman_epsilon 0.01",
  "kalman_q0 0.01",
  "kalman_qtau 2.302",
  "kalman_qmin 1.0E-6",
  "kalman_eta 0.01",
  "kalman_etatau 2.302",
  "kalman_etamax 1.0",
];

/** So that energies an atom, less the free atoms', and force components have standard deviation 1, as nnp-norm does. */
function normalisation({ train, model }: PeerTask): string[] {
  const offset = new Map(model.elements.map(({ atomicNumber, energyOffset }) => [atomicNumber, energyOffset]));
  const energies = train.map(({ atomicNumbers, reference }) => {
    const free = atomicNumbers.reduce((sum, z) => sum + offset.get(z)!, 0);
    return (reference!.energy! - free) / atomicNumbers.length;
  });
  const forces = train.flatMap(({ reference }) => [...reference!.forces!]);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = (values: readonly number[]): number => {
    const middle = mean(values);
    return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
  };
  const energy = 1 / deviation(energies);
  return [`mean_energy ${mean(energies)}`, `conv_energy ${energy}`, `conv_length ${energy * deviation(forces)}`];
}

/** input.nn of this many epochs that trains on all structures and writes nothing but weights; the last of a keyword's lines would not count. */
function inputNn(text: string, epochs: number): string {
  const own = /^(epochs|test_fraction|write_\w+)\b/;
  const kept = text.split("\n").filter((line) => !own.test(line));
  return [...kept, `epochs ${epochs}`, "test_fraction 0.0", "write_weights_epoch 1", ""].join("\n");
}

/** Columns of timing.out by epoch: seconds of the updates and of the whole epoch, by the clock. */
const timesOf = (folder: PeerFolder): { updates: number; whole: number }[] =>
  folder
    .text("timing.out")
    .split("\n")
    .filter((line) => /^ *\d/.test(line))
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map((row) => ({ updates: row[1]!, whole: row[5]! }));

/**
 * `example`: input.nn and scaling.data to take as they are, in place of ours. Processor time of an epoch is what the run takes more than
 * one of no epochs, which prepares as much; its clock says which share of that were updates, the rest are errors of all structures.
 */
export function trainN2p2(task: PeerTask, example?: { readonly inputNn: string; readonly scaling: string }): PeerTraining | null {
  const [train, scaling] = [n2p2Program("nnp-train"), n2p2Program("nnp-scaling")];
  if (!train || !scaling) return null;
  const { "input.nn": own, ...rest } = n2p2Files(
    task.model,
    ["mean_energy", "conv_energy", "conv_length"],
    [...normalisation(task), ...settings],
  );
  const text = example?.inputNn ?? own!;
  const weights = Object.keys(rest).filter((file) => file.startsWith("weights."));
  return inPeerFolder({ "input.data": n2p2Data(task.train), "input.nn": inputNn(text, 0) }, (folder) => {
    if (example) folder.write("scaling.data", example.scaling);
    else folder.run(scaling, "10");
    const prepared = folder.run(train);
    folder.write("input.nn", inputNn(text, task.epochs));
    const seconds = folder.run(train);
    const times = timesOf(folder);
    const share = times.reduce((sum, { updates }) => sum + updates, 0) / times.reduce((sum, { whole }) => sum + whole, 0);
    const secondsAnEpoch = (seconds - prepared) / task.epochs;
    const errors = Array.from({ length: task.epochs }, (_, k) => {
      const files = weights.map((file): [number, string] => [
        Number(file.slice(8, 11)),
        folder.text(file.replace("data", `${String(k + 1).padStart(6, "0")}.out`)),
      ]);
      const potential = potentialFromN2p2(
        { inputNn: text, scaling: folder.text("scaling.data"), weights: Object.fromEntries(files) },
        "angstrom-ev",
        "n2p2's",
      );
      return evaluateModel(potential, task.compared);
    });
    return { secondsAnEpoch, updatesAlone: share * secondsAnEpoch, errors: leastErrors(errors), seconds, epochs: task.epochs };
  });
}
