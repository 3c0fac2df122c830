// adatom/analyse through a session and the real compute process: every part, several frames, honest errors.
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { feature } from "@adatom/daemon/features/analyse.ts";
import { feature as predictFeature } from "@adatom/daemon/features/predict.ts";
import { centroSymmetry as centroSymmetryOf } from "@adatom/models/analysis/centro-symmetry.ts";
import { tableTwo } from "@adatom/models/analysis/table-two.ts";
import { extxyz } from "@adatom/models/formats/extxyz.ts";
import { analyse, analysisParts } from "@adatom/protocol/analyse.ts";
import type { Input, Result } from "@adatom/protocol/define.ts";
import { errorCodes } from "@adatom/protocol/errors.ts";
import { predict } from "@adatom/protocol/predict.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { argon } from "../../conformance/structures.ts";
import { ofSpecies } from "../../fixtures/lammps/sample-solids.ts";
import { siliconXyz } from "../documents/harness.ts";
import { type FeatureHarness, startFeatures } from "./harness.ts";

let harness: FeatureHarness;
test.before(() => {
  harness = startFeatures([feature, predictFeature]);
});
test.after(() => harness.stop());

async function ask(params: Input<typeof analyse>): Promise<Result<typeof analyse>> {
  return analyse.result.parse(await harness.client.sendRequest(analyse.method, params));
}

async function errorOf(params: Input<typeof analyse>): Promise<{ code: number; message: string }> {
  return ask(params).then(
    () => {
      throw new Error("nothing was refused");
    },
    (error) => error as { code: number; message: string },
  );
}

function file(name: string, text: string): { path: string } {
  const path = join(harness.folder, name);
  writeFileSync(path, text);
  return { path };
}

test("all parts of a crystal in one answer", async () => {
  const source = file("crystal.xyz", siliconXyz(1));
  const found = await ask({ source, include: [...analysisParts], timestep: 1, potential: "sw-si-1985" }).catch((error) => error as Error);
  // One frame does not move.
  assert.ok(found instanceof Error && /two frames/.test(found.message));
  const include = analysisParts.filter((part) => part !== "diffusion" && part !== "vibrations");
  const all = await ask({ source, include, potential: "sw-si-1985" });
  assert.is(all.frames, 1);
  assert.is(all.table!.c1, 4);
  assert.is(all.table!.c2, 12);
  // SW silicon at 5.431 angstrom.
  assert.ok(Math.abs(all.table!.energy!.meanPerAtom + 4.3366) < 1e-4);
  assert.is(all.table!.energy!.source, "sw-si-1985");
  assert.ok(Math.abs(all.angles!.mean! - 109.4712) < 1e-3);
  assert.equal(
    all.angles!.triplets.map(({ elements }) => elements),
    [["Si", "Si", "Si"]],
  );
  assert.is(all.dihedrals!.count, 9 * 16);
  assert.equal(all.coordination!.first.shares, [{ neighbours: 4, share: 1 }]);
  assert.equal(
    all.rings!.find(({ size }) => size === 6),
    { size: 6, shortestPath: 12, king: 12 },
  );
  // q4 of a tetrahedron.
  assert.ok(Math.abs(all.bondOrder![0]!.meanQ - 0.50918) < 1e-4);
  assert.is(all.rdf!.distances.length, 300);
  assert.equal(
    all.rdf!.partials.map(({ elements }) => elements),
    [["Si", "Si"]],
  );
  assert.ok(all.structureFactor!.s.includes(null), "a small cell leaves bins empty");
  assert.equal(all.xRay!.peaks[0]!.hkl, [1, 1, 1]);
  assert.is(all.symmetry![0]!.spaceGroupNumber, 227);
  assert.equal(all.problems, []);
});

test("several frames are averaged as the models do, with the energies of the file; chosen ones too", async () => {
  const shaken = [0.1, 0.2, 0.3].map((x) =>
    siliconXyz(2, `energy=${-270 - x}`).replace("Si 0.000000 0.000000 0.000000", `Si ${x} -0.05 0.02`),
  );
  const source = file("frames.xyz", shaken.join(""));
  const structures = shaken.map((text) => extxyz.parse(text).frames[0]!.structure);
  const { table, frames } = await ask({ source });
  const expected = tableTwo(structures);
  assert.is(frames, 3);
  assert.is(table!.r1, expected.r1Angstrom);
  assert.is(table!.sigma2, expected.sigma2Angstrom);
  assert.is(table!.angleSigma, expected.angleSigmaDegrees);
  assert.is(table!.firstShell, expected.firstShellAngstrom);
  assert.is(table!.energy!.mean, expected.energy!.mean);
  assert.is(table!.energy!.source, "file");
  const one = await ask({ source, frames: [1], bondCutoff: 2.9 });
  assert.is(one.table!.sigma1, tableTwo([structures[1]!], { firstShellAngstrom: 2.9 }).sigma1Angstrom);
  assert.is(one.table!.firstPeak, null);
});

test("the set stands beside the published table, and its curves in files", async () => {
  const source = file("drawn.xyz", siliconXyz(2, "energy=-277.5"));
  const plots = join(harness.folder, "figures");
  const found = await ask({ source, include: ["table-two", "rdf", "angles", "x-ray"], plots });
  const { columns, rows } = found.tableTwo!;
  assert.ok(rows.every((row) => row.length === columns.length));
  const of = (row: number, name: string) => rows[row]![columns.indexOf(name)];
  assert.is(of(0, "C1"), 4);
  assert.is(of(0, "E eV"), -277.5);
  // Its spreads, once more with the second shell of g(r), then the four published rows.
  assert.is(rows.length, 6 + 4);
  assert.match(String(rows[3]![0]), /second shell of g\(r\)/);
  assert.is(of(3, "C2"), 12);
  assert.is(of(6, "r1 Å"), 2.362);
  assert.equal(
    found.plots!.map((path) => basename(path)),
    ["rdf.svg", "angles.svg", "x-ray.svg"],
  );
  const drawn = readFileSync(found.plots![0]!, "utf8");
  for (const text of ["Radial distribution of drawn.xyz", "distance r (Å)", "g(r)", "first minimum"]) assert.ok(drawn.includes(text), text);
  assert.match((await errorOf({ source, include: ["rdf"], plots: "/no/such/folder/here" })).message, /folder above it/);
});

test("diffusion over frames: an atom that flies steadily", async () => {
  const frames = Array.from({ length: 12 }, (_, t) =>
    siliconXyz(1).replace("Si 0.000000 0.000000 0.000000", `Si ${(0.1 * t).toFixed(6)} 0 0`),
  );
  const { diffusion } = await ask({ source: file("path.xyz", frames.join("")), include: ["diffusion"], timestep: 10, bondCutoff: 2.8 });
  // One of eight atoms: (0.1 t)^2 / 8.
  assert.ok(diffusion!.meanSquareDisplacement.every((value, lag) => Math.abs(value - (0.1 * lag) ** 2 / 8) < 1e-9));
  assert.equal(diffusion!.times.slice(0, 3), [0, 10, 20]);
});

test("centro-symmetry over frames: the atoms around a vacancy, and one that was pushed", async () => {
  const metal = ofSpecies(argon(3, 3.6), [29]);
  const vacancy = { ...metal, positions: metal.positions.slice(3), atomicNumbers: metal.atomicNumbers.slice(1) };
  const pushed = { ...metal, positions: metal.positions.map((x, p) => (p === 30 ? x + 0.6 : x)) };
  const source = file("metal.xyz", extxyz.write!([metal, vacancy, pushed]));
  const { centroSymmetry } = await ask({ source, include: ["centro-symmetry"], bondCutoff: 3 });
  const { neighbours, mean, largest } = centroSymmetry!;
  assert.is(neighbours, 12);
  assert.is(largest.length, 20);
  const values = [metal, vacancy, pushed].map((one) => centroSymmetryOf(one, 12));
  const atoms = values.flatMap((one) => [...one]);
  // The file has nine decimals.
  assert.ok(Math.abs(mean - atoms.reduce((sum, value) => sum + value, 0) / atoms.length) < 1e-6);
  assert.ok(largest.every(({ frame, atom, value }) => Math.abs(values[frame]![atom]! - value) < 1e-6));
  assert.is(largest[0]!.atom, 10);
  assert.is(largest[0]!.frame, 2);
  assert.is(largest.filter(({ frame }) => frame === 1).length, 12);
});

test("vibrations over frames: an atom that swings at 10 THz", async () => {
  const frames = Array.from({ length: 200 }, (_, t) =>
    siliconXyz(1).replace("Si 0.000000 0.000000 0.000000", `Si ${(0.05 * Math.sin(2 * Math.PI * 0.01 * 5 * t)).toFixed(9)} 0 0`),
  );
  const { vibrations } = await ask({ source: file("swing.xyz", frames.join("")), include: ["vibrations"], timestep: 5, bondCutoff: 2.8 });
  const { frequencies, density, times, autocorrelation } = vibrations!;
  // A swing of 100 fs: back after a period, opposite after half of one; a wave of 10 steps of 5 fs is sampled at 20 places.
  assert.is(autocorrelation[0], 1);
  assert.ok(Math.abs(autocorrelation[times.indexOf(100)]! - 1) < 1e-3 && Math.abs(autocorrelation[times.indexOf(50)]! + 1) < 1e-3);
  const highest = frequencies[density.indexOf(Math.max(...density))]!;
  // 100 lags of 5 fs resolve 2 THz; the peak of a window is found far better than its width.
  assert.ok(Math.abs(highest - 10) < 0.3, `${highest}`);
});

test("other requests are answered in the middle of a long one", async () => {
  const order: string[] = [];
  const source = file("large.xyz", siliconXyz(3));
  // Some tenths of a second of rings, all of one frame.
  const long = ask({ source, include: ["rings"], ringSize: 10, bondCutoff: 2.8 }).then(() => order.push("analysis"));
  await new Promise((resolve) => setTimeout(resolve, 100));
  const small = file("small.xyz", siliconXyz(1));
  await harness.client.sendRequest(predict.method, { source: small, potential: "sw-si-1985" }).then(() => order.push("energy"));
  await long;
  assert.equal(order, ["energy", "analysis"]);
});

test("what cannot be analysed is refused with its frame and a way out; nothing is left behind", async () => {
  const molecule = file("molecule.xyz", "3\nwater\nO 0 0 0\nH 0.96 0 0\nH -0.24 0.93 0\n");
  const refused = await errorOf({ source: molecule });
  assert.is(refused.code, errorCodes.BadStructure);
  assert.match(refused.message, /Frame 0: .*bond cutoff/);
  const { angles, tableTwo: row } = await ask({ source: molecule, include: ["angles", "table-two"], bondCutoff: 1.2 });
  assert.is(angles!.count, 1);
  // Water has no g(r), but bonds.
  assert.is(row!.rows[0]![2], 1.333);
  assert.is(row!.rows.length, 3 + 4);
  assert.match((await errorOf({ source: molecule, include: ["symmetry"] })).message, /periodic in all three/);
  assert.match((await errorOf({ source: molecule, include: ["diffusion"], bondCutoff: 1.2 })).message, /timestep/);
  assert.match((await errorOf({ source: file("empty.xyz", "") })).message, /no frame/);
});

test.run();
