// Tersoff on a device: one thread an atom. Formulas and bounds are those of potentials/tersoff.ts, which is the reference.
import type { TripleEntry } from "../../potentials/species-table.ts";
import { tripleTable } from "../../potentials/species-table.ts";
import type { TersoffParameters } from "../../potentials/tersoff.ts";
import type { DevicePotential } from "./device-potential.ts";
import { tersoffSource, tersoffStride } from "./tersoff.wgsl.ts";

export function tersoffOnDevice(name: string, entries: readonly TripleEntry<TersoffParameters>[]): DevicePotential {
  const { species, parameters } = tripleTable(entries, name);
  const table = Float32Array.from(
    parameters.flatMap((one) => {
      const { m, gamma, lambda3, c, d, cosTheta0, n, beta, lambda2, bigB, bigR, bigD, lambda1, bigA } = one;
      const row = [m, gamma, lambda3, c * c, d * d, cosTheta0, n, beta, lambda2, bigB, bigR, bigD, lambda1, bigA, (c * c) / (d * d)];
      return [...row, ...new Array<number>(tersoffStride - row.length).fill(0)];
    }),
  );
  return {
    species,
    cutoffAngstrom: Math.max(...parameters.map((one) => one.bigR + one.bigD)),
    bonds: 8,
    atomsPerWorkgroup: "threads",
    source: (capacity) => tersoffSource(species.length, capacity),
    needsSpecies: true,
    tables: [table],
  };
}
