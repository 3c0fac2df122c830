// Plain XYZ.
import { xyz } from "@adatom/models/formats/xyz.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { formatConformance } from "../../conformance/formats.ts";

formatConformance({ format: xyz, keeps: {}, tolerance: 0 });

test("a comment is only a comment, and survives", () => {
  const text = '1\nLattice="1 0 0 0 1 0 0 0 1" energy=3\nSi 0 0 0\n';
  const { structure } = xyz.parse(text).frames[0]!;
  assert.equal(structure.info, { comment: 'Lattice="1 0 0 0 1 0 0 0 1" energy=3' });
  assert.is(structure.reference, undefined);
  assert.is(xyz.write!([structure]), text);
});

test.run();
