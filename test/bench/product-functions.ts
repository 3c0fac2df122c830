// Timing of product functions of all atoms of a structure: the descriptor as the product uses it, beside the plain loops.

import { createDescriptor } from "@adatom/models/descriptors/create-descriptor.ts";
import type { Descriptor } from "@adatom/models/descriptors/descriptor.ts";
import { createEnvironment, gatherEnvironment } from "@adatom/models/descriptors/environment.ts";
import { createProductDescriptor } from "@adatom/models/descriptors/product-descriptor.ts";
import type { ProductFunction } from "@adatom/models/descriptors/product-function.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import type { AtomicNetworkModel } from "@adatom/models/networks/atomic-network/model.ts";
import { createAtomicNetworkPotential } from "@adatom/models/networks/atomic-network/potential.ts";
import type { Activation } from "@adatom/models/networks/behler-parrinello/activation.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { besidePeer, type PeerPart, type TimedPeer } from "./beside-peer.ts";
import { leastProcessorTime } from "./processor-time.ts";
import type { BenchRow } from "./row.ts";

export interface Workload {
  readonly structure: () => Structure;
  readonly functions: () => readonly ProductFunction[];
}

type Part = PeerPart | "contraction";

/** Microseconds an atom, the neighbour list included. "contraction": values and the contraction of derivatives with weights. */
function timeAtoms(part: Part, { structure, functions }: Workload, create: (own: ProductFunction[]) => Descriptor): () => number {
  const box = structure();
  const all = functions();
  const descriptors = new Map([...new Set(box.atomicNumbers)].map((z) => [z, create(all.filter((f) => f.centre === z))]));
  const environment = createEnvironment();
  const size = Math.max(...[...descriptors.values()].map((descriptor) => descriptor.size));
  const cutoff = Math.max(...[...descriptors.values()].map((descriptor) => descriptor.cutoff));
  const [values, weights] = [new Float64Array(size), new Float64Array(size).fill(0.1)];
  const [slopes, rows] = [new Float64Array(1e5), new Float64Array(1e5)];
  return () =>
    leastProcessorTime(4, () => {
      const list = buildNeighbourList(box, cutoff);
      for (let i = 0; i < box.atomicNumbers.length; i++) {
        const descriptor = descriptors.get(box.atomicNumbers[i]!)!;
        gatherEnvironment(environment, descriptor, box, list, i);
        const own = values.subarray(0, descriptor.size);
        if (part === "derivatives") descriptor.derivatives(environment, own, slopes, rows);
        else descriptor.values(environment, own);
        if (part === "contraction") descriptor.contract(environment, weights, slopes);
      }
    }) / box.atomicNumbers.length;
}

/** `peer`: null where no program does just this; `quoted`: the peer's figure where it cannot be run. */
export function functionsRow(
  name: string,
  part: Exclude<Part, "forces">,
  workload: Workload,
  peer: TimedPeer | null,
  quoted: string,
): BenchRow {
  return {
    name,
    unit: "us/atom",
    higherIsBetter: false,
    async run() {
      const kernel = timeAtoms(part, workload, createDescriptor);
      const loops = timeAtoms(part, workload, createProductDescriptor);
      let before = Number.POSITIVE_INFINITY;
      const ours = (): number => {
        let least = Number.POSITIVE_INFINITY;
        // In turns, so that a busy moment of the machine falls on both.
        for (let turn = 0; turn < 3; turn++) {
          least = Math.min(least, kernel());
          before = Math.min(before, loops());
        }
        return least;
      };
      const note = "neighbour list included";
      const result =
        peer === null || part === "contraction"
          ? { ours: ours(), peer: null, peerName: "none", note: `${note}; ${quoted}` }
          : besidePeer(
              ours,
              peer,
              () => peer.time(workload.structure(), randomNetworks(workload.functions(), [1], "tanh"), part),
              note,
              quoted,
            );
      return { ...result, note: `${result.note}; plain loops ${before.toFixed(1)}, ${(before / result.ours).toFixed(1)} times as much` };
    },
  };
}

/** Networks of random weights through the functions. */
export function randomNetworks(
  functions: readonly ProductFunction[],
  hidden: readonly number[],
  activation: Activation,
): AtomicNetworkModel {
  const random = createRandom(2);
  const elements = [...new Set(functions.map((f) => f.centre))].map((atomicNumber) => {
    const own = functions.filter((f) => f.centre === atomicNumber);
    const sizes = [own.length, ...hidden, 1];
    const layers = sizes.slice(1).map((size, l) => ({
      weights: Float64Array.from({ length: sizes[l]! * size }, () => 0.1 * random.normal()),
      biases: new Float64Array(size),
    }));
    const fill = (value: number): Float64Array => new Float64Array(own.length).fill(value);
    const range = { minimum: fill(-1e9), maximum: fill(1e9) };
    return { atomicNumber, functions: own, layers, activation, energyOffset: 0, centre: fill(0), scale: fill(0.1), ...range };
  });
  return { elements };
}

export function forcesRow(
  name: string,
  { structure, functions }: Workload,
  hidden: readonly number[],
  activation: Activation,
  peer: TimedPeer,
  quoted: string,
): BenchRow {
  return {
    name,
    unit: "us/atom",
    higherIsBetter: false,
    async run() {
      const box = structure();
      const model = randomNetworks(functions(), hidden, activation);
      const potential = createAtomicNetworkPotential(model, "bench", "");
      const list = buildNeighbourList(box, potential.cutoffAngstrom);
      const atoms = box.atomicNumbers.length;
      return besidePeer(
        () => leastProcessorTime(12, () => potential.evaluate(box, list)) / atoms,
        peer,
        () => peer.time(box, model, "forces", potential.evaluate(box, list).energy),
        `${atoms} atoms, neighbour list given`,
        quoted,
      );
    },
  };
}
