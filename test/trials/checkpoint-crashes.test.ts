// The trial with small checkpoints: every operation of one, three fates each.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { run } from "./checkpoint-crashes.ts";

test("a good checkpoint is found after a loss of power at any file operation", () => {
  const { operations, crashes, newOnes } = run({ size: 50, before: 3 });
  // Listing, creating, writing, syncing, closing, reading back, renaming, syncing the folder, removing the old, listing again.
  assert.ok(operations >= 10, String(operations));
  assert.is(crashes, 3 * operations);
  assert.ok(newOnes > 0 && newOnes < crashes);
});

test.run();
