// A hook that throws after a test: uvu alone counts the test as not run and exits with 0.
import { test } from "uvu";
import * as assert from "uvu/assert";

test.after.each(() => {
  throw new Error("after each hook");
});
test("passes by itself", () => assert.ok(true));
test.run();
