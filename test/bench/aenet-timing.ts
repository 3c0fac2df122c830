// aenet's side of the timings of functions and potentials: its own programs with inputs from our writers, one process.
import type { AtomicNetworkModel } from "@adatom/models/networks/atomic-network/model.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import {
  type AenetFiles,
  aenetFiles,
  aenetHint,
  aenetInput,
  aenetProgram,
  aenetStructures,
  withoutFunctions,
} from "../fixtures/aenet/aenet.ts";
import { inPeerFolder } from "../fixtures/peers/peer-program.ts";
import type { PeerPart, TimedPeer } from "./beside-peer.ts";
import { randomNetworks } from "./product-functions.ts";

const present = aenetProgram("generate.x") !== undefined && aenetProgram("predict.x") !== undefined;

/** Some seconds' work: start-up and the clock's steps are small beside it. */
const atomsARun = 5000;

/** Networks of one node, whose time is nothing. */
const withoutNetwork = ({ elements }: AtomicNetworkModel): AtomicNetworkModel =>
  randomNetworks(
    elements.flatMap(({ functions }) => functions),
    [1],
    "tanh",
  );

/** The structure so many times: read, listed and computed anew each time. */
const repeated = (copies: number): string[] => Array.from({ length: copies }, () => "00001.xsf");

interface Outcome {
  readonly seconds: number;
  /** Total energy of the first structure, eV; NaN where the program gives none. */
  readonly energy: number;
}

function predict({ files, types, networks }: AenetFiles, structure: Structure, copies: number, forces: boolean): Outcome {
  const input = aenetInput({
    types: types.map((symbol) => ({ symbol })),
    networks: Object.fromEntries(Object.entries(networks).map(([symbol, file]) => [symbol, { file, hidden: [] }])),
    ...(forces && { forces }),
    files: repeated(copies),
  });
  return inPeerFolder({ ...files, ...aenetStructures([structure]), "predict.in": input }, (folder) => {
    const seconds = folder.run(aenetProgram("predict.x")!, "predict.in");
    return { seconds, energy: Number(/Total energy\s*:\s*(\S+)/.exec(folder.text("output.txt"))?.[1]) };
  });
}

/** Values and their derivatives, which generate.x computes always, and lets go. */
function generate({ files, types, setups }: AenetFiles, structure: Structure, copies: number): Outcome {
  const input = aenetInput({
    output: "structures.train",
    types: types.map((symbol) => ({ symbol, atomEnergy: 0 })),
    setups,
    files: repeated(copies),
  });
  return inPeerFolder({ ...files, ...aenetStructures([structure]), "generate.in": input }, (folder) => ({
    seconds: folder.run(aenetProgram("generate.x")!, "generate.in"),
    energy: Number.NaN,
  }));
}

/**
 * Reading, neighbour lists and writing are not counted: they are what a run with the same reach and two functions takes, and are taken
 * off. Values: predict.x without forces, networks of one node. Derivatives: generate.x. The least of three runs of each kind.
 * @throws Error where aenet's energy is another than `energy`
 */
function time(structure: Structure, model: AtomicNetworkModel, part: PeerPart, energy?: number): number | null {
  if (!present) return null;
  const atoms = structure.atomicNumbers.length;
  const copies = Math.ceil(atomsARun / atoms);
  const [all, bare] = [aenetFiles(part === "forces" ? model : withoutNetwork(model)), aenetFiles(withoutFunctions(model))];
  const work = (files: AenetFiles): Outcome =>
    part === "derivatives" ? generate(files, structure, copies) : predict(files, structure, copies, part === "forces");
  const least = (files: AenetFiles): number => Math.min(...Array.from({ length: 3 }, () => work(files).seconds));
  const seconds = least(all) - least(bare);
  if (energy !== undefined) {
    const theirs = predict(all, structure, 1, false).energy;
    // aenet prints eight decimals.
    if (!(Math.abs(theirs - energy) <= 2e-8 + 1e-10 * Math.abs(energy)))
      throw new Error(`aenet gives an energy of ${theirs} eV, ours is ${energy} eV`);
  }
  return (1e6 * seconds) / (copies * atoms);
}

export const aenetPeer: TimedPeer = { name: "aenet", hint: aenetHint, time };
