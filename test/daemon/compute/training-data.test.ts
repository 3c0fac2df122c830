// Which structures a training uses: the split, and what is left out of a file and why.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { splitStructures } from "../../../daemon/compute/jobs/data-split.ts";
import { readTrainingFile } from "../../../daemon/compute/jobs/training-file.ts";
import { rattledSilicon } from "./silicon.ts";

const test = suite("training data");
const folder = mkdtempSync(join(tmpdir(), "adatom-data-"));
test.after(() => rmSync(folder, { recursive: true, force: true }));

const structures = Array.from({ length: 400 }, (_, k) => rattledSilicon(k + 1));
const options = { validationFraction: 0.2, testFraction: 0.1, seed: 1 };

test("shares are met on average, and nothing stands in two parts", () => {
  const { train, validation, test: held } = splitStructures(structures, options);
  assert.is(train.length + validation.length + held.length, 400);
  assert.is(new Set([...train, ...validation, ...held]).size, 400);
  // Binomial of 400: standard deviations 8 and 6; five of them.
  assert.ok(Math.abs(validation.length - 80) < 40, String(validation.length));
  assert.ok(Math.abs(held.length - 40) < 30, String(held.length));
});

test("adding structures moves none of the others; another seed does; copies stay together", () => {
  const few = splitStructures(structures.slice(0, 300), options);
  const all = splitStructures(structures, options);
  const placeIn = (split: typeof all, structure: Structure): string =>
    split.train.includes(structure) ? "train" : split.validation.includes(structure) ? "validation" : "test";
  for (const structure of structures.slice(0, 300)) assert.is(placeIn(few, structure), placeIn(all, structure));
  const other = splitStructures(structures, { ...options, seed: 2 });
  assert.ok(structures.some((structure) => placeIn(other, structure) !== placeIn(all, structure)));
  const doubled = splitStructures([...structures, ...structures.map((structure) => ({ ...structure }))], options);
  assert.is(doubled.validation.length, 2 * all.validation.length);
});

test("turned, mirrored, shifted, reordered and repeated copies stay in one part", () => {
  const copies = structures.slice(0, 60).map((structure): Structure => {
    const { positions, cell, atomicNumbers } = structure;
    const atoms = atomicNumbers.length;
    // x, y, z to -y, x + 1, -z (a turn with a reflection), atoms in reverse order, the first cell vector twice.
    const moved = (v: Float64Array, k: number, shift: number): number[] => [-v[3 * k + 1]!, v[3 * k]! + shift, -v[3 * k + 2]!];
    const vectors = [0, 1, 2].flatMap((k) => moved(cell, k, 0));
    const one = Array.from({ length: atoms }, (_, k) => moved(positions, atoms - 1 - k, 1));
    const two = one.map((place) => place.map((x, c) => x + vectors[c]!));
    return {
      ...structure,
      positions: Float64Array.from([...one, ...two].flat()),
      cell: Float64Array.from(vectors, (x, k) => (k < 3 ? 2 * x : x)),
      atomicNumbers: Uint8Array.from([...atomicNumbers.toReversed(), ...atomicNumbers.toReversed()]),
    };
  });
  const { train, validation, test: held } = splitStructures([...structures.slice(0, 60), ...copies], options);
  const parts = [train, validation, held];
  const partOf = (structure: Structure): number => parts.findIndex((part) => part.includes(structure));
  const apart = copies.filter((copy, k) => partOf(copy) !== partOf(structures[k]!));
  // Rounding errors of 1e-15 hardly ever fall on either side of a rounding to five digits.
  assert.is(apart.length, 0);
  assert.ok(validation.length > 0 && train.length > 0);
});

test("of two structures one is validated on; of one none", () => {
  for (let k = 0; k < 20; k++) {
    const two = splitStructures(structures.slice(k, k + 2), { ...options, testFraction: 0 });
    assert.is(two.train.length, 1);
    assert.is(two.validation.length, 1);
  }
  const all = splitStructures(structures, { validationFraction: 0, testFraction: 0, seed: 1 });
  assert.is(all.train.length, 400);
});

const header = (forces: boolean) => `Lattice="5 0 0 0 5 0 0 0 5" Properties=species:S:1:pos:R:3${forces ? ":forces:R:3" : ""}`;
const good = `1\n${header(true)} energy=-5.0\nSi 0 0 0 0.1 0 0\n`;

function read(text: string, needsForces = true) {
  const path = join(folder, "data.xyz");
  writeFileSync(path, text);
  return readTrainingFile(path, needsForces ? "energy and forces" : "energy");
}

test("frames without energy or forces are left out and told by line; the others are used", () => {
  const {
    structures: used,
    warnings,
    digest,
  } = read(`${good}1\n${header(true)}\nSi 0 0 0 0.1 0 0\n1\n${header(false)} energy=-5\nSi 0 0 0\n${good}`);
  assert.is(used.length, 2);
  assert.is(digest?.length, 64);
  assert.is(warnings.length, 2);
  assert.match(warnings[0]!, /data\.xyz:5: 1 of 4 structures left out: no reference energy/);
  assert.match(warnings[1]!, /data\.xyz:8: 1 of 4 structures left out: no reference forces \(train with forceWeight 0/);
  assert.is(read(`1\n${header(false)} energy=-5\nSi 0 0 0\n`, false).structures.length, 1);
});

test("a file packed with gzip is read as what it holds; a damaged one is left out with a word", () => {
  const path = join(folder, "packed.xyz.gz");
  const packed = gzipSync(good);
  writeFileSync(path, packed);
  assert.is(readTrainingFile(path, "energy and forces").structures.length, 1);
  writeFileSync(path, packed.subarray(0, packed.length - 12));
  assert.match(readTrainingFile(path, "energy").warnings[0]!, /packed\.xyz\.gz cannot be unpacked/);
});

test("a file with an error, of no format, empty or not there is left out whole with a word about it", () => {
  const broken = read(`${good}1\n${header(true)} energy=-5.0\nSi 0 zero 0 0.1 0 0\n`);
  assert.is(broken.structures.length, 0);
  assert.is(broken.digest, undefined);
  assert.match(broken.warnings[0]!, /data\.xyz:6:\d+: .*left out/);
  assert.is(read("").structures.length, 0);
  assert.is(read("").warnings.length, 1);
  const nowhere = readTrainingFile(join(folder, "nowhere.xyz"), "energy");
  assert.match(nowhere.warnings[0]!, /nowhere\.xyz cannot be read \(ENOENT/);
  writeFileSync(join(folder, "notes.md"), "hello");
  assert.match(readTrainingFile(join(folder, "notes.md"), "energy").warnings[0]!, /no format/);
});

test.run();
