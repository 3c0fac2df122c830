// The models that compute has loaded: potentials shipped in the code, versions of learned ones read from the store, and
// potentials of other programs read from their files.
import { readFileSync } from "node:fs";
import { createLearnedPotential } from "@adatom/models/networks/learned-potential.ts";
import { potentialByName, shippedPotentials } from "@adatom/models/potentials/index.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import { decodeSnapshot } from "../store/snapshot-file.ts";
import type { ModelReference } from "./contract.ts";
import { readImported } from "./imported-models.ts";

/** Learned models kept loaded; the one used longest ago goes first. */
const mostLoaded = 16;

/** Same identity, same numbers: a stored version never changes, and its file is its own. */
export function modelIdentity(reference: ModelReference): string {
  if (reference.kind === "imported") return `imported:${JSON.stringify(reference.source)}:${reference.stamp}`;
  return reference.kind === "shipped" ? `shipped:${reference.name}` : `stored:${reference.path}`;
}

/** How users see it: "sw-si-1985", "si@3"; an imported one by its name in adatom.json. */
export function modelLabel(reference: ModelReference): string {
  return reference.kind === "stored" ? `${reference.name}@${reference.version}` : reference.name;
}

export class ModelRegistry {
  private readonly loaded = new Map<string, Potential>();

  /** @throws Failure UnknownModel where the name or the file is not there or not a sound model */
  load(reference: ModelReference): Potential {
    if (reference.kind === "shipped") {
      const potential = potentialByName(reference.name);
      if (potential) return potential;
      const known = shippedPotentials.map((shipped) => shipped.name).join(", ");
      throw new Failure("UnknownModel", `There is no shipped potential "${reference.name}". There are: ${known}.`);
    }
    const identity = modelIdentity(reference);
    const potential = this.loaded.get(identity) ?? read(reference);
    this.loaded.delete(identity);
    this.loaded.set(identity, potential);
    const [oldest] = this.loaded.keys();
    if (this.loaded.size > mostLoaded && oldest !== undefined) this.loaded.delete(oldest);
    return potential;
  }

  names(): string[] {
    return [...this.loaded.values()].map((potential) => potential.name);
  }
}

function read(reference: Exclude<ModelReference, { kind: "shipped" }>): Potential {
  return reference.kind === "stored" ? readStored(reference.path, modelLabel(reference)) : readImported(reference);
}

function readStored(path: string, label: string): Potential {
  try {
    return createLearnedPotential(decodeSnapshot(readFileSync(path)), label);
  } catch (error) {
    throw new Failure("UnknownModel", `Model ${label} cannot be loaded from ${path}: ${(error as Error).message}. Train it again.`);
  }
}
