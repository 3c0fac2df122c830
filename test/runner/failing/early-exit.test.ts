// A test that ends the process with success before the others ran.
import { test } from "uvu";
import * as assert from "uvu/assert";

test("leaves", () => process.exit(0));
test("never reached", () => assert.ok(false));
test.run();
