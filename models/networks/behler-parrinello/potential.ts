// A trained Behler-Parrinello model as a potential; the arithmetic is that of every atomic network.
import type { Snapshot } from "../../dynamics/dynamics.ts";
import type { Potential } from "../../potentials/potential.ts";
import { symbolOf } from "../../structure/elements.ts";
import { fromBehlerParrinello } from "../atomic-network/model.ts";
import { createAtomicNetworkPotential } from "../atomic-network/potential.ts";
import { modelFromSnapshot } from "./model.ts";

/** Room beyond the training range that rounding alone may need, as a share of the range: a training structure never extrapolates. */
const rounding = 1e-9;

/** @throws RangeError where the snapshot is not a whole, sound model */
export function createBehlerParrinelloPotential(snapshot: Snapshot, name: string): Potential {
  const model = modelFromSnapshot(snapshot);
  const symbols = model.elements.map(({ atomicNumber }) => symbolOf(atomicNumber)).join(", ");
  const description = `Behler-Parrinello network for ${symbols}: ${model.functions.length} atom-centred functions`;
  return createAtomicNetworkPotential(fromBehlerParrinello(model), name, description, rounding);
}
