// A test that never ends. time limit: 2 s
import { test } from "uvu";

test("hangs", async () => {
  setInterval(() => {}, 1000);
  await new Promise(() => {});
});
test.run();
