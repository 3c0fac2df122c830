// Which stored structures are nearest to an atom that extrapolates: what a model keeps of its training set, read when it is first asked for.
import { readFileSync } from "node:fs";
import { createDescriptor } from "@adatom/models/descriptors/create-descriptor.ts";
import { createEnvironment, gatherEnvironment } from "@adatom/models/descriptors/environment.ts";
import {
  type DescribedElement,
  type KnownEnvironments,
  knownEnvironmentsOf,
  type NearestStructure,
  nearestStructures,
} from "@adatom/models/selection/known-environments.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { decodeSnapshot } from "../store/snapshot-file.ts";
import { ByteCappedCache } from "./byte-capped-cache.ts";
import type { ModelReference } from "./contract.ts";
import { describedElements } from "./known-model.ts";

interface Known {
  readonly environments: KnownEnvironments;
  readonly elements: ReadonlyMap<number, DescribedElement>;
}

/** Some ten models. */
const knownBytes = 2 ** 26;

export class NearestKnown {
  private readonly known = new ByteCappedCache<{ readonly of: Known | null }>(knownBytes);

  /** Nearest first, as many structures as asked for; none where the model keeps nothing. */
  of(structure: Structure, atom: number, reference: ModelReference, count: number): NearestStructure[] {
    if (reference.kind !== "stored") return [];
    const known = this.load(reference.path);
    const element = known?.elements.get(structure.atomicNumbers[atom]!);
    if (!known || !element) return [];
    const descriptor = createDescriptor(element.functions);
    const environment = createEnvironment();
    const values = new Float64Array(descriptor.size);
    gatherEnvironment(environment, descriptor, structure, buildNeighbourList(structure, descriptor.cutoff), atom);
    descriptor.values(environment, values);
    return nearestStructures(known.environments, element, values, count);
  }

  private load(path: string): Known | null {
    const held = this.known.get(path);
    if (held) return held.of;
    const bytes = readFileSync(path);
    const snapshot = decodeSnapshot(bytes);
    const environments = knownEnvironmentsOf(snapshot);
    const elements = environments && describedElements(snapshot);
    const of = environments && elements ? { environments, elements: new Map(elements.map((one) => [one.atomicNumber, one])) } : null;
    this.known.set(path, { of }, bytes.byteLength);
    return of;
  }
}
