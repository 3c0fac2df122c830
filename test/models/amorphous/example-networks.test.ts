// The networks that lie in examples/silicon, made by `npm run trials amorphous-silicon`: four-fold everywhere, narrow angles, no crystal left.
import { readFileSync } from "node:fs";
import { findBonds } from "@adatom/models/analysis/bonds.ts";
import { shortestPathRings } from "@adatom/models/analysis/rings.ts";
import { tableTwo } from "@adatom/models/analysis/table-two.ts";
import { parseXyz } from "@adatom/models/formats/extxyz.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

for (const atoms of [216, 1000])
  test(`${atoms} atoms`, () => {
    const text = readFileSync(new URL(`../../../examples/silicon/network-${atoms}.xyz`, import.meta.url), "utf8");
    const { structure } = parseXyz(text).frames[0]!;
    assert.is(structure.atomicNumbers.length, atoms);
    const row = tableTwo([structure]);
    assert.equal(row.coordinationShares, [{ neighbours: 4, share: 1 }]);
    // The density of the paper's cell, of 16.282 angstrom for 216 atoms.
    assert.ok(Math.abs(row.densityGramPerCm3 - 2.334) < 0.001);
    assert.ok(row.angleSigmaDegrees <= 11, `${row.angleSigmaDegrees} degrees`);
    // Hexagons alone in the crystal, twelve through an atom; five- and seven-membered rings in a random network, no triangles.
    const rings = shortestPathRings(findBonds(structure, row.firstShellAngstrom), 8).meanPerAtom;
    assert.is(rings[3], 0);
    assert.ok(rings[5]! > 1.5 && rings[7]! > 2 && rings[6]! < 6, [...rings].join(" "));
  });

test.run();
