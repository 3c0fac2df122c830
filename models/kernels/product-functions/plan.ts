// What the kernel of product functions is told of a descriptor: the structs of described.h, single.h, moments.h and triplets.h
// in one block.

import { Distinct } from "../../descriptors/angular-part.ts";
import { planMoments } from "../../descriptors/moment-plan.ts";
import { listMonomials } from "../../descriptors/monomials.ts";
import type { AngularProfile } from "../../descriptors/product-function.ts";
import type { ProductPlan } from "../../descriptors/product-plan.ts";
import { planTriplets } from "../../descriptors/triplet-plan.ts";
import { angularBank, radialBank } from "./banks.ts";
import { Block } from "./block.ts";

/** Pairs of neighbours that the kernel does at once. */
const batch = 64;

export interface KernelPlan {
  readonly bytes: Uint8Array;
  /** Room in memory that the surroundings of one atom take: this for every neighbour and empty place, and that besides. */
  readonly bytesPerNeighbour: number;
  readonly bytesBesides: number;
}

/** Numbers kept by place, and numbers besides. */
interface Part {
  readonly at: number;
  readonly numbersPerPlace: number;
  readonly numbers: number;
}

/** @returns undefined for a set with a function that the kernel does not do: an angle to a power below 1 */
export function planProductKernel(plan: ProductPlan): KernelPlan | undefined {
  const { size, species, columns, cutoff, byMoments, byTriplets } = plan;
  if (byTriplets.some(({ f }) => f.angular.form === "power" && f.angular.zeta < 1)) return undefined;
  const block = new Block();
  const head = block.room(8);
  // Twice the largest cutoff: beyond every function's reach, the third side between two such places too.
  const beyond = block.doubles([2 * cutoff]);
  const single = plan.radials.length > 0 ? writeSingle(block, plan) : undefined;
  const moments = byMoments.length > 0 ? writeMoments(block, plan) : undefined;
  const triplets = byTriplets.length > 0 ? writeTriplets(block, plan) : undefined;
  const isSorted = Number(triplets !== undefined);
  block.fill(head, [size, species.length, columns.angularSize, isSorted, beyond, single?.at ?? 0, moments?.at ?? 0, triplets?.at ?? 0]);
  const parts = [single, moments, triplets].filter((part) => part !== undefined);
  const sum = (of: (part: Part) => number): number => parts.reduce((total, part) => total + of(part), 0);
  return {
    bytes: block.bytes(),
    // Slot, distance, directions twice, gradient; and of what is taken for a moment cutoffs' values and slopes.
    bytesPerNeighbour: 8 * (14 + 2 * size + sum((part) => part.numbersPerPlace)),
    bytesBesides: 4096 + 64 * species.length + 8 * sum((part) => part.numbers),
  };
}

function writeSingle(block: Block, { radials, radial }: ProductPlan): Part {
  const at = block.room(6);
  const banks = radial.blocks.flatMap(({ offset, profiles }) => [block.ints(radialBank(block, profiles)), offset]);
  const terms = radial.combination.flatMap((own, k) => own.map(([column, weight]) => ({ target: radials[k]!.target, column, weight })));
  block.fill(at, [
    radial.size,
    block.ints(banks),
    radial.width,
    terms.length,
    block.ints(terms.flatMap(({ target, column }) => [target, column])),
    block.doubles(terms.map(({ weight }) => weight)),
  ]);
  return { at, numbersPerPlace: 2 * radial.width, numbers: 2 * radial.size };
}

function writeMoments(block: Block, { byMoments, species }: ProductPlan): Part {
  const { degree, profiles, channels, pairings } = planMoments(byMoments, species);
  const monomials = listMonomials(degree);
  const at = block.room(16);
  const pairingNumbers = pairings.map(({ a, b, members, coefficients, atOne }) => [
    a,
    b,
    members.length,
    block.ints(members.map(({ target }) => target)),
    block.ints(members.map(({ column }) => column)),
    block.doubles(coefficients),
    block.doubles(atOne),
  ]);
  block.fill(at, [
    degree,
    monomials.size,
    monomials.first[degree]!,
    block.ints(radialBank(block, profiles)),
    profiles.length,
    channels.length,
    block.ints(channels.map(({ profile }) => profile)),
    block.doubles(channels.flatMap(({ weights }) => [...weights])),
    block.ints(monomials.parent),
    block.ints(monomials.axis),
    block.doubles(monomials.multiplicity),
    block.ints(monomials.first),
    block.ints(monomials.raised),
    block.doubles(monomials.exponent),
    pairings.length,
    block.ints(pairingNumbers.flat()),
  ]);
  return {
    at,
    numbersPerPlace: 2 * profiles.length + monomials.size,
    numbers: (2 * channels.length + 6) * (monomials.size + 1) + 8 * (degree + 2),
  };
}

function writeTriplets(block: Block, { byTriplets, species }: ProductPlan): Part {
  const { angular, pairProfiles, thirdProfiles, angularProfiles } = planTriplets(byTriplets, species);
  const at = block.room(6);
  let terms = 0;
  let mostAngles = 0;
  const table = angular.map((groups, pair) => {
    const [one, other] = [Math.floor(pair / species.length), pair % species.length];
    if (groups.length === 0 || one > other) return 0;
    const angles = new Distinct<AngularProfile>();
    const groupNumbers = groups.map(({ profile, third, target, column, angle, weight }) => {
      const first = terms;
      terms += target.length;
      const own = Array.from(angle, (a) => angles.indexOf(angularProfiles[a]!));
      return [profile, third, target.length, first, block.ints(target), block.ints(column), block.ints(own), block.doubles(weight)];
    });
    mostAngles = Math.max(mostAngles, angles.items.length);
    const reach = Math.max(...groups.map(({ third }) => (third < 0 ? Number.POSITIVE_INFINITY : thirdProfiles[third]!.cutoff)));
    const bank = block.ints(angularBank(block, angles.items));
    return block.ints([bank, groups.length, block.ints(groupNumbers.flat()), block.doubles([reach ** 2])]);
  });
  const banks = [pairProfiles, thirdProfiles].flatMap((profiles) => [block.ints(radialBank(block, profiles)), profiles.length]);
  block.fill(at, [...banks, terms, block.ints(table)]);
  return {
    at,
    numbersPerPlace: 2 * pairProfiles.length,
    numbers: 2 * terms + batch * (2 * mostAngles + 4 * thirdProfiles.length + 8),
  };
}
