// The potentials that come with Adatom, by name and by elements. One line here makes a new one known everywhere.
import { effectiveMediumMetals } from "./effective-medium.ts";
import { keatingSilicon } from "./keating.ts";
import { lennardJonesArgon } from "./lennard-jones.ts";
import { mixtureTerms } from "./mixture-name.ts";
import { morseCopper1959 } from "./morse.ts";
import { type OverlayPart, overlay } from "./overlay.ts";
import type { Potential } from "./potential.ts";
import { stillingerWeberSilicon1985, stillingerWeberSiliconVink2001 } from "./stillinger-weber.ts";
import {
  stillingerWeberCadmiumTelluride1989,
  stillingerWeberGalliumNitride2006,
  stillingerWeberGermanium1986,
} from "./stillinger-weber-sets.ts";
import {
  tersoffBoronNitrideCarbon2012,
  tersoffCarbon1989,
  tersoffGermanium1989,
  tersoffSilicon1988,
  tersoffSiliconCarbide1989,
  tersoffSiliconCarbide1994,
  tersoffSiliconGermanium1989,
} from "./tersoff-parameters.ts";

/** In order of preference: where several cover a structure's elements, the first is used out of the box. */
export const shippedPotentials: readonly Potential[] = [
  stillingerWeberSilicon1985,
  stillingerWeberSiliconVink2001,
  tersoffSilicon1988,
  tersoffCarbon1989,
  tersoffGermanium1989,
  tersoffSiliconCarbide1989,
  tersoffSiliconCarbide1994,
  tersoffSiliconGermanium1989,
  tersoffBoronNitrideCarbon2012,
  stillingerWeberGermanium1986,
  stillingerWeberGalliumNitride2006,
  stillingerWeberCadmiumTelluride1989,
  effectiveMediumMetals,
  morseCopper1959,
  lennardJonesArgon,
  keatingSilicon,
];

/** Elements without which a potential is not chosen out of the box, though it has parameters for the rest: nitrogen alone is no solid of bonds. */
const meantFor = new Map<Potential, readonly number[]>([
  [tersoffBoronNitrideCarbon2012, [5, 7]],
  [stillingerWeberGalliumNitride2006, [7, 31]],
  [stillingerWeberCadmiumTelluride1989, [48, 52]],
]);

const mixtures = new Map<string, Potential>();

/**
 * The shipped potential of that name, or the mixture of shipped potentials that it says (mixture-name.ts); undefined where there is none.
 * @throws RangeError for a mixture of potentials without a common element
 */
export function potentialByName(name: string): Potential | undefined {
  const known = shippedPotentials.find((potential) => potential.name === name) ?? mixtures.get(name);
  if (known) return known;
  const parts: OverlayPart[] = [];
  for (const { name: part, weight } of mixtureTerms(name) ?? []) {
    const potential = shippedPotentials.find((one) => one.name === part);
    if (!potential) return undefined;
    parts.push({ potential, weight });
  }
  if (parts.length === 0) return undefined;
  const mixture = overlay(
    name,
    `The sum of ${parts.map(({ potential, weight = 1 }) => `${weight} ${potential.name}`).join(" and ")}`,
    parts,
  );
  mixtures.set(name, mixture);
  return mixture;
}

/** The first shipped potential that covers all these elements (any order, repeats allowed) and is meant for them, or undefined; none for no atoms. */
export function potentialForSpecies(atomicNumbers: ArrayLike<number>): Potential | undefined {
  const present = new Set<number>();
  for (let i = 0; i < atomicNumbers.length; i++) present.add(atomicNumbers[i]!);
  if (present.size === 0) return undefined;
  return shippedPotentials.find((potential) => {
    const needed = meantFor.get(potential) ?? [];
    return [...present].every((number) => potential.species.includes(number)) && needed.every((number) => present.has(number));
  });
}
