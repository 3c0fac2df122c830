// A test that would fail, in a file that forgets to run it.
import { test } from "uvu";
import * as assert from "uvu/assert";

test("never runs", () => assert.ok(false));
