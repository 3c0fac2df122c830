// The products of stored derivatives against the plain loops: two elements, odd and even numbers of functions, rows in the
// middle of a batch's matrices, samples in turns.
import { expandDescriptors } from "@adatom/models/descriptors/descriptor-config.ts";
import { createStructureDescriber } from "@adatom/models/descriptors/structure-describer.ts";
import { firstFree, placeFor, takeFrom } from "@adatom/models/kernels/derivative-products/arena.ts";
import { createDerivativeProducts, homeOf, settle } from "@adatom/models/kernels/derivative-products.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { type DescriptorSample, prepareSample, type SamplePlace } from "@adatom/models/training/descriptor-sample.ts";
import { plainContractForces, plainPullBackResiduals } from "@adatom/models/training/plain-products.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { diamond, displaced } from "../../conformance/structures.ts";

const functions = [8, 14].flatMap((z) =>
  expandDescriptors(
    z === 8
      ? { radial: { cutoff: 5, eta: [0.1, 1, 3] }, angular: { cutoff: 4.2, eta: [0.1], zeta: [1], lambda: [1] } }
      : { radial: { cutoff: 4.6, eta: [0.2] }, angular: { kind: "G5", cutoff: 4.6, eta: [0.1, 0.3], zeta: [1, 4] } },
    [8, 14],
  ).filter((f) => f.centre === z),
);
const describer = createStructureDescriber(
  [8, 14].map((atomicNumber) => ({ atomicNumber, functions: functions.filter((f) => f.centre === atomicNumber) })),
);
const { descriptors } = describer;

/** With reference forces: derivatives are made for structures that have some. */
function sampleOf(structure: Structure): DescriptorSample {
  const labelled = { ...structure, reference: { energy: 0, forces: new Float64Array(3 * structure.atomicNumbers.length) } };
  return prepareSample(labelled, buildNeighbourList(structure, 5), describer);
}

const both = sampleOf({ ...displaced(diamond(1), 0.2, 1), atomicNumbers: Uint8Array.of(14, 8, 14, 14, 8, 8, 14, 8) });
const oxygenOnly = sampleOf({ ...displaced(diamond(1), 0.2, 2), atomicNumbers: new Uint8Array(8).fill(8) });
const large = sampleOf({ ...displaced(diamond(3), 0.2, 3), atomicNumbers: Uint8Array.from({ length: 216 }, (_, i) => (i % 3 ? 14 : 8)) });

const widths = descriptors.map(({ size }) => size);
const radialSizes = descriptors.map(({ columns }) => columns.radialSize);
const place: SamplePlace = { rowStart: [3, 5], widths, radialSizes };

/** Matrices with room before and behind the sample's rows. */
function matrices(sample: DescriptorSample, seed: number): Float32Array[] {
  return widths.map((width, e) =>
    Float32Array.from({ length: (place.rowStart[e]! + sample.rowCounts[e]! + 2) * width }, (_, k) => Math.sin(seed + k)),
  );
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  assert.is(a.length, b.length);
  let largest = 0;
  for (let k = 0; k < a.length; k++) largest = Math.max(largest, Math.abs(a[k]! - b[k]!));
  return largest;
}

test("the trial has derivatives, of odd and even numbers of functions", () => {
  for (const { pairs, atomCount } of [both, oxygenOnly, large])
    assert.ok(pairs.neighbour.length > 10 * atomCount && pairs.angular.length > 0);
  assert.equal(
    widths.map((width, e) => (width - radialSizes[e]!) % 2),
    [1, 0],
  );
});

for (const form of ["plain", "relaxed"] as const) {
  test(`the ${form} form equals the plain loops, whichever sample came before`, () => {
    const products = createDerivativeProducts(form)!;
    for (const [k, sample] of [both, large, oxygenOnly, both].entries()) {
      const gradients = matrices(sample, k);
      const forces = plainContractForces(sample, gradients, place);
      // Float64 sums of some thousand products of order 1, in another order.
      assert.ok(largestDifference(products.contractForces(sample, gradients, place)!, forces) < 1e-11);

      const residuals = Float64Array.from(forces, (_, c) => Math.cos(c));
      const [found, expected] = [matrices(sample, 7), matrices(sample, 7)];
      assert.ok(products.pullBackResiduals(sample, residuals, found, place));
      plainPullBackResiduals(sample, residuals, expected, place);
      const scale = Math.max(...expected.flatMap((matrix) => [...matrix].map(Math.abs)));
      // The plain loops round to float32 after each of some fifty neighbours, the kernel once.
      for (const [e, matrix] of expected.entries()) assert.ok(largestDifference(found[e]!, matrix) < 50 * 6e-8 * scale);
    }
  });
}

test("a settled sample gives the same bits, from any instance, and in turns with others", () => {
  const [one, other] = [createDerivativeProducts()!, createDerivativeProducts()!];
  for (const sample of [both, large, oxygenOnly]) {
    const settled = settle(sample);
    assert.ok(homeOf(settled) && !homeOf(sample));
    assert.equal(settled.pairs.angular.slice(), sample.pairs.angular);
    const gradients = matrices(sample, 3);
    const forces = one.contractForces(sample, gradients, place)!;
    const residuals = forces.map((_, c) => Math.cos(c));
    const expected = matrices(sample, 7);
    one.pullBackResiduals(sample, residuals, expected, place);
    for (const products of [one, other, one]) {
      assert.equal(products.contractForces(settled, gradients, place), forces);
      const found = matrices(sample, 7);
      products.pullBackResiduals(settled, residuals, found, place);
      assert.equal(found, expected);
    }
  }
});

test("samples lie in blocks beside one another; what is too large for one is left where it is", () => {
  const size = 50e6;
  const places = Array.from({ length: 5 }, () => placeFor(size)!);
  for (const [k, { memory, at }] of places.entries()) {
    assert.ok(at >= firstFree && at + size <= memory.buffer.byteLength);
    for (const before of places.slice(0, k)) assert.ok(before.memory !== memory || before.at + size <= at);
  }
  assert.is(placeFor(2 ** 28), undefined);
  // Room for the work of threads is left beside samples.
  assert.ok(takeFrom(places[1]!.memory, 1e6));
});

test("the same bits every time", () => {
  const products = createDerivativeProducts()!;
  const gradients = matrices(both, 1);
  const first = products.contractForces(both, gradients, place);
  products.contractForces(large, matrices(large, 2), place);
  assert.equal(products.contractForces(both, gradients, place), first);
  assert.equal(createDerivativeProducts()!.contractForces(both, gradients, place), first);
});

test.run();
