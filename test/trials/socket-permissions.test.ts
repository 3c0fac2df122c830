// Short form of the trial of the same name.
import { test } from "uvu";
import { run, short } from "./socket-permissions.ts";

test("socket-permissions, short form", async () => {
  console.log(JSON.stringify(await run(short)));
});

test.run();
