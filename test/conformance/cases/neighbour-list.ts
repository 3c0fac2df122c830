// The neighbour list and the histograms over it: distances and angles, against float64 loops over the pairs of the plain list.
import { findBonds } from "@adatom/models/analysis/bonds.ts";
import * as processor from "@adatom/models/kernels/atoms/histograms.ts";
import { buildFastList } from "@adatom/models/kernels/atoms/kernel-neighbour-list.ts";
import { deviceObstacle } from "@adatom/models/kernels/gpu/device-system.ts";
import * as gpu from "@adatom/models/kernels/gpu/histograms.ts";
import { buildNeighbourList, type NeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { ofSpecies } from "../../fixtures/lammps/sample-solids.ts";
import { deformed, diamond, displaced, liquid, primitiveDiamond, resheared } from "../structures.ts";
import type { ConformanceCase, Results } from "../suite/case.ts";

/** Not 180: angles between images of one atom would lie on the bounds. */
const bins = 179;

/** Every pair as numbers that sort: atom, neighbour, image; five a pair. */
function pairsOf({ first, neighbour, shift }: NeighbourList, atoms: number): number[] {
  const rows: number[][] = [];
  for (let i = 0; i < atoms; i++)
    for (let e = first[i]!; e < first[i + 1]!; e++) rows.push([i, neighbour[e]!, ...shift.slice(3 * e, 3 * e + 3)]);
  const before = (a: number[], b: number[]): number => a.reduce((order, value, k) => order || value - b[k]!, 0);
  return rows.sort(before).flat();
}

interface Histograms {
  readonly pairs: number[];
  readonly distances: Float64Array;
  readonly angles: Float64Array;
}

/** By the definition, over the plain list. */
function plainHistograms(structure: Structure, cutoff: number): Histograms {
  const { positions, cell, atomicNumbers } = structure;
  const list = buildNeighbourList(structure, cutoff);
  const { first, neighbour, shift } = list;
  const species = [...new Set(atomicNumbers)].sort((a, b) => a - b);
  const kinds = species.length;
  const distances = new Float64Array(bins * kinds ** 2);
  const angles = new Float64Array(bins * kinds ** 3);
  for (let i = 0; i < atomicNumbers.length; i++) {
    const rows = [];
    for (let e = first[i]!; e < first[i + 1]!; e++) {
      const j = neighbour[e]!;
      const vector = [0, 1, 2].map((a) => {
        const images = [0, 1, 2].reduce((way, k) => way + shift[3 * e + k]! * cell[3 * k + a]!, 0);
        return positions[3 * j + a]! - positions[3 * i + a]! + images;
      });
      rows.push({ vector, length: Math.hypot(...vector), kind: species.indexOf(atomicNumbers[j]!) });
    }
    const own = species.indexOf(atomicNumbers[i]!);
    for (const [b, one] of rows.entries()) {
      distances[(own * kinds + one.kind) * bins + Math.min(bins - 1, Math.floor((one.length * bins) / cutoff))]!++;
      for (const other of rows.slice(b + 1)) {
        const dot = one.vector.reduce((total, value, a) => total + value * other.vector[a]!, 0);
        const angle = Math.acos(Math.max(-1, Math.min(1, dot / (one.length * other.length))));
        const place = (own * kinds + Math.min(one.kind, other.kind)) * kinds + Math.max(one.kind, other.kind);
        angles[place * bins + Math.min(bins - 1, Math.floor((angle * bins) / Math.PI))]!++;
      }
    }
  }
  return { pairs: pairsOf(list, atomicNumbers.length), distances, angles };
}

const sum = (counts: ArrayLike<number>): number =>
  Array.prototype.reduce.call(counts, (total, one) => (total as number) + (one as number), 0) as number;

function results({
  pairs,
  distances,
  angles,
}: (Omit<Histograms, "pairs"> & { readonly pairs?: readonly number[] }) | GpuHistograms): Results {
  return [
    ...(pairs ? [{ quantity: "pairs of the neighbour list", values: pairs } as const] : []),
    { quantity: "number of pairs", values: [sum(distances)] },
    { quantity: "distances by bins", values: distances },
    { quantity: "number of angles", values: [sum(angles)] },
    { quantity: "angles by bins", values: angles },
  ];
}

interface GpuHistograms {
  readonly pairs?: undefined;
  readonly distances: ArrayLike<number>;
  readonly angles: ArrayLike<number>;
}

function histogramCase(name: string, structure: Structure, cutoff: number): ConformanceCase {
  const fits = deviceObstacle(structure, cutoff, 0.01) === null;
  return {
    subject: "neighbour list, histograms",
    name,
    covers: [
      ...["team.c", "part.h", "build.h", "functions.h", "histograms.h"].map((file) => `kernels/atoms/${file}`),
      ...["neighbour-rows", "histograms", "fixed-point", "state"].map((file) => `kernels/gpu/${file}.wgsl.ts`),
    ],
    reference: () => results(plainHistograms(structure, cutoff)),
    onProcessor() {
      const distances = processor.countDistances(structure, cutoff, bins);
      const angles = processor.countAngles(structure, findBonds(structure, cutoff), bins);
      if (!distances || !angles) throw new Error("there is no kernel here");
      return results({
        pairs: pairsOf(buildFastList(structure, cutoff), structure.atomicNumbers.length),
        distances: distances.counts,
        angles: angles.counts,
      });
    },
    ...(fits && {
      async onGpu(device: GPUDevice) {
        const { counts } = await gpu.countDistances(device, structure, cutoff, bins);
        return results({ distances: counts, angles: (await gpu.countAngles(device, structure, cutoff, bins)).counts });
      },
    }),
  };
}

/** A slab with half of the cell empty: rows and bins are fuller than the mean tells, so that both run over at first. */
function slab(): Structure {
  const whole = displaced(diamond(3), 0.2, 5);
  return { ...whole, cell: whole.cell.map((value, p) => (p === 8 ? 3 * value : value)) };
}

const twoElements = ofSpecies(displaced(diamond(3), 0.2, 5), [6, 14, 14]);

export const neighbourListCases: readonly ConformanceCase[] = [
  histogramCase("two elements", twoElements, 3.6),
  histogramCase("a skewed cell", deformed(twoElements, [0, 0.3, 0, 0, 0, 0.2, 0, 0, 0]), 3.6),
  histogramCase("a slab", slab(), 5),
  histogramCase("several parts", ofSpecies(displaced(diamond(8), 0.2, 1), [14, 14, 8]), 3.1),
  histogramCase("a cell smaller than the cutoff", resheared(displaced(primitiveDiamond(), 0.1, 2)), 6.3),
  histogramCase("a liquid of three elements", ofSpecies(liquid(301, 14, 0.05, 1.9, 3), [6, 1, 8]), 4),
  histogramCase("no cell", { ...displaced(diamond(6), 0.1, 7), cell: new Float64Array(9), periodic: [false, false, false] }, 4.1),
];
