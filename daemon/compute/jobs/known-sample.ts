// Surroundings of a training set's atoms for the model that was trained on them, gathered a structure at a time.
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { EnvironmentSampler, mostStructuresKnown, withKnownEnvironments } from "@adatom/models/selection/known-environments.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { describedElements } from "../known-model.ts";

export class KnownSample {
  private readonly model: Snapshot;
  private readonly structures: readonly Structure[];
  private readonly labelOf: (structure: Structure) => string;
  private readonly sampler: EnvironmentSampler | null;
  private next = 0;

  constructor(model: Snapshot, trained: readonly Structure[], labelOf: (structure: Structure) => string) {
    const count = Math.min(trained.length, mostStructuresKnown);
    const elements = describedElements(model);
    this.model = model;
    this.structures = elements ? Array.from({ length: count }, (_, k) => trained[Math.floor((k * trained.length) / count)]!) : [];
    this.labelOf = labelOf;
    this.sampler = elements && new EnvironmentSampler(elements, count);
  }

  get total(): number {
    return this.structures.length;
  }

  /** The model to be stored, once every structure has been looked at. */
  step(): Snapshot | null {
    const structure = this.structures[this.next++];
    if (structure) this.sampler!.add(structure, this.labelOf(structure));
    if (this.next < this.structures.length) return null;
    return this.sampler && this.structures.length > 0 ? withKnownEnvironments(this.model, this.sampler.finish()) : this.model;
  }
}
