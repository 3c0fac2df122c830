// What is known of a peer's training on a workload: quoted, or measured by running it here on the same data.
import type { AtomicNetworkModel } from "@adatom/models/networks/atomic-network/model.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import type { Metrics } from "@adatom/models/training/training.ts";

export type Errors = Partial<Pick<Metrics, "energyMaeMeVPerAtom" | "energyRmseMeVPerAtom" | "forceMaeEvPerA" | "forceRmseEvPerA">>;

export interface PeerTraining {
  /** An epoch, or an iteration of L-BFGS. */
  readonly secondsAnEpoch: number;
  /** Of that only what moves weights, where the rest is known. */
  readonly updatesAlone?: number;
  /** Functions with derivatives where the peer computes those too, reading and neighbour lists taken off where it was measured. */
  readonly featuresMicrosecondsAnAtom?: number;
  /** Functions alone. */
  readonly valuesMicrosecondsAnAtom?: number;
  /** What it came to, on the structures compared, in so many seconds. */
  readonly errors: Errors;
  readonly seconds: number;
  readonly epochs?: number;
}

export interface PeerTask {
  readonly train: readonly Structure[];
  /** Structures whose errors are compared. */
  readonly compared: readonly Structure[];
  /** Ours, whose functions and widths the peer's are to be. */
  readonly model: AtomicNetworkModel;
  readonly epochs: number;
}

export interface Peer {
  readonly name: string;
  /** From a like machine, where it cannot be run. */
  readonly quoted: PeerTraining;
  /** By which ours is to be faster, in an epoch and in features. */
  readonly factor: number;
  readonly featuresFactor?: number;
  readonly epochs: number;
  /** Null where the peer's programs are not found. */
  readonly measure: (task: PeerTask) => PeerTraining | null;
}

/** The least of each error over epochs, each by itself: the peer's best face. */
export function leastErrors(all: readonly Metrics[]): Required<Errors> {
  const least = (name: keyof Errors): number => Math.min(...all.map((metrics) => metrics[name]));
  return {
    energyMaeMeVPerAtom: least("energyMaeMeVPerAtom"),
    energyRmseMeVPerAtom: least("energyRmseMeVPerAtom"),
    forceMaeEvPerA: least("forceMaeEvPerA"),
    forceRmseEvPerA: least("forceRmseEvPerA"),
  };
}
