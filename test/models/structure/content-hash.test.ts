// The content hash: stable, and different for every difference that matters.
import { contentHash } from "@adatom/models/structure/content-hash.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

const random = (count: number): Structure => {
  let state = 1;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return {
    positions: Float64Array.from({ length: 3 * count }, next),
    cell: Float64Array.from({ length: 9 }, next),
    atomicNumbers: Uint8Array.from({ length: count }, () => 1 + Math.floor(118 * next())),
    periodic: [true, true, true],
  };
};

test("the name of known content never changes: caches of earlier runs depend on it", () => {
  const silicon: Structure = {
    positions: Float64Array.of(0, 0, 0, 1.25, 1.25, 1.25),
    cell: Float64Array.of(5, 0, 0, 0, 5, 0, 0, 0, 5),
    atomicNumbers: Uint8Array.of(14, 14),
    periodic: [true, true, true],
  };
  assert.is(contentHash(silicon), "ba9929f71d697089df0e9b0fec38b175");
});

test("copies, info and views into other buffers keep the name", () => {
  const structure = random(5);
  const name = contentHash(structure);
  assert.match(name, /^[0-9a-f]{32}$/);
  const shifted = new Uint8Array(12);
  shifted.set(structure.atomicNumbers, 3);
  assert.is(contentHash({ ...structure, atomicNumbers: shifted.subarray(3, 8), info: { a: 1 }, reference: { energy: 1 } }), name);
});

test("every bit of the content changes the name: no collisions among single changes", () => {
  const structure = random(7);
  const seen = new Set([contentHash(structure)]);
  let changes = 0;
  const change = (other: Partial<Structure>): void => {
    changes++;
    seen.add(contentHash({ ...structure, ...other }));
  };
  for (const key of ["positions", "cell", "atomicNumbers"] as const) {
    for (let bit = 0; bit < structure[key].byteLength * 8; bit++) {
      const copy = structure[key].slice();
      new Uint8Array(copy.buffer)[bit >> 3]! ^= 1 << (bit & 7);
      change({ [key]: copy });
    }
  }
  change({ periodic: [true, true, false] });
  change({ periodic: [false, true, true] });
  change({ positions: structure.positions.subarray(0, 18), atomicNumbers: structure.atomicNumbers.subarray(0, 6) });
  assert.is(seen.size, changes + 1);
});

test("a million atoms take some ten milliseconds", () => {
  const structure = { ...random(1), positions: new Float64Array(3e6).fill(0.5), atomicNumbers: new Uint8Array(1e6).fill(14) };
  contentHash(structure);
  const times = Array.from({ length: 5 }, () => {
    const begin = performance.now();
    contentHash(structure);
    return performance.now() - begin;
  });
  // 9 ms alone on a core; the best of five, with room for a busy machine.
  assert.ok(Math.min(...times) < 60, `${Math.min(...times)} ms`);
});

test.run();
