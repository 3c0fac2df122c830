// Choosing a format by file name and by content.
import { readFileSync } from "node:fs";
import { checkFrame, checkFrames } from "@adatom/models/formats/checks.ts";
import { detectFormat, formatForFile, formatNamed, formats } from "@adatom/models/formats/index.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

const examples = new URL("../../../examples/", import.meta.url);

test("names are unique, endings are lower case with their dot", () => {
  assert.is(new Set(formats.map((format) => format.name)).size, formats.length);
  for (const { extensions, name } of formats)
    assert.ok(extensions.every((extension) => /^\.[a-z0-9]+$/.test(extension)) && formatNamed(name));
});

test("formats by file name", () => {
  const expected: Record<string, string | undefined> = {
    "a.xyz": "extxyz",
    "A.XYZ": "extxyz",
    "b.extxyz": "extxyz",
    "c.axsf": "xsf",
    "runs/1/POSCAR": "poscar",
    "C:\\runs\\CONTCAR": "poscar",
    "POSCAR.old": "poscar",
    poscars: undefined,
    "d.cif": "cif",
    "input.data": "n2p2",
    "set.json": "pymatgen-json",
    "adatom.json": undefined,
    "notes.txt": undefined,
  };
  for (const [name, format] of Object.entries(expected)) assert.is(formatForFile(name)?.name, format, name);
});

test("the sample of each format is known by its content alone, and reads without a problem", () => {
  const samples: Record<string, string> = {
    "silicon.extxyz": "extxyz",
    "water.xyz": "xyz",
    "rutile.xsf": "xsf",
    POSCAR: "poscar",
    "rutile.cif": "cif",
    "input.data": "n2p2",
    "mlearn-silicon.json": "pymatgen-json",
  };
  for (const [file, name] of Object.entries(samples)) {
    const text = readFileSync(new URL(`structures/${file}`, examples), "utf8");
    assert.is(detectFormat(text)?.name, name, file);
    assert.is(detectFormat(text, file)?.name, name, file);
    const result = detectFormat(text)!.parse(text);
    assert.equal([...result.problems, ...checkFrames(result)], [], file);
    assert.ok(result.frames.length > 0);
  }
  assert.is(detectFormat("nothing of ours"), undefined);
});

test("the silicon set of the example is whole: 214 and 25 structures with energy, forces and stress", () => {
  for (const [file, count] of [
    ["train.xyz", 214],
    ["test.xyz", 25],
  ] as const) {
    const { frames, problems } = formatNamed("extxyz")!.parse(readFileSync(new URL(`silicon/data/${file}`, examples), "utf8"));
    assert.equal(problems, []);
    assert.is(frames.length, count);
    for (const { structure } of frames) {
      const { energy, forces, stress } = structure.reference!;
      // PBE silicon in VASP: -5.42 eV/atom in diamond, up to 1 eV/atom above it when hot; forces of a DFT run sum to nearly nothing.
      const perAtom = energy! / structure.atomicNumbers.length;
      assert.ok(perAtom > -5.43 && perAtom < -4.42, `${perAtom}`);
      const sum = [0, 1, 2].map((k) => forces!.reduce((total, force, i) => (i % 3 === k ? total + force : total), 0));
      assert.ok(Math.hypot(...sum) < 0.05 && stress!.length === 6 && typeof structure.info!.config_type === "string", `${sum}`);
    }
  }
});

test("stress has the sign of dE/dstrain: the set's strained cells agree with their own energies", () => {
  const { frames } = formatNamed("extxyz")!.parse(readFileSync(new URL("silicon/data/train.xyz", examples), "utf8"));
  // Cells stretched along x alone: E(x) and sigma_xx V / x by central differences of neighbouring strains.
  const stretched = frames
    .map(({ structure }) => structure)
    .filter(
      ({ info, cell }) =>
        info!.config_type === "Elastic" &&
        cell[4] === cell[8] &&
        cell[1] === 0 &&
        cell[3] === 0 &&
        cell[5] === 0 &&
        cell[7] === 0 &&
        cell[6] === 0 &&
        Math.abs(cell[4]! - 10.937456) < 1e-6,
    )
    .sort((p, q) => p.cell[0]! - q.cell[0]!);
  assert.ok(stretched.length >= 5, `${stretched.length} cells`);
  for (let i = 1; i + 1 < stretched.length; i++) {
    const [before, here, after] = [stretched[i - 1]!, stretched[i]!, stretched[i + 1]!];
    const lengths = [before, here, after].map((s) => s.cell[0]!) as [number, number, number];
    const energies = [before, here, after].map((s) => s.reference!.energy!) as [number, number, number];
    // Slope at the middle point of the parabola through three.
    const [l, r] = [lengths[1] - lengths[0], lengths[2] - lengths[1]];
    const slope = (((energies[1] - energies[0]) / l) * r + ((energies[2] - energies[1]) / r) * l) / (l + r);
    const area = here.cell[4]! * here.cell[8]!;
    const stress = here.reference!.stress![0]!;
    // Cubic terms over strains of some per cent, and the plane-wave basis changing with the cell: a few kbar (0.01 eV/angstrom^3 is 16).
    assert.ok(Math.abs(slope / area - stress) < 0.01, `${lengths[1]}: ${slope / area} from energies, ${stress} in the file`);
  }
});

test("checks: no cell, a flat cell, no position", () => {
  const frame = (text: string) => formatNamed("extxyz")!.parse(text);
  const flat = frame('1\nLattice="1 0 0 0 1 0 1 1 0"\nSi 0 0 0\n');
  assert.equal(
    checkFrames(flat).map((p) => [p.severity, p.code, p.line]),
    [["error", "flat-cell", 1]],
  );
  const { structure, ...lines } = frame("2\n\nSi 0 0 0\nSi nan 0 0\n").frames[0]!;
  assert.equal(
    checkFrame({ structure, ...lines }).map((p) => [p.code, p.line]),
    [["not-finite", 3]],
  );
  assert.equal(checkFrames(frame("2\n\nSi 0 0 0\nSi nan 0 0\n")), []);
  assert.equal(
    checkFrame({ structure: { ...structure, periodic: [true, false, false] }, ...lines }).map((p) => p.code),
    ["periodic-without-cell", "not-finite"],
  );
});

test.run();
