// Readers of results: units and signs of DFTB+'s results.tag and of engrad, what is refused, stress only where it means something.
import { readFileSync } from "node:fs";
import { labelReaderNamed } from "@adatom/models/calculators/readers.ts";
import { extxyz } from "@adatom/models/formats/extxyz.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { sampleStructures } from "../../conformance/format-samples.ts";

/** CODATA 2018, written out: eV of a hartree, angstrom of a bohr. */
const [hartree, bohr] = [27.211386245988, 0.529177210903];
const crystal = sampleStructures()[1]!;
const molecule: Structure = { ...crystal, cell: new Float64Array(9), periodic: [false, false, false] };
const read = (name: string, texts: (string | null)[], structure: Structure) => {
  const reader = labelReaderNamed(name)!;
  return reader.read(texts, structure, reader.files);
};

const tag =
  "mermin_energy :real:0:\n -0.2E+001\ntotal_energy :real:0:\n -0.1E+001\nforces :real:2:3,2\n 0.1 0.2 0.3\n -0.1 -0.2 -0.3\nstress :real:2:3,3\n 1 4 5\n 4 2 6\n 5 6 3\n";

test("DFTB+: hartree, hartree/bohr, and a stress of the other sign; the free energy, whose derivatives the forces are", () => {
  const { value, problems } = read("dftb-results", [tag], crystal);
  assert.equal(problems, []);
  assert.ok(Math.abs(value!.energy! + 2 * hartree) < 1e-12);
  assert.ok(Math.abs(value!.forces![1]! - 0.2 * (hartree / bohr)) < 1e-12);
  for (const [k, one] of [1, 2, 3, 6, 5, 4].entries())
    assert.ok(Math.abs(value!.stress![k]! + (one * hartree) / bohr ** 3) < 1e-9, `stress ${k}`);
  assert.is(read("dftb-results", [tag], molecule).value!.stress, undefined);
});

test("a file that DFTB+ 25.1 wrote, of a crystal of two made-up elements: energy and pressure as it prints them in eV and Pa", () => {
  const text = readFileSync(new URL("../../fixtures/calculators/dftb-results.tag", import.meta.url), "utf8");
  const three: Structure = { ...crystal, atomicNumbers: Uint8Array.of(1, 2, 1), positions: new Float64Array(9) };
  const { value, problems } = read("dftb-results", [text], three);
  assert.equal(problems, []);
  // Its total energy is -19.5639 eV: the forces are derivatives of the free energy. Half of the last digit printed.
  assert.ok(Math.abs(value!.energy! + 19.5966) < 5e-5, `${value!.energy}`);
  const [xx, yy, zz, yz] = value!.stress! as unknown as number[];
  const pascal = 1.602176634e11;
  assert.ok(Math.abs((-pascal * (xx! + yy! + zz!)) / 3 / 0.73112e10 - 1) < 1e-6);
  assert.ok(Math.abs(yz! - (0.0000222919084 * hartree) / bohr ** 3) < 1e-9);
  assert.ok(Math.abs(value!.forces![7]! + 0.00903885263607 * (hartree / bohr)) < 1e-9);
  // Forces of a crystal sum to nothing, to the charges' tolerance.
  for (const axis of [0, 1, 2]) assert.ok(Math.abs(value!.forces![axis]! + value!.forces![axis + 3]! + value!.forces![axis + 6]!) < 1e-6);
});

test("engrad: forces are minus the gradient", () => {
  const { value } = read("engrad", ["2\n-1.5\n0.1\n0\n0\n-0.1\n0\n0\n"], molecule);
  assert.ok(Math.abs(value!.energy! + 1.5 * hartree) < 1e-12);
  assert.ok(Math.abs(value!.forces![0]! + 0.1 * (hartree / bohr)) < 1e-12);
});

test("no file, half a file, other atoms, numbers that are none: refused, with the file's name", () => {
  const message = (name: string, texts: (string | null)[], structure: Structure): string => {
    const { value, problems } = read(name, texts, structure);
    assert.is(value, null);
    return `${problems[0]!.file}: ${problems[0]!.message}`;
  };
  assert.match(message("dftb-results", [null], crystal), /^results\.tag: There is no total energy/);
  assert.match(message("dftb-results", [tag], sampleStructures()[0]!), /forces on 2 atoms, and the structure has 4/);
  assert.match(message("dftb-results", [tag.replace("-0.3", "NaN")], crystal), /not a finite number/);
  assert.match(message("engrad", ["2\n-1.5\n0.1"], molecule), /no whole energy and gradient/);
  assert.match(message("lammps-label", [null, null], crystal), /^label\.txt: There is no energy/);
  assert.match(message("extxyz", [extxyz.write!([sampleStructures()[0]!])], crystal), /holds 4 atoms/);
  const { reference: _, ...bare } = crystal;
  assert.match(message("extxyz", [extxyz.write!([bare])], crystal), /no total energy/);
});

test("the last structure of a file counts, whole", () => {
  const later = { ...crystal, reference: { ...crystal.reference!, energy: -7 } };
  const { value } = read("extxyz", [extxyz.write!([crystal, later])], crystal);
  assert.is(value!.energy, -7);
  assert.equal([...value!.forces!], [...crystal.reference!.forces!]);
});

test.run();
