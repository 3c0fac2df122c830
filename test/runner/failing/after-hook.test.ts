// A hook that throws after all tests.
import { test } from "uvu";
import * as assert from "uvu/assert";

test.after(() => {
  throw new Error("after hook");
});
test("passes by itself", () => assert.ok(true));
test.run();
