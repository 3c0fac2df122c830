// Keys as ink reports them, to keys as the line editor knows them; and how often a busy run may redraw.
import { keysOf } from "adatom/session/input.ts";
import { throttle } from "adatom/session/throttle.ts";
import type { Key as InkKey } from "ink";
import { test } from "uvu";
import * as assert from "uvu/assert";

const none = Object.fromEntries(
  "upArrow downArrow leftArrow rightArrow pageDown pageUp home end return escape ctrl shift tab backspace delete meta super hyper capsLock numLock"
    .split(" ")
    .map((name) => [name, false]),
) as unknown as InkKey;
const names = (input: string, key: Partial<InkKey> = {}): string[] =>
  keysOf(input, { ...none, ...key }).map(({ name, ctrl, alt }) => `${ctrl ? "ctrl-" : ""}${alt ? "alt-" : ""}${name}`);

test("named keys, control and Alt", () => {
  assert.equal(names("", { leftArrow: true }), ["left"]);
  assert.equal(names("", { leftArrow: true, ctrl: true }), ["ctrl-left"]);
  assert.equal(names("a", { ctrl: true }), ["ctrl-a"]);
  assert.equal(names("b", { meta: true }), ["alt-b"]);
  assert.equal(names("", { return: true }), ["enter"]);
  assert.equal(names("", { return: true, meta: true }), ["alt-enter"]);
  assert.equal(names("", { escape: true, meta: true }), ["escape"]);
  assert.equal(names("\u001F"), ["ctrl-_"]);
});

test("several characters in one piece, with Enter, Tab and control characters among them", () => {
  assert.equal(names("ls\r"), ["l", "s", "enter"]);
  assert.equal(names("a\r\nb"), ["a", "enter", "b"]);
  assert.equal(names("硅\t👩‍🔬"), ["硅", "tab", "👩‍🔬"]);
  assert.equal(names("\u0012x"), ["ctrl-r", "x"]);
});

test("a throttled function runs at once, then at most once in a while, and never loses the last call", async () => {
  let runs = 0;
  const call = throttle(30, () => {
    runs += 1;
  });
  for (let index = 0; index < 100; index += 1) call();
  assert.is(runs, 1);
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.is(runs, 2);
});

test.run();
