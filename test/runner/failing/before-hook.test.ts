// A hook that throws before the first test: uvu alone says "0 / 1" and exits with 0.
import { test } from "uvu";
import * as assert from "uvu/assert";

test.before(() => {
  throw new Error("before hook");
});
test("never reached", () => assert.ok(true));
test.run();
