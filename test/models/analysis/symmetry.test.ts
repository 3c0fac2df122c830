// Space groups through moyo: crystals, disorder, tolerance, what is refused.

import { loadMoyo } from "@adatom/daemon/compute/moyo.ts";
import { findSymmetry } from "@adatom/models/analysis/symmetry.ts";
import { cellFromParameters, cellVolume, fractionalToCartesian } from "@adatom/models/structure/cell.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { diamond, displaced, primitiveDiamond } from "../../conformance/structures.ts";
import { disordered } from "./reference.ts";

const moyo = await loadMoyo();

test("diamond is F d -3 m, whatever the cell", () => {
  for (const structure of [primitiveDiamond(), diamond(1), diamond(2)]) {
    const found = findSymmetry(moyo, structure);
    assert.is(found.spaceGroupNumber, 227);
    assert.is(found.spaceGroupSymbol.replaceAll(" ", ""), "Fd-3m");
    assert.is(found.crystalSystem, "cubic");
    assert.is(found.pearsonSymbol, "cF8");
    assert.is(found.standardCell.atomicNumbers.length, 8);
    assert.is(found.primitiveCell.atomicNumbers.length, 2);
    assert.ok(found.equivalentAtom.every((atom) => atom === 0));
    assert.ok(found.wyckoffLetters.every((letter) => letter === found.wyckoffLetters[0]));
    // 48 operations of the point group for every lattice point in the cell.
    assert.is(found.operations, 24 * structure.atomicNumbers.length);
    assert.ok(Math.abs(cellVolume(found.standardCell.cell) - 5.431 ** 3) < 1e-6);
  }
});

test("rutile: two kinds of atoms at Wyckoff positions a and f of P 42/m n m (International Tables A, 136)", () => {
  const cell = cellFromParameters({ a: 4.594, b: 4.594, c: 2.959, alpha: 90, beta: 90, gamma: 90 })!;
  const u = 0.305;
  const fractional = Float64Array.of(0, 0, 0, 0.5, 0.5, 0.5, u, u, 0, -u, -u, 0, 0.5 + u, 0.5 - u, 0.5, 0.5 - u, 0.5 + u, 0.5);
  const rutile: Structure = {
    cell,
    positions: fractionalToCartesian(fractional, cell),
    atomicNumbers: Uint8Array.of(22, 22, 8, 8, 8, 8),
    periodic: [true, true, true],
  };
  const found = findSymmetry(moyo, rutile);
  assert.is(found.spaceGroupNumber, 136);
  assert.is(found.crystalSystem, "tetragonal");
  assert.equal([...found.wyckoffLetters], ["a", "a", "f", "f", "f", "f"]);
  assert.equal([...found.equivalentAtom], [0, 0, 2, 2, 2, 2]);
  assert.is(found.operations, 16);
});

test("disorder is P 1; the tolerance decides what is disorder", () => {
  assert.is(findSymmetry(moyo, disordered).spaceGroupNumber, 1);
  const nearly = displaced(diamond(1), 0.005, 2);
  assert.is(findSymmetry(moyo, nearly, 1e-4).spaceGroupNumber, 1);
  assert.is(findSymmetry(moyo, nearly, 0.1).spaceGroupNumber, 227);
});

test("what has no space group is refused with a reason", () => {
  assert.throws(() => findSymmetry(moyo, { ...diamond(1), periodic: [true, true, false] }), /periodic in all three/);
  assert.throws(() => findSymmetry(moyo, diamond(1), 0), /tolerance/);
  const stacked = { ...diamond(1), positions: new Float64Array(24) };
  assert.throws(() => findSymmetry(moyo, stacked), /No symmetry could be found within 0.001 angstrom/);
});

test.run();
