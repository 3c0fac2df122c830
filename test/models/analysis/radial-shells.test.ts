// Smoothing keeps areas and widths; the first minimum is where it must be.
import { radialDistribution } from "@adatom/models/analysis/radial-distribution.ts";
import { findFirstShell, smoothCurve } from "@adatom/models/analysis/radial-shells.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { diamond, displaced } from "../../conformance/structures.ts";

const width = 0.01;
const grid = Float64Array.from({ length: 800 }, (_, k) => (k + 0.5) * width);
const gaussian = (centre: number, sigma: number) => grid.map((r) => Math.exp(-0.5 * ((r - centre) / sigma) ** 2));

test("a Gaussian smoothed by a Gaussian is a broader Gaussian of the same area", () => {
  const smooth = smoothCurve(gaussian(4, 0.3), width, 0.4);
  const wider = gaussian(4, 0.5).map((value) => 0.6 * value);
  // The cut at 4 standard deviations leaves out 6e-5 of the weight.
  assert.ok(smooth.every((value, k) => Math.abs(value - wider[k]!) < 1e-4));
  assert.equal(smoothCurve(grid, width, 0), grid);
});

test("the minimum between two peaks", () => {
  const g = gaussian(2.4, 0.15).map((value, k) => 3 * value + 1.5 * gaussianAt(grid[k]!, 3.8, 0.3));
  const shell = findFirstShell(grid, g)!;
  // Bins of 0.01.
  assert.ok(Math.abs(shell.peakAngstrom - 2.4) < 0.005, `${shell.peakAngstrom}`);
  // Where d/dr of the two Gaussians cancels: found by bisection of the analytic slope.
  const slope = (r: number) =>
    (-3 * (r - 2.4) * gaussianAt(r, 2.4, 0.15)) / 0.15 ** 2 - (1.5 * (r - 3.8) * gaussianAt(r, 3.8, 0.3)) / 0.3 ** 2;
  let [low, high] = [2.7, 3.6];
  for (let step = 0; step < 60; step++) {
    const middle = 0.5 * (low + high);
    if (slope(middle) < 0) low = middle;
    else high = middle;
  }
  assert.ok(Math.abs(shell.minimumAngstrom - low) < 0.01, `${shell.minimumAngstrom} ${low}`);
});

const gaussianAt = (r: number, centre: number, sigma: number) => Math.exp(-0.5 * ((r - centre) / sigma) ** 2);

test("a crystal's gap gives its middle; ripples on the first peak do not count; one peak alone gives nothing", () => {
  const { distancesAngstrom, g, binWidthAngstrom } = radialDistribution(diamond(2), { cutoffAngstrom: 6 });
  const shell = findFirstShell(distancesAngstrom, smoothCurve(g, binWidthAngstrom, 0.05))!;
  const [near, far] = [(5.431 * Math.sqrt(3)) / 4, 5.431 / Math.sqrt(2)];
  // Two bins of 0.02.
  assert.ok(Math.abs(shell.peakAngstrom - near) < 0.02);
  assert.ok(Math.abs(shell.minimumAngstrom - (near + far) / 2) < 0.04, `${shell.minimumAngstrom}`);
  const warm = radialDistribution(displaced(diamond(3), 0.15, 3), { cutoffAngstrom: 6 });
  const found = findFirstShell(warm.distancesAngstrom, smoothCurve(warm.g, warm.binWidthAngstrom, 0.05))!;
  assert.ok(found.minimumAngstrom > 2.75 && found.minimumAngstrom < 3.4, `${found.minimumAngstrom}`);
  assert.is(findFirstShell(grid, gaussian(3, 0.2)), undefined);
  assert.is(findFirstShell(grid, new Float64Array(800)), undefined);
});

test.run();
