// Products of stored derivatives, as training makes them: two elements, odd and even numbers of functions, rows in the middle of a
// batch's matrices.
import { expandDescriptors } from "@adatom/models/descriptors/descriptor-config.ts";
import { createStructureDescriber } from "@adatom/models/descriptors/structure-describer.ts";
import { createDerivativeProducts, type DerivativeProducts } from "@adatom/models/kernels/derivative-products.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { type DescriptorSample, prepareSample, type SamplePlace } from "@adatom/models/training/descriptor-sample.ts";
import { plainContractForces, plainPullBackResiduals } from "@adatom/models/training/plain-products.ts";
import { diamond, displaced } from "../structures.ts";
import type { ConformanceCase, Processor, Result, Results } from "../suite/case.ts";
import { largest } from "../suite/compare.ts";

/** Two elements, odd and even numbers of functions. */
const describer = createStructureDescriber(
  [
    {
      atomicNumber: 8,
      config: { radial: { cutoff: 5, eta: [0.1, 1, 3] }, angular: { cutoff: 4.2, eta: [0.1], zeta: [1], lambda: [1] as (1 | -1)[] } },
    },
    {
      atomicNumber: 14,
      config: { radial: { cutoff: 4.6, eta: [0.2] }, angular: { kind: "G5" as const, cutoff: 4.6, eta: [0.1, 0.3], zeta: [1, 4] } },
    },
  ].map(({ atomicNumber, config }) => ({
    atomicNumber,
    functions: expandDescriptors(config, [8, 14]).filter((f) => f.centre === atomicNumber),
  })),
);

/** With reference forces: derivatives are made for structures that have some. */
function sampleOf(structure: Structure): DescriptorSample {
  const labelled = { ...structure, reference: { energy: 0, forces: new Float64Array(3 * structure.atomicNumbers.length) } };
  return prepareSample(labelled, buildNeighbourList(structure, 5), describer);
}

const widths = describer.descriptors.map(({ size }) => size);
const radialSizes = describer.descriptors.map(({ columns }) => columns.radialSize);
/** In the middle of a batch's matrices. */
export const place: SamplePlace = { rowStart: [3, 5], widths, radialSizes };

/** Matrices with room before and behind the sample's rows. */
export const matrices = (sample: DescriptorSample, seed: number): Float32Array[] =>
  widths.map((width, e) =>
    Float32Array.from({ length: (place.rowStart[e]! + sample.rowCounts[e]! + 2) * width }, (_, k) => Math.sin(seed + k)),
  );

const structures: readonly (readonly [string, () => Structure])[] = [
  ["two elements", () => ({ ...displaced(diamond(1), 0.2, 1), atomicNumbers: Uint8Array.of(14, 8, 14, 14, 8, 8, 14, 8) })],
  ["one of the elements", () => ({ ...displaced(diamond(1), 0.2, 2), atomicNumbers: new Uint8Array(8).fill(8) })],
  ["216 atoms", () => ({ ...displaced(diamond(3), 0.2, 3), atomicNumbers: Uint8Array.from({ length: 216 }, (_, i) => (i % 3 ? 14 : 8)) })],
];

/** Made when asked for. */
export const derivativeSamples = structures.map(([name, structure]) => {
  let made: DescriptorSample | undefined;
  return {
    name,
    sample: (): DescriptorSample => {
      made ??= sampleOf(structure());
      return made;
    },
  };
});

/** One of each form for all samples: what it keeps of one is nothing to the next. */
const products = new Map<Processor["form"], DerivativeProducts>();
function productsOf(form: Processor["form"]): DerivativeProducts {
  const found = products.get(form) ?? createDerivativeProducts(form)!;
  products.set(form, found);
  return found;
}

export const derivativeProductCases: readonly ConformanceCase[] = derivativeSamples.map(({ name, sample }, seed) => {
  const gradients = (): Float32Array[] => matrices(sample(), seed);
  const residuals = (): Float64Array => Float64Array.from({ length: 3 * sample().atomCount }, (_, c) => Math.cos(c));
  const results = (forces: Float64Array, pulled: readonly Float32Array[]): Results => [
    { quantity: "forces of stored derivatives", values: forces },
    ...pulled.map((values): Result => ({ quantity: "residuals pulled back", values, scale: Math.max(...pulled.map(largest)) })),
  ];
  return {
    subject: "products of stored derivatives",
    name,
    covers: ["kernels/derivative-products/"],
    reference() {
      const pulled = matrices(sample(), 7);
      plainPullBackResiduals(sample(), residuals(), pulled, place);
      return results(plainContractForces(sample(), gradients(), place), pulled);
    },
    onProcessor({ form }) {
      const pulled = matrices(sample(), 7);
      const forces = productsOf(form).contractForces(sample(), gradients(), place);
      if (!forces || !productsOf(form).pullBackResiduals(sample(), residuals(), pulled, place)) throw new Error("the sample is too large");
      return results(forces, pulled);
    },
  };
});
