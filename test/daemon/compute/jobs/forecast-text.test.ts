// What is said of a training before it begins.
import { forecastText } from "@adatom/daemon/compute/jobs/forecast-text.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

const size = { structures: 900, atoms: 21_600, featureBytes: 300 * 2 ** 20, streams: false };

test("a long training is foretold, a short one is not", () => {
  assert.is(
    forecastText({ ...size, descriptorSeconds: 1.66, epochSeconds: 2.5, totalSeconds: 2001.66 }),
    "Forecast: 900 structures, 21600 atoms, 300 MiB of descriptors in memory; about 1.7 s for descriptors, 2.5 s an epoch, 33 min at most.",
  );
  assert.is(forecastText({ ...size, descriptorSeconds: 0.1, epochSeconds: 0.1, totalSeconds: 8 }), null);
  assert.is(forecastText(size), null);
});

test("what does not fit into memory is always said", () => {
  assert.match(forecastText({ ...size, streams: true })!, /300 MiB of descriptors streamed from a cache on disk.*memoryMegabytes/);
});

test.run();
