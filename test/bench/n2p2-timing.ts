// n2p2's side of the timings of functions and potentials: its own programs with inputs from our writers, one process.
import { createRandom } from "@adatom/models/dynamics/random.ts";
import type { AtomicNetwork, AtomicNetworkModel } from "@adatom/models/networks/atomic-network/model.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { n2p2Data, n2p2Files, n2p2Hint, n2p2Program } from "../fixtures/n2p2/n2p2.ts";
import { inPeerFolder } from "../fixtures/peers/peer-program.ts";
import type { PeerPart, TimedPeer } from "./beside-peer.ts";

const present = n2p2Program("nnp-dataset") !== undefined && n2p2Program("nnp-scaling") !== undefined;

/** Some seconds' work: start-up and the clock's steps are small beside it. */
const atomsARun = 6000;

/** The same element with other functions and a network of these widths. */
function rebuilt(element: AtomicNetwork, functions: AtomicNetwork["functions"], hidden: readonly number[]): AtomicNetwork {
  const random = createRandom(4);
  const sizes = [functions.length, ...hidden, 1];
  const fill = (value: number): Float64Array => new Float64Array(functions.length).fill(value);
  const layers = sizes.slice(1).map((size, l) => ({
    weights: Float64Array.from({ length: sizes[l]! * size }, () => 0.1 * random.normal()),
    biases: new Float64Array(size),
  }));
  return { ...element, functions, layers, centre: fill(0), scale: fill(1), minimum: fill(-1e9), maximum: fill(1e9) };
}

/** Networks of one node, whose time is nothing. */
const withoutNetwork = ({ elements }: AtomicNetworkModel): AtomicNetworkModel => ({
  elements: elements.map((element) => rebuilt(element, element.functions, [1])),
});

/** One radial function of the same reach as well: what is left is reading, neighbour lists and writing. */
function withoutFunctions({ elements }: AtomicNetworkModel): AtomicNetworkModel {
  const all = elements.flatMap(({ functions }) => functions);
  const cutoff = Math.max(...all.map(({ radial }) => radial.cutoff));
  const [first] = all;
  if (first!.radial.form !== "gaussian") throw new RangeError("only Gaussian functions are timed beside n2p2");
  const radial = { ...first!.radial, eta: 1, shift: 0, cutoff };
  return {
    elements: elements.map((element) =>
      rebuilt(element, [{ kind: "radial", centre: element.atomicNumber, neighbour: element.atomicNumber, radial }], [1]),
    ),
  };
}

type Program = "nnp-dataset" | "nnp-scaling";

/** Total energy of the first structure, eV (NaN where the program gives none), and seconds of processor time. */
function run(program: Program, model: AtomicNetworkModel, data: string, forces: boolean): { seconds: number; energy: number } {
  const files = { ...n2p2Files(model, forces ? [] : ["use_short_forces"], ["random_seed 1"]), "input.data": data };
  return inPeerFolder(files, (folder) => {
    // nnp-dataset: shuffle the structures or not; nnp-scaling: bins of its histograms.
    const seconds = folder.run(n2p2Program(program)!, program === "nnp-dataset" ? "0" : "10");
    if (program === "nnp-scaling") return { seconds, energy: Number.NaN };
    const row = folder
      .text("energy.comp")
      .split("\n")
      .find((line) => line.trim() !== "" && !line.startsWith("#"))!;
    return { seconds, energy: Number(row.trim().split(/\s+/)[3]) };
  });
}

/**
 * Microseconds an atom. Reading, neighbour lists and writing are not counted: they are what a run with the same reach, a single
 * radial function and a network of one node takes, and are taken off. Derivatives: what nnp-scaling takes longer with forces than
 * without, added to the values' time. The least of three runs of each kind. Null where n2p2 is not found.
 * @param energy what ours gives the structure with the model, eV: that both do the same is checked with forces
 * @throws Error where n2p2's energy is another
 */
function time(structure: Structure, model: AtomicNetworkModel, part: PeerPart, energy?: number): number | null {
  if (!present) return null;
  const atoms = structure.atomicNumbers.length;
  const copies = Math.ceil(atomsARun / atoms);
  const data = n2p2Data([structure]).repeat(copies);
  const forces = part === "forces";
  const least = (program: Program, own: AtomicNetworkModel, withForces: boolean): number =>
    Math.min(...Array.from({ length: 3 }, () => run(program, own, data, withForces).seconds));
  let seconds =
    least("nnp-dataset", forces ? model : withoutNetwork(model), forces) - least("nnp-dataset", withoutFunctions(model), forces);
  if (part === "derivatives") seconds += least("nnp-scaling", model, true) - least("nnp-scaling", model, false);
  if (energy !== undefined) {
    const theirs = run("nnp-dataset", model, n2p2Data([structure]), forces).energy;
    // n2p2 prints nine digits.
    if (!(Math.abs(theirs - energy) <= 2e-8 * Math.abs(energy)))
      throw new Error(`n2p2 gives an energy of ${theirs} eV, ours is ${energy} eV`);
  }
  return (1e6 * seconds) / (copies * atoms);
}

export const n2p2Peer: TimedPeer = { name: "n2p2", hint: n2p2Hint, time };
