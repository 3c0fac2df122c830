// A well-behaved file, for the runner's own test.
import { test } from "uvu";
import * as assert from "uvu/assert";

test("one", () => assert.ok(true));
test("two", async () => assert.ok(await Promise.resolve(true)));
test.skip("left out on purpose");
test.run();
