// The moving images of a nudged elastic band as one field of forces, for FIRE to walk on.
import type { Potential } from "../potentials/potential.ts";
import type { Structure } from "../structure/structure.ts";
import type { Snapshot } from "./dynamics.ts";
import { type ForceField, longest } from "./landscape.ts";
import { MovingStructure } from "./moving-structure.ts";
import { bandForce } from "./path.ts";

export interface BandOptions {
  readonly springConstant: number;
  readonly fixed: Uint8Array | null;
}

export class Band implements ForceField {
  /** Positions of all moving images one after another. */
  readonly coordinates: Float64Array;
  readonly forces: Float64Array;
  /** Whether the highest image climbs. */
  climbing: boolean;
  private readonly options: BandOptions;
  /** Both ends too, which stand still. */
  private readonly images: readonly MovingStructure[];

  constructor(images: readonly MovingStructure[], options: BandOptions, climbing: boolean) {
    const count = images[0]!.positions.length;
    this.images = images;
    this.options = options;
    this.climbing = climbing;
    this.coordinates = new Float64Array(count * (images.length - 2));
    this.forces = new Float64Array(this.coordinates.length);
    for (let k = 1; k + 1 < images.length; k++) this.coordinates.set(images[k]!.positions, (k - 1) * count);
    this.takeForces();
  }

  /** @param structures all images from end to end, each atom's positions continuous from one to the next */
  static start(structures: readonly Structure[], potential: Potential, skinAngstrom: number, options: BandOptions): Band {
    potential.announce?.(structures);
    return new Band(
      structures.map((structure) => MovingStructure.start(structure, potential, skinAngstrom)),
      options,
      false,
    );
  }

  static resume(snapshots: readonly Snapshot[], potential: Potential, options: BandOptions, climbing: boolean): Band {
    return new Band(
      snapshots.map((snapshot) => MovingStructure.resume(potential, snapshot)),
      options,
      climbing,
    );
  }

  evaluate(): void {
    const { images, coordinates } = this;
    const count = images[0]!.positions.length;
    const inner = images.slice(1, -1);
    for (const [k, image] of inner.entries()) image.positions.set(coordinates.subarray(k * count, (k + 1) * count));
    const { potential } = images[0]!;
    potential.announce?.(inner.map((image) => image.structure()));
    for (const image of inner) image.evaluate();
    this.takeForces();
  }

  /** Forces by the band's present rules: after `climbing` was changed. */
  takeForces(): void {
    const { images, forces, options } = this;
    const count = images[0]!.positions.length;
    const energies = this.energies();
    const top = highest(energies);
    for (let k = 1; k + 1 < images.length; k++) {
      const [before, here, after] = [images[k - 1]!, images[k]!, images[k + 1]!];
      const around = {
        energies: [energies[k - 1]!, energies[k]!, energies[k + 1]!] as const,
        arriving: here.positions.map((x, p) => x - before.positions[p]!),
        leaving: after.positions.map((x, p) => x - here.positions[p]!),
      };
      const into = forces.subarray((k - 1) * count, k * count);
      const own = here.evaluation.forces.slice();
      const { fixed } = options;
      if (fixed) for (let i = 0; i < fixed.length; i++) if (fixed[i] === 1) own.fill(0, 3 * i, 3 * i + 3);
      bandForce(own, around, options.springConstant, this.climbing && k === top, into);
      if (fixed) for (let i = 0; i < fixed.length; i++) if (fixed[i] === 1) into.fill(0, 3 * i, 3 * i + 3);
    }
  }

  energies(): number[] {
    return this.images.map((image) => image.evaluation.energy);
  }

  maximumForce(): number {
    return longest(this.forces);
  }

  structures(): Structure[] {
    return this.images.map((image) => image.structure());
  }

  snapshots(): Snapshot[] {
    return this.images.map((image) => image.snapshot());
  }
}

/** Highest image that is not an end. */
function highest(energies: readonly number[]): number {
  let top = 1;
  for (let k = 1; k + 1 < energies.length; k++) if (energies[k]! > energies[top]!) top = k;
  return top;
}
