// The piecewise writer gives what JSON.stringify gives, and lets other work in between.
import { Base64, RawJson, unhurriedJson } from "@adatom/daemon/socket/unhurried-json.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

const values: readonly [string, unknown][] = [
  ["a short answer", { jsonrpc: "2.0", id: 1, result: null }],
  ["missing fields", { a: undefined, b: [undefined, 1], c: {}, d: [] }],
  ["numbers to the last bit", Array.from({ length: 5000 }, (_, i) => [Math.sin(i), i, -0, 1e300 * i, Number.NaN])],
  ["a long string", { text: "silicon ".repeat(200_000) }],
  ["escapes across cuts", { text: '\\"\n\u2028é'.repeat(100_000) }],
  ["bytes", { short: new Base64(Uint8Array.of(1, 2)), long: [new Base64(Float64Array.from({ length: 100_001 }, Math.sin).subarray(1))] }],
  ["JSON made elsewhere", { result: new RawJson(new TextEncoder().encode('[{"name":"Grünspan"}]')), id: 1 }],
  ["many keys", Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`key ${i}`, i % 7 ? i : undefined]))],
  ["long elements in an array", [1, "x".repeat(300_000), [], {}, null, Array.from({ length: 3000 }, () => ({ a: [1] }))]],
  ["frames with forces", { frames: Array.from({ length: 20 }, () => ({ forces: Array.from({ length: 999 }, (_, i) => [i, i / 3, 0]) })) }],
];

for (const [name, value] of values) {
  test(name, async () => {
    assert.is((await unhurriedJson(value)).toString(), JSON.stringify(value));
  });
}

test("a pair of surrogates that is cut reads back whole", async () => {
  const text = `x${"😀".repeat(200_000)}`;
  assert.is(JSON.parse((await unhurriedJson({ text })).toString()).text, text);
});

test("other work runs meanwhile", async () => {
  let turns = 0;
  let done = false;
  const tick = (): void => {
    turns++;
    if (!done) setImmediate(tick);
  };
  tick();
  // 20 MB of JSON takes some tens of milliseconds in pieces of at most about five.
  await unhurriedJson(Array.from({ length: 400_000 }, (_, i) => [i / 7, i / 11, i / 13]));
  done = true;
  assert.ok(turns >= 5, `${turns} turns`);
});

test.run();
