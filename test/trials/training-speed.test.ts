// The short form of the trial of training speed: that it measures; what it measures at full length is no test.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { workloads } from "./training-speed/workloads.ts";
import { run } from "./training-speed.ts";

test("an epoch and the features of real silicon are timed, and errors stand beside the peer's", async () => {
  const table = await run({ workloads: [workloads.silicon], epochs: 3, held: false });
  const { secondsAnEpoch, featuresMicrosecondsAnAtom, errors, epochs } = table[workloads.silicon.title]!;
  assert.is(epochs, 3);
  assert.ok((secondsAnEpoch as number) > 0 && (featuresMicrosecondsAnAtom as number) > 0);
  // Untrained, forces are off by 0.8 eV/A.
  assert.ok((errors as { forceMaeEvPerA: number }).forceMaeEvPerA < 0.8);
});

test.run();
