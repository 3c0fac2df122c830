// A row of ours beside a peer that is run on the same structure with the same functions and networks, or quoted where it is not found.
import type { AtomicNetworkModel } from "@adatom/models/networks/atomic-network/model.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import type { BenchResult } from "./row.ts";

/** What is computed of every atom: functions; functions and their derivatives; energies and forces through a network. */
export type PeerPart = "values" | "derivatives" | "forces";

export interface TimedPeer {
  readonly name: string;
  /** What makes it found. */
  readonly hint: string;
  /**
   * Microseconds of processor time an atom; null where the program is not found.
   * @param energy what ours gives the structure with the model, eV; where it is given, that the peer's is the same is checked
   */
  time(structure: Structure, model: AtomicNetworkModel, part: PeerPart, energy?: number): number | null;
}

/** Ours before and after the peer, the lesser counts. `quoted`: the peer's figure where it cannot be run; empty for none. */
export function besidePeer(
  ours: () => number,
  { name, hint }: TimedPeer,
  theirs: () => number | null,
  note: string,
  quoted: string,
): BenchResult {
  const first = ours();
  const peer = theirs();
  const least = Math.min(first, ours());
  if (peer !== null) return { ours: least, peer, peerName: `${name}, measured`, note };
  return { ours: least, peer, peerName: `${name}, not run: ${hint}`, note: quoted === "" ? note : `${note}; ${quoted}, quoted` };
}
