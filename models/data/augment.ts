// New structures from those there are: scaled (at random, or evenly for a curve), strained, sheared, displaced, with vacancies. What comes out has no labels.
import { createRandom, type Random } from "../dynamics/random.ts";
import { isNoCell } from "../structure/cell.ts";
import type { Structure } from "../structure/structure.ts";
import { unlabelled } from "./unlabelled.ts";

export const augmentations = ["scale", "strain", "shear", "displacement", "vacancies", "scale-series"] as const;
export type Augmentation = (typeof augmentations)[number];

export interface AugmentOptions {
  /** Taken in turn. */
  readonly kinds: readonly Augmentation[];
  /** New structures of every structure. */
  readonly copies: number;
  /**
   * Largest relative change of lengths, and of angles in radians: scale, strain, shear; drawn evenly from - to +. A scale-series
   * takes its copies evenly from - to + instead.
   */
  readonly deformation: number;
  /** Largest displacement along each axis, angstrom, drawn evenly. */
  readonly displacementAngstrom: number;
  /** Atoms taken out. */
  readonly vacancies: number;
  readonly seed: number;
}

/** Under which a scale-series says each structure's factor. */
export const scaleKey = "scale";

/** @throws RangeError where vacancies would leave no atom */
export function* augment(structures: readonly Structure[], options: AugmentOptions): Generator<Structure> {
  const random = createRandom(options.seed);
  for (const [index, structure] of structures.entries()) {
    for (let copy = 0; copy < options.copies; copy++) {
      const { kinds } = options;
      const kind = kinds[copy % kinds.length]!;
      if (kind === "scale-series") {
        const place = Math.floor(copy / kinds.length);
        const last = Math.ceil((options.copies - (copy % kinds.length)) / kinds.length) - 1;
        const factor = last === 0 ? 1 : 1 + options.deformation * ((2 * place) / last - 1);
        yield unlabelled(scaledBy(structure, factor), { augmented: kind, augmented_from: index, [scaleKey]: factor });
      } else yield unlabelled(change(structure, kind, options, random), { augmented: kind, augmented_from: index });
    }
  }
}

/**
 * A mixture of `total` structures: a share of new ones, made in turn from all given, and of those given so many as the rest, drawn
 * without repetition with the options' seed; in an order drawn likewise.
 * @throws RangeError where more given structures are wanted than there are
 */
export function mixture(
  structures: readonly Structure[],
  share: number,
  total: number,
  options: Omit<AugmentOptions, "copies">,
): Structure[] {
  const made = Math.round(share * total);
  const kept = total - made;
  if (kept > structures.length)
    throw new RangeError(
      `${kept} of ${total} structures are to be given ones, and there are ${structures.length}: ask for fewer, or a larger share of new ones`,
    );
  const mixed: Structure[] = [];
  const copies = Math.ceil(made / structures.length);
  const all = [...augment(structures, { ...options, copies })];
  // Copy by copy over all structures, so that each is changed as often as the others.
  for (let copy = 0; copy < copies; copy++) {
    for (let k = 0; k < structures.length && mixed.length < made; k++) mixed.push(all[k * copies + copy]!);
  }
  const random = createRandom(options.seed);
  return drawn([...mixed, ...drawn(structures, random).slice(0, kept)], random);
}

function drawn<T>(list: readonly T[], random: Random): T[] {
  return list
    .map((one) => ({ one, place: random.uniform() }))
    .sort((a, b) => a.place - b.place)
    .map(({ one }) => one);
}

function change(structure: Structure, kind: Exclude<Augmentation, "scale-series">, options: AugmentOptions, random: Random): Structure {
  const amount = options.deformation * (2 * random.uniform() - 1);
  const identity = [1, 0, 0, 0, 1, 0, 0, 0, 1];
  switch (kind) {
    case "scale":
      return scaledBy(structure, 1 + amount);
    case "strain": {
      identity[4 * random.integer(3)] = 1 + amount;
      return deform(structure, identity);
    }
    case "shear": {
      // The six places off the diagonal.
      identity[[1, 2, 3, 5, 6, 7][random.integer(6)]!] = amount;
      return deform(structure, identity);
    }
    case "displacement":
      return {
        ...structure,
        positions: structure.positions.map((x) => x + options.displacementAngstrom * (2 * random.uniform() - 1)),
      };
    case "vacancies":
      return withVacancies(structure, options.vacancies, random);
  }
}

/** Cell and positions times a number; a molecule about its middle. */
export function scaledBy(structure: Structure, factor: number): Structure {
  return deform(structure, [factor, 0, 0, 0, factor, 0, 0, 0, factor]);
}

/** Cell and positions times a 3 x 3 matrix, rows as vectors; a molecule about its middle. */
export function deform(structure: Structure, matrix: readonly number[]): Structure {
  const times = (vectors: Float64Array, about: readonly number[]): Float64Array =>
    vectors.map((_, k) => {
      const row = k - (k % 3);
      let sum = about[k % 3]!;
      for (let c = 0; c < 3; c++) sum += (vectors[row + c]! - about[c]!) * matrix[3 * c + (k % 3)]!;
      return sum;
    });
  const origin = [0, 0, 0];
  const { positions, cell } = structure;
  const count = structure.atomicNumbers.length;
  const middle = isNoCell(cell) ? origin.map((_, c) => positions.reduce((sum, x, k) => sum + (k % 3 === c ? x / count : 0), 0)) : origin;
  return { ...structure, positions: times(positions, middle), cell: times(cell, origin) };
}

function withVacancies(structure: Structure, vacancies: number, random: Random): Structure {
  const count = structure.atomicNumbers.length;
  if (vacancies >= count) throw new RangeError(`${vacancies} vacancies leave nothing of a structure of ${count} atoms: ask for fewer`);
  const kept = Array.from({ length: count }, (_, i) => i);
  for (let k = 0; k < vacancies; k++) kept.splice(random.integer(kept.length), 1);
  return {
    ...structure,
    atomicNumbers: Uint8Array.from(kept, (i) => structure.atomicNumbers[i]!),
    positions: Float64Array.from({ length: 3 * kept.length }, (_, k) => structure.positions[3 * kept[Math.floor(k / 3)]! + (k % 3)]!),
  };
}
