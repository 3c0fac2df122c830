// Stillinger-Weber on a device, of one or several elements: one thread an atom, its bonds' exponentials computed once and
// shared by its triplets. The formula stands in potentials/stillinger-weber.ts, which is the reference; a triplet's energy
// stays with its centre here.
import type { StillingerWeberTables } from "../atoms/stillinger-weber.ts";
import type { DevicePotential } from "./device-potential.ts";
import { stillingerWeberSource } from "./stillinger-weber.wgsl.ts";

export function stillingerWeberOnDevice(tables: StillingerWeberTables): DevicePotential {
  const { species, legs, strengths, cosines } = tables;
  const legNumbers = legs.flatMap(({ epsilon, sigma, gamma, bigA, bigB, p, q, end, reach }) => {
    // Nearer to the end than this both exponentials are 0 in float32, and r = end would divide by 0.
    const nearest = Math.min(reach, end - (Math.min(1, gamma || 1) * sigma) / 85);
    return [epsilon * bigA, sigma, end, nearest, gamma, bigB, p, q];
  });
  const numbers = [...legNumbers, ...Array.from(strengths), ...Array.from(cosines)];
  const several = species.length > 1;
  return {
    species,
    cutoffAngstrom: Math.max(...legs.map((leg) => leg.end)),
    bonds: 8,
    atomsPerWorkgroup: "threads",
    source: (capacity) => stillingerWeberSource(species.length, numbers, capacity),
    needsSpecies: several,
    tables: several ? [Float32Array.from(numbers)] : [],
  };
}
