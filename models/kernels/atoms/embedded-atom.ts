// The embedded-atom method as the kernel knows it: its plan in its memory. The formulas stand in potentials/eam.ts.
import { splineStride } from "../../potentials/eam-spline.ts";
import type { AtomsKernel } from "./engine.ts";
import type { PartPotential } from "./part-evaluation.ts";

export interface EmbeddedAtomTables {
  /** Atomic numbers; the place in this list is the index below. */
  readonly species: readonly number[];
  readonly densityStep: number;
  readonly largestDensity: number;
  /** Of functions of distance. */
  readonly nodesPerAngstrom: number;
  readonly cutoffAngstrom: number;
  /** Splines of seven numbers a node (potentials/eam-spline.ts), of which the kernel takes the cubics: F by species; density by giving and receiving species, and r phi, at a S + b. */
  readonly embedding: readonly Float64Array[];
  readonly density: readonly Float64Array[];
  readonly pair: readonly Float64Array[];
}

/** Bytes of the struct EamPlan up to its pointers, and in all. */
const pointersAt = 32 + 12 + 1024;
const planBytes = pointersAt + 12;

/** Undefined for tables of different lengths: those are left to the plain loops. */
export function embeddedAtomKernel(tables: EmbeddedAtomTables): PartPotential | undefined {
  const { species, embedding, density, pair } = tables;
  const distances = pair[0]!.length;
  const densities = embedding[0]!.length;
  if ([...density, ...pair].some((one) => one.length !== distances) || embedding.some((one) => one.length !== densities)) return undefined;
  return {
    first: "embedded_atom_densities",
    function: "embedded_atom",
    writePlan({ heap }: AtomsKernel): number {
      // Tables that are the same array are one in the kernel's memory too.
      const written = new Map<Float64Array, number>();
      const address = (table: Float64Array): number => {
        const known = written.get(table);
        if (known !== undefined) return known;
        const cubics = table.filter((_, k) => k % splineStride >= splineStride - 4);
        const at = heap.allocate(8 * cubics.length);
        heap.float64(at, cubics.length).set(cubics);
        written.set(table, at);
        return at;
      };
      const list = (all: readonly Float64Array[]): number => {
        const addresses = all.map(address);
        const at = heap.allocate(4 * addresses.length);
        heap.int32(at, addresses.length).set(addresses);
        return at;
      };
      const pointers = [list(density), list(pair), list(embedding)];
      const plan = heap.allocate(planBytes);
      heap.float64(plan, 4).set([tables.cutoffAngstrom, tables.nodesPerAngstrom, tables.densityStep, tables.largestDensity]);
      const words = heap.int32(plan + 32, (planBytes - 32) / 4).fill(0);
      words.set([species.length, distances / splineStride - 2, densities / splineStride - 2]);
      for (const [place, number] of species.entries()) words[3 + number] = place;
      words.set(pointers, (pointersAt - 32) / 4);
      return plan;
    },
  };
}
