// DeePMD folders and the .npy files in them.
import { readDeepmd, writeDeepmd } from "@adatom/models/formats/deepmd.ts";
import { readNpy, writeNpy } from "@adatom/models/formats/npy.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { sampleStructures } from "../../conformance/format-samples.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("structures of several kinds go into folders by their atoms and come back to the bit, stress to rounding", () => {
  const structures = sampleStructures();
  const folders = writeDeepmd([...structures, structures[0]!]);
  assert.equal([...folders.keys()].sort(), ["HOSi2", "TiAu"]);
  const back = readDeepmd(folders.get("HOSi2")!);
  assert.is(back.length, 2);
  for (const structure of back) {
    const expected = structures[0]!;
    assert.equal(structure.positions, expected.positions);
    assert.equal(structure.cell, expected.cell);
    assert.equal(structure.atomicNumbers, expected.atomicNumbers);
    assert.is(structure.reference!.energy, expected.reference!.energy);
    assert.equal(structure.reference!.forces, expected.reference!.forces);
    // Times the volume and divided by it: two roundings.
    for (const [c, value] of expected.reference!.stress!.entries())
      assert.ok(Math.abs(structure.reference!.stress![c]! - value) <= 4e-16 * Math.abs(value));
  }
});

test("a folder of .raw files; the virial is positive under compression", () => {
  const files = new Map([
    ["type.raw", bytes("0 1\n")],
    ["type_map.raw", bytes("O\nSi\n")],
    ["box.raw", bytes("2 0 0 0 2 0 0 0 2\n2 0 0 0 2 0 0 0 2\n")],
    ["coord.raw", bytes("0 0 0 1 1 1\n0 0 0 1 1 1.5\n")],
    ["energy.raw", bytes("-1\n-2\n")],
    ["virial.raw", bytes("8 1 2 1 16 3 2 3 24\n0 0 0 0 0 0 0 0 0\n")],
  ]);
  const [first, second] = readDeepmd(files);
  assert.equal([...first!.atomicNumbers], [8, 14]);
  assert.equal([...first!.reference!.stress!], [-1, -2, -3, -3 / 8, -2 / 8, -1 / 8]);
  assert.is(first!.reference!.forces, undefined);
  assert.is(second!.reference!.energy, -2);
});

test("what is missing or does not fit is named", () => {
  const good = new Map([...writeDeepmd(sampleStructures().slice(0, 1)).values()][0]!);
  const without = (name: string) => new Map([...good].filter(([path]) => path !== name));
  assert.throws(() => readDeepmd(without("type.raw")), /type\.raw: it is not there/);
  assert.throws(() => readDeepmd(without("type_map.raw")), /type_map\.raw: .*elements are not known/);
  assert.throws(() => readDeepmd(without("set.000/coord.npy")), /no coord/);
  assert.throws(() => readDeepmd(without("set.000/box.npy")), /no box.*nopbc/);
  assert.throws(() => readDeepmd(new Map(good).set("type.raw", bytes("0 0 7 0"))), /type 7 is not among/);
  assert.throws(() => readDeepmd(new Map(good).set("type.raw", bytes("0 1"))), /coord has 12 numbers|box has/);
  assert.throws(() => readDeepmd(new Map(good).set("set.000/force.npy", bytes("hello"))), /force\.npy: it is no \.npy/);
});

test(".npy: float32, integers, Fortran order, files cut short", () => {
  const values = Float64Array.of(1, -2.5, 1 / 3, 4e300, 5, 6);
  const file = writeNpy({ shape: [2, 3], values });
  assert.equal(readNpy(file), { shape: [2, 3], values });
  assert.is((file.length - 48) % 64, 0, "numbers begin at a multiple of 64 bytes");
  for (let length = 0; length < file.length; length += 7) assert.throws(() => readNpy(file.subarray(0, length)), RangeError);
  const text = Buffer.from(file).toString("latin1");
  const changed = (from: string, to: string) => new Uint8Array(Buffer.from(text.replace(from, to), "latin1"));
  assert.throws(() => readNpy(changed("'<f8'", "'|O8'")), /type \|O8/);
  assert.throws(() => readNpy(changed("False", "True ")), /Fortran order/);
  assert.throws(() => readNpy(changed("(2, 3)", "(9, 9)")), /81 numbers/);
});

test.run();
