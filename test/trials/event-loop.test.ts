// The short form of the event-loop trial, at full size.
import { test } from "uvu";
import { full, run } from "./event-loop.ts";

// At full size: a round takes about four seconds, and one round is enough on a machine that does nothing else.
test("a million atoms open: no step stalls the daemon's event loop for 30 ms", async () => {
  const { report: _, ...quiet } = full;
  await run({ ...quiet, rounds: 10 });
});

test.run();
