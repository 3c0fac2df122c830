// The models that compute has loaded: potentials shipped in the code, versions of learned ones read from the store, and
// potentials of other programs read from their files.
import { readFileSync } from "node:fs";
import { createLearnedPotential } from "@adatom/models/networks/learned-potential.ts";
import { potentialByName, shippedPotentials } from "@adatom/models/potentials/index.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import { decodeSnapshot } from "../store/snapshot-file.ts";
import { ByteCappedCache } from "./byte-capped-cache.ts";
import type { ForceReference, ModelReference } from "./contract.ts";
import { readImported } from "./imported-models.ts";
import { defaultCaps } from "./memory-caps.ts";

/** Beside its file's numbers: the memory that its kernels start with. */
const bytesBesideFile = 2 ** 18;

export interface HeldModel {
  readonly name: string;
  readonly bytes: number;
}

/** Same identity, same numbers: a stored version never changes, and its file is its own. */
export function modelIdentity(reference: ModelReference): string {
  if (reference.kind === "imported") return `imported:${JSON.stringify(reference.source)}:${reference.stamp}`;
  return reference.kind === "shipped" ? `shipped:${reference.name}` : `stored:${reference.path}`;
}

/** How users see it: "sw-si-1985", "si@3"; an imported one and a calculator by their names in adatom.json. */
export function modelLabel(reference: ForceReference): string {
  return reference.kind === "stored" ? `${reference.name}@${reference.version}` : reference.name;
}

/** What jobs ask for potentials. */
export interface ModelLoader {
  load(reference: ForceReference): Potential;
}

export class ModelRegistry implements ModelLoader {
  /** Learned and imported models; the ones used longest ago make room. */
  private readonly loaded: ByteCappedCache<Potential>;

  constructor(modelBytes: number = defaultCaps().modelBytes) {
    this.loaded = new ByteCappedCache(modelBytes);
  }

  /** @throws Failure UnknownModel where the name or the file is not there or not a sound model */
  load(reference: ForceReference): Potential {
    // Only a run that is stepped around its calculator's answers (jobs/calculated.ts) has one as a potential.
    if (reference.kind === "calculator")
      throw new Failure("UnknownModel", `${reference.name} is a calculator, and a model is needed here. Name a potential or a model.`);
    if (reference.kind === "shipped") {
      const potential = shipped(reference.name);
      if (potential) return potential;
      const known = shippedPotentials.map((shipped) => shipped.name).join(", ");
      throw new Failure("UnknownModel", `There is no shipped potential "${reference.name}". There are: ${known}.`);
    }
    const identity = modelIdentity(reference);
    const held = this.loaded.get(identity);
    if (held) return held;
    const { potential, bytes } = read(reference);
    this.loaded.set(identity, potential, bytes + bytesBesideFile);
    return potential;
  }

  /** What is held ready, the one used longest ago first. */
  held(): HeldModel[] {
    return this.loaded.list().map(({ value, bytes }) => ({ name: value.name, bytes }));
  }
}

/** By name, or a sum of them by their names. */
function shipped(name: string): Potential | undefined {
  try {
    return potentialByName(name);
  } catch (error) {
    throw new Failure("UnknownModel", (error as Error).message);
  }
}

interface ReadModel {
  readonly potential: Potential;
  /** Of its files, where they are large. */
  readonly bytes: number;
}

function read(reference: Exclude<ModelReference, { kind: "shipped" }>): ReadModel {
  return reference.kind === "stored" ? readStored(reference.path, modelLabel(reference)) : { potential: readImported(reference), bytes: 0 };
}

function readStored(path: string, label: string): ReadModel {
  try {
    const file = readFileSync(path);
    return { potential: createLearnedPotential(decodeSnapshot(file), label), bytes: file.byteLength };
  } catch (error) {
    throw new Failure("UnknownModel", `Model ${label} cannot be loaded from ${path}: ${(error as Error).message}. Train it again.`);
  }
}
