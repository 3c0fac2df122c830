// Centro-symmetry: zero in perfect lattices, another program's values in a disordered cell, a known defect.
import { centroSymmetry } from "@adatom/models/analysis/centro-symmetry.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { argon } from "../../conformance/structures.ts";
import { disordered, reference, worst } from "./reference.ts";

test("zero where every neighbour has its opposite, the same as by NumPy where not", () => {
  // Squares of rounding of positions near 5 angstrom.
  assert.ok(centroSymmetry(argon(2), 12).every((value) => value < 1e-20));
  const { neighbours, values } = reference.centroSymmetry;
  assert.ok(worst(centroSymmetry(disordered, neighbours), values) < 1e-9);
});

test("an atom beside a vacancy: one pair is made of others", () => {
  const perfect = argon(3);
  const n = perfect.atomicNumbers.length;
  const vacancy = { ...perfect, positions: perfect.positions.slice(3), atomicNumbers: perfect.atomicNumbers.slice(1) };
  const values = centroSymmetry(vacancy, 12);
  assert.is(values.length, n - 1);
  assert.is(values.filter((value) => value > 1).length, 12);
  assert.throws(() => centroSymmetry(perfect, 5), /even/);
});

test.run();
