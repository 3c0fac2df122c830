// Options of md, relax and neb that hold more than a number.

import { parseFixed, parseFixedAtoms, parseStages } from "adatom/command/dynamics-options.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("--fix: atoms, ranges and elements", () => {
  assert.equal(parseFixed("0, 4,10-12,Au"), { fixedAtoms: [0, 4, 10, 11, 12], fixedElements: ["Au"] });
  assert.equal(parseFixed("Si"), { fixedElements: ["Si"] });
  assert.equal(parseFixed(undefined), {});
  assert.equal(parseFixedAtoms("1-2"), [1, 2]);
  for (const wrong of ["", "5-3", "si", "1..2", "-1"]) assert.throws(() => parseFixed(wrong), /--fix takes/, wrong);
  assert.throws(() => parseFixedAtoms("1,Au"), /--fix takes atoms such as/);
});

test("--stages: steps, femtoseconds a step, a temperature or two", () => {
  assert.equal(parseStages("500:2:300-1200, 1000:.5:1200,10:1"), [
    { steps: 500, timestepFs: 2, temperatureKelvin: 300, temperatureEndKelvin: 1200 },
    { steps: 1000, timestepFs: 0.5, temperatureKelvin: 1200 },
    { steps: 10, timestepFs: 1 },
  ]);
  assert.is(parseStages(undefined), undefined);
  for (const wrong of ["", "500", "0:1:300", "5:0:300", "5:1:300-", "5:1:-3"])
    assert.throws(() => parseStages(wrong), /--stages takes/, wrong);
});

test.run();
