// The covariance kernel: what it puts off changes nothing. (Its numbers against plain loops: test/conformance/cases/optimisers.ts.)
import { createCovariance } from "@adatom/models/kernels/covariance.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { covarianceSteps, newCovariance } from "../../conformance/cases/optimisers.ts";

test("looking at the entries between changes leaves every bit as it is", () => {
  for (const form of ["loops", "plain", "relaxed"] as const) {
    const looked = newCovariance(form);
    assert.equal(
      covarianceSteps(looked, () => looked.entries()),
      covarianceSteps(newCovariance(form)),
    );
  }
});

test("two changes without a product between them are both made", () => {
  for (const form of ["loops", "best"] as const) {
    const covariance = createCovariance([2], form);
    covariance.entries().set([1, 0, 1]);
    covariance.h.set([1, 0]);
    covariance.multiply();
    covariance.change(2, 0);
    covariance.change(4, 0.5);
    assert.equal([...covariance.entries()], [0.75, 0, 1.5]);
  }
});

test.run();
