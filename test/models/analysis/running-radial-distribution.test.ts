// The running g(r): that of one frame while there is one, of the newest frames after many, the same after being taken up again.
import { radialDistribution } from "@adatom/models/analysis/radial-distribution.ts";
import { smoothCurve } from "@adatom/models/analysis/radial-shells.ts";
import { RunningRadialDistribution } from "@adatom/models/analysis/running-radial-distribution.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { argon, diamond, displaced } from "../../conformance/structures.ts";

const plain = (structure: ReturnType<typeof diamond>): number[] => {
  const { g, binWidthAngstrom } = radialDistribution(structure, { cutoffAngstrom: 6, binWidthAngstrom: 0.05 });
  return Array.from(smoothCurve(g, binWidthAngstrom, 0.05));
};
const largest = (a: readonly number[], b: readonly number[]): number => Math.max(...a.map((value, k) => Math.abs(value - b[k]!)));

test("one frame, many equal frames: its own g(r)", () => {
  const structure = displaced(diamond(2), 0.1, 3);
  const running = new RunningRadialDistribution();
  assert.is(running.curve(), null);
  for (let n = 0; n < 3; n++) {
    running.add(structure);
    // Rounded to a thousandth.
    assert.ok(largest(running.curve()!.y, plain(structure)) < 6e-4);
  }
  assert.is(running.curve()!.x.length, 120);
});

test("old frames fade away; a state taken up again goes on with the same numbers", () => {
  const [cold, warm] = [displaced(diamond(2), 0.02, 1), displaced(diamond(2), 0.25, 2)];
  const running = new RunningRadialDistribution();
  for (let n = 0; n < 5; n++) running.add(cold);
  const resumed = new RunningRadialDistribution(structuredClone(running.state()));
  for (let n = 0; n < 150; n++) {
    running.add(warm);
    resumed.add(warm);
  }
  assert.equal(resumed.curve(), running.curve());
  // 0.95^150 = 5e-4 of a first peak of some 40.
  assert.ok(largest(running.curve()!.y, plain(warm)) < 0.03);
});

test("a structure that repeats nowhere has no density to compare with", () => {
  assert.throws(() => new RunningRadialDistribution().add({ ...argon(1), periodic: [false, false, false] }), /periodic/);
});

test.run();
