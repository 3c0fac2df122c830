// The products of stored derivatives: samples that lie in place, samples in turns, the same bits. (Their numbers against the plain loops:
// test/conformance/cases/derivative-products.ts.)
import { firstFree, placeFor, takeFrom } from "@adatom/models/kernels/derivative-products/arena.ts";
import { createDerivativeProducts, homeOf, settle } from "@adatom/models/kernels/derivative-products.ts";
import type { DescriptorSample } from "@adatom/models/training/descriptor-sample.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { derivativeSamples, matrices, place } from "../../conformance/cases/derivative-products.ts";

const [both, oxygenOnly, large] = derivativeSamples.map(({ sample }) => sample()) as [DescriptorSample, DescriptorSample, DescriptorSample];

test("the trial has derivatives, of odd and even numbers of functions", () => {
  for (const { pairs, atomCount } of [both, oxygenOnly, large])
    assert.ok(pairs.neighbour.length > 10 * atomCount && pairs.angular.length > 0);
  assert.equal(
    place.widths.map((width, e) => (width - place.radialSizes[e]!) % 2),
    [1, 0],
  );
});

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
