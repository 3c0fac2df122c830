// Extended XYZ: keys, columns, several frames, streaming, and damaged files.
import { extxyz } from "@adatom/models/formats/extxyz.ts";
import { FrameIndexer } from "@adatom/models/formats/extxyz-index.ts";
import { ExtxyzReader } from "@adatom/models/formats/extxyz-reader.ts";
import type { Frame } from "@adatom/models/formats/format.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { sampleStructures } from "../../conformance/format-samples.ts";
import { formatConformance } from "../../conformance/formats.ts";

formatConformance({ format: extxyz, keeps: { cell: true, energy: true, forces: true, stress: true }, tolerance: 0 });

const parseOne = (text: string) => extxyz.parse(text).frames[0]!.structure;

test("a virial is minus volume times stress", () => {
  const { reference } = parseOne('1\nLattice="2 0 0 0 2 0 0 0 2" virial="8 4 0 4 -16 0 0 0 24"\nSi 0 0 0\n');
  assert.equal([...reference!.stress!], [-1, 2, -3, -0, -0, -0.5]);
});

test("the usual names of energies and forces are found, best first, and the rest is kept as info", () => {
  const { reference, info } = parseOne(
    "1\nProperties=species:S:1:pos:R:3:tag:I:1:dft_force:R:3:name:S:2 dft_energy=-2.5 free_energy=-3 config_type=bulk n=3 ok=T word=\"12\" 'odd key'=[1 2 [3]]\nSi 1 2 3 7 0.1 0.2 0.3 a b\n",
  );
  assert.is(reference!.energy, -3);
  assert.equal([...reference!.forces!], [0.1, 0.2, 0.3]);
  assert.equal(info, { dft_energy: -2.5, config_type: "bulk", n: 3, ok: true, word: "12", "odd key": "1 2 [3]" });
});

test("info of any kind survives a round trip", () => {
  const info = {
    comment: 'a "quoted" \\ text\nof two lines',
    flag: false,
    "a key": 1.5,
    text: "T",
    number: "1e3",
    empty: "",
    __proto__x: "y",
  };
  const [structure] = sampleStructures();
  assert.equal(parseOne(extxyz.write!([{ ...structure!, info }])).info, info);
});

test("negative zero and the extremes of doubles keep their bits", () => {
  const positions = Float64Array.of(
    -0,
    Number.MIN_VALUE,
    Number.MAX_VALUE,
    0.1 + 0.2,
    1e22,
    1e23,
    9007199254740992,
    5e-324,
    2.2250738585072014e-308,
  );
  const structure = {
    positions,
    cell: new Float64Array(9),
    atomicNumbers: Uint8Array.of(1, 2, 118),
    periodic: [false, false, false] as const,
  };
  assert.equal(new BigInt64Array(parseOne(extxyz.write!([structure])).positions.buffer), new BigInt64Array(positions.buffer));
});

test("the number scanner rounds as Number does, on random decimals of all lengths", () => {
  let seed = 1;
  const random = (): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return seed / 2 ** 32;
  };
  for (let i = 0; i < 20000; i++) {
    const digits = Array.from({ length: 1 + Math.floor(random() * 24) }, () => Math.floor(random() * 10)).join("");
    const point = Math.floor(random() * (digits.length + 1));
    const exponent = random() < 0.5 ? "" : `e${Math.floor(random() * 80) - 40}`;
    const word = `${digits.slice(0, point)}.${digits.slice(point)}${exponent}`;
    assert.is(parseOne(`1\n\nH ${word} 0 0\n`).positions[0], Number(word), word);
  }
});

test("Fortran exponents, unicode minus, glued numbers and more than 99 999 atoms are read", () => {
  const result = extxyz.parse("1\n\nSi 1.5d0 \u22122.5 -10.123-11.456\n");
  assert.equal([...result.frames[0]!.structure.positions], [1.5, -2.5, -10.123]);
  assert.equal(
    result.problems.map((p) => `${p.severity} ${p.code}`),
    ["warning unicode-minus", "warning glued-numbers"],
  );
  const many = 100_001;
  const big = extxyz.parse(`${many}\n\n${"Si 0 0 0\n".repeat(many)}`);
  assert.is(big.frames[0]!.atomLines.length, many);
  assert.is(big.frames[0]!.atomLines[many - 1], many + 1);
});

/** Frames as text: assert.equal takes NaN in a typed array for unequal to itself. */
const plain = (frames: readonly Frame[]): string =>
  JSON.stringify(frames, (_, value: unknown) => (ArrayBuffer.isView(value) ? Array.from(value as Float64Array, String) : value));

test("text in pieces of any size gives the same frames and problems", () => {
  const whole = `${extxyz.write!(sampleStructures())}\n5\nshort\nSi 0 0 0\n2\n\nSi 1 1 1\r\nSi x 2 2\nSi 3 3 3\n`.repeat(3);
  const expected = extxyz.parse(whole);
  for (const size of [1, 2, 7, 64, 1000, 1e6]) {
    const reader = new ExtxyzReader();
    const frames = [];
    for (let i = 0; i < whole.length; i += size) frames.push(...reader.push(whole.slice(i, i + size)));
    frames.push(...reader.end());
    assert.is(plain(frames), plain(expected.frames), `pieces of ${size}`);
    assert.equal(reader.problems, expected.problems, `pieces of ${size}`);
  }
});

test("the index finds the frames that the reader finds, by bytes, in pieces of any size", () => {
  const text = `${extxyz.write!(sampleStructures())}\n\n1\r\nh\u00e9 comment\r\nSi 0 0 0\r\n3\ncut\nSi 0 0 0\n`;
  const bytes = new TextEncoder().encode(text);
  const { frames } = extxyz.parse(text);
  for (const size of [1, 5, 4096]) {
    const indexer = new FrameIndexer();
    const entries = [];
    for (let i = 0; i < bytes.length; i += size) entries.push(...indexer.push(bytes.subarray(i, i + size)));
    entries.push(...indexer.end());
    assert.equal(
      entries.map((entry) => entry.line),
      frames.map((frame) => frame.firstLine),
    );
    assert.equal(
      entries.map((entry) => entry.complete),
      [true, true, true, false],
    );
    for (const [i, entry] of entries.entries()) {
      const piece = new TextDecoder().decode(bytes.subarray(entry.offset, entry.offset + entry.length));
      assert.equal(extxyz.parse(piece).frames[0]!.structure, frames[i]!.structure);
      const header = new TextDecoder().decode(bytes.subarray(entry.headerOffset, entry.headerOffset + entry.headerLength));
      assert.is(header, text.split("\n")[entry.line + 1]!.replace("\r", ""));
    }
  }
});

test("an absurd count costs no memory and no time", () => {
  const begin = performance.now();
  const { frames, problems } = extxyz.parse("999999999999\ncomment\nSi 0 0 0\n");
  assert.is(frames[0]!.atomLines.length, 1);
  assert.equal(
    problems.map((p) => [p.code, p.line, p.column, p.endColumn]),
    [["atom-count", 0, 0, 12]],
  );
  // Microseconds by right; a second leaves room for a busy machine and none for an allocation of terabytes.
  assert.ok(performance.now() - begin < 1000);
});

test("a million atoms are read in the time that is allowed", () => {
  const count = 1_000_000;
  const text = `${count}\nLattice="300 0 0 0 300 0 0 0 300"\n${"Si 123.456789 -12.345678 0.123456\n".repeat(count)}`;
  const begin = performance.now();
  const { frames } = extxyz.parse(text);
  assert.is(frames[0]!.atomLines.length, count);
  // 0.2 to 0.3 s alone on a core; the limit of 1.5 s is the requirement, tripled for a machine that others use at the same time.
  assert.ok(performance.now() - begin < 4500, `${performance.now() - begin} ms`);
});

test.run();
