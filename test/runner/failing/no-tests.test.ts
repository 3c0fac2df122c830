// A file whose suite holds no test.
import { test } from "uvu";

test.run();
