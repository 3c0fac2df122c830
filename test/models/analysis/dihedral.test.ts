// Dihedral angles: equal to ASE's, sign included, and staggered in diamond.
import { findBonds } from "@adatom/models/analysis/bonds.ts";
import { addDihedrals, finishDihedrals, startDihedrals } from "@adatom/models/analysis/dihedral.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { diamond, primitiveDiamond } from "../../conformance/structures.ts";
import { disordered, reference, worst } from "./reference.ts";

test("the histogram equals that of ASE's dihedrals", () => {
  const { bins, count, histogram } = reference.dihedrals;
  const state = startDihedrals(bins);
  addDihedrals(state, findBonds(disordered, 2.6));
  assert.is(state.total, count);
  assert.equal([...state.counts], histogram);
});

test("the sign: a right-handed screw turns by a positive angle", () => {
  const chain = {
    positions: Float64Array.of(1, 0, 0, 0, 0, 0, 0, 0, 1, Math.cos(1), Math.sin(1), 1),
    cell: new Float64Array(9),
    atomicNumbers: Uint8Array.of(6, 6, 6, 6),
    periodic: [false, false, false] as const,
  };
  const state = startDihedrals();
  addDihedrals(state, findBonds(chain, 1.05));
  assert.is(state.total, 1);
  // ASE's get_dihedral(0, 1, 2, 3) of these four gives 57.29578 degrees: one radian.
  assert.ok(Math.abs(state.mean - 180 / Math.PI) < 1e-9, `${state.mean}`);
});

test("diamond: nine chains a bond, three of them trans and six gauche, whatever the cell", () => {
  const counts = [primitiveDiamond(), diamond(1)].map((structure) => {
    const state = startDihedrals(360);
    addDihedrals(state, findBonds(structure, 2.6));
    const { count, anglesDegrees, density } = finishDihedrals(state);
    assert.is(count, 9 * 2 * structure.atomicNumbers.length);
    const share = (angle: number) =>
      density.reduce((sum, value, k) => sum + (Math.abs(Math.abs(anglesDegrees[k]!) - angle) <= 1 ? value : 0), 0);
    return [share(60), share(180)];
  });
  for (const [gauche, trans] of counts) assert.ok(worst([gauche!, trans!], [2 / 3, 1 / 3]) < 1e-12);
});

test.run();
