// Descriptors of all atoms on a team: the bits of one atom after the other, on any number of threads, for every family; elements
// that are only seen; structures in pieces; and the way out for crowds.
import { createTeam } from "@adatom/daemon/compute/threads/team.ts";
import { createDescriptor } from "@adatom/models/descriptors/create-descriptor.ts";
import { expandDescriptors } from "@adatom/models/descriptors/descriptor-config.ts";
import { newPairs } from "@adatom/models/descriptors/pair-derivatives.ts";
import { createPlainDescriber } from "@adatom/models/descriptors/plain-describer.ts";
import type { ProductFunction } from "@adatom/models/descriptors/product-function.ts";
import { type AllAtoms, createStructureDescriber, type StructureDescriber } from "@adatom/models/descriptors/structure-describer.ts";
import { createDescriptorKernel } from "@adatom/models/kernels/atomic-descriptors.ts";
import { settledPairs } from "@adatom/models/kernels/derivative-products.ts";
import { soloTeam, type Team } from "@adatom/models/kernels/team/team.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { everyFunction } from "../../conformance/product-functions.ts";
import { diamond, displaced } from "../../conformance/structures.ts";

const four = createTeam(4);

/** A displaced diamond lattice of two elements. */
function mixed(repeats: number): Structure {
  const structure = displaced(diamond(repeats), 0.2, 3);
  return { ...structure, atomicNumbers: structure.atomicNumbers.map((z, i) => (i % 3 === 0 ? 8 : z)) };
}

const around = (functions: readonly ProductFunction[], species: readonly number[]) =>
  species.map((atomicNumber) => ({ atomicNumber, functions: functions.filter((f) => f.centre === atomicNumber) }));

/** Bit for bit, whatever is nested in what. */
function same(found: unknown, expected: unknown, where = "answer"): void {
  if (ArrayBuffer.isView(expected) && ArrayBuffer.isView(found)) {
    assert.is(found.constructor, expected.constructor, where);
    const bytes = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer => Buffer.from(buffer, byteOffset, byteLength);
    assert.ok(bytes(found).equals(bytes(expected)), `${where} differs`);
  } else if (typeof expected === "object" && expected !== null) {
    assert.equal(Object.keys(found as object).sort(), Object.keys(expected).sort(), where);
    for (const [name, own] of Object.entries(expected)) same((found as Record<string, unknown>)[name], own, `${where}.${name}`);
  } else assert.is(found, expected, where);
}

/** All that can be asked for, except sums of squares, whose order is another. */
function answers(describer: AllAtoms, structure: Structure, cutoff: number) {
  const list = buildNeighbourList(structure, cutoff + 0.4);
  return {
    values: describer.values(structure, list),
    derivatives: describer.derivatives(structure, list, true, newPairs),
    plainly: describer.derivatives(structure, list, false, settledPairs),
  };
}

function agree(functions: readonly ProductFunction[], species: readonly number[], structure: Structure): void {
  const elements = around(functions, species);
  const on = (team: Team): StructureDescriber => createStructureDescriber(elements, team);
  const { descriptors, cutoffAngstrom } = on(soloTeam);
  assert.ok(createDescriptorKernel(elements, descriptors, soloTeam), "the kernel does it");
  const plain = createPlainDescriber(species, descriptors);
  const expected = answers(plain, structure, cutoffAngstrom);
  assert.ok(expected.derivatives.pairs.neighbour.length > 0);
  // The same functions in C, compiled twice: not a bit differs, so features of a cache stay good.
  same(answers(on(soloTeam), structure, cutoffAngstrom), expected);
  same(answers(on(four), structure, cutoffAngstrom), expected);
  const list = buildNeighbourList(structure, cutoffAngstrom);
  const found = on(soloTeam).sensitivities(structure, list);
  same(on(four).sensitivities(structure, list), found);
  const reference = plain.sensitivities(structure, list);
  same(found.values, reference.values);
  for (const [e, squares] of reference.squares.entries()) {
    // Sums of some hundred squares in another order.
    for (const [k, square] of squares.entries())
      assert.ok(Math.abs(found.squares[e]![k]! - square) <= 1e-12 * square, `${found.squares[e]![k]}, not ${square}`);
  }
}

const gaussians = (species: readonly number[]): ProductFunction[] =>
  expandDescriptors(
    {
      radial: { cutoff: 6, eta: [0.01, 0.1, 0.5], shift: [0, 2] },
      angular: { kind: "G4", cutoff: 4.5, eta: [0.01, 0.05], zeta: [1, 4] },
    },
    [...species],
  );

test("Gaussian functions, two elements: the bits of one atom after the other on one thread and on four", () =>
  agree(gaussians([8, 14]), [8, 14], mixed(2)));

test("an odd number of atoms, one at a time, some without neighbours", () => {
  const few: Structure = { ...mixed(1), periodic: [false, false, false] };
  const apart = {
    ...few,
    positions: few.positions.map((x, k) => (k < 3 ? x - 20 : x)).subarray(0, 21),
    atomicNumbers: few.atomicNumbers.subarray(0, 7),
  };
  agree(gaussians([8, 14]), [8, 14], apart);
});

for (const [family, functions] of Object.entries(everyFunction([8, 14], 4.5)))
  test(`${family}: the bits of one atom after the other on one thread and on four`, () => agree(functions, [8, 14], mixed(2)));

test("an element with Gaussian functions alone beside one without", () => {
  const others = everyFunction([8, 14], 4.5)["Chebyshev functions"]!.filter((f) => f.centre === 8);
  agree([...gaussians([8, 14]).filter((f) => f.centre === 14), ...others], [8, 14], mixed(2));
});

test("one element alone is described; the other is seen, a third is not", () => {
  const third = mixed(2);
  agree(
    gaussians([8, 14]).filter((f) => f.centre === 14),
    [14],
    { ...third, atomicNumbers: third.atomicNumbers.map((z, i) => (i % 7 === 1 ? 6 : z)) },
  );
});

test("structures whose derivatives do not fit at once are done in pieces", () => {
  const functions = expandDescriptors(
    { radial: { cutoff: 6, eta: [0.1, 0.3, 1] }, angular: { kind: "G5", cutoff: 6, eta: [0.01, 0.1], zeta: [1, 2, 4, 8, 16, 32, 64] } },
    [8, 14],
  );
  const structure = mixed(5);
  const describer = createStructureDescriber(around(functions, [8, 14]), four);
  const { pairs } = describer.derivatives(structure, buildNeighbourList(structure, 6), false, newPairs);
  // What is done at once (models/kernels/atomic-descriptors/pieces.ts).
  assert.ok(pairs.angular.byteLength > 2 ** 25);
  agree(functions, [8, 14], structure);
});

test("functions that the kernel does not do go one atom after the other", () => {
  const functions = gaussians([14]).map(
    (f): ProductFunction => (f.kind === "radial" ? f : { ...f, angular: { form: "power", zeta: 0.5, lambda: 1 } }),
  );
  const elements = around(functions, [14]);
  assert.is(createDescriptorKernel(elements, [createDescriptor(functions)], soloTeam), undefined);
  assert.ok(
    createStructureDescriber(elements, soloTeam).values(displaced(diamond(1), 0.1, 1), buildNeighbourList(diamond(1), 6))[0]!.length > 0,
  );
});

test("neighbours too many for the kernel's memory are no error", () => {
  const functions = gaussians([14]);
  const elements = around(functions, [14]);
  const dense = displaced(diamond(3), 0.2, 3);
  // 216 atoms in a thirtieth of their volume: some 2000 neighbours each.
  const crowd = { ...dense, cell: dense.cell.map((x) => x * 0.32), positions: dense.positions.map((x) => x * 0.32) };
  const list = buildNeighbourList(crowd, 6);
  const descriptors = [createDescriptor(functions)];
  assert.is(createDescriptorKernel(elements, descriptors, four)!.values(crowd, list), undefined);
  const found = createStructureDescriber(elements, four).values(crowd, list);
  assert.equal(found, createPlainDescriber([14], descriptors).values(crowd, list));
});

test.run();
