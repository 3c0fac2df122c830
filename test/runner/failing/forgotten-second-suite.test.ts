// Two suites, one of which is never run.
import { suite } from "uvu";
import * as assert from "uvu/assert";

const first = suite("first");
const second = suite("second");
first("runs", () => assert.ok(true));
second("never runs", () => assert.ok(false));
first.run();
