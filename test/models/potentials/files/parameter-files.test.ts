// Readers of parameter files: what they read, what they say of bad files, never a throw; and LAMMPS's own files where they are installed.

import { existsSync, readFileSync } from "node:fs";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import type { Problem } from "@adatom/models/formats/format.ts";
import { eamFromFuncfl, readFuncfl } from "@adatom/models/potentials/files/funcfl.ts";
import { readPotentialFile } from "@adatom/models/potentials/files/potential-file.ts";
import { eamFromSetfl, readSetfl } from "@adatom/models/potentials/files/setfl.ts";
import { readStillingerWeberFile } from "@adatom/models/potentials/files/stillinger-weber-file.ts";
import { readTersoffFile } from "@adatom/models/potentials/files/tersoff-file.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";
import { stillingerWeberMixture } from "@adatom/models/potentials/stillinger-weber-mixture.ts";
import { tersoff } from "@adatom/models/potentials/tersoff.ts";
import { tersoffEntriesSi1988, tersoffEntriesSiC1989 } from "@adatom/models/potentials/tersoff-parameters.ts";
import { symbolOf } from "@adatom/models/structure/elements.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { argon, diamond, displaced } from "../../../conformance/structures.ts";
import { inventedFuncfl, inventedSetfl } from "../../../fixtures/lammps/eam-files.ts";
import { evaluateWithLammps, lammpsVersion } from "../../../fixtures/lammps/lammps.ts";
import { genericStillingerWeberEntries } from "../../../fixtures/lammps/network-trials.ts";
import { stillingerWeberText, tersoffText } from "../../../fixtures/lammps/parameter-files.ts";
import { ofSpecies } from "../../../fixtures/lammps/sample-solids.ts";

/** Code and line of each problem. */
const brief = (problems: readonly Problem[]): string[] => problems.map((problem) => `${problem.code} ${problem.line}`);

test("what is written is read back, to the bit", () => {
  assert.equal(readTersoffFile(tersoffText(tersoffEntriesSiC1989)).value, tersoffEntriesSiC1989);
  const entries = genericStillingerWeberEntries(1e-4);
  const read = readStillingerWeberFile(stillingerWeberText(entries));
  assert.equal(
    read.value!.map((entry) => entry.elements),
    entries.map((entry) => entry.elements),
  );
  assert.equal(read.problems, []);
});

test("entries over several lines, comments, labels that are no symbols", () => {
  const line = tersoffText(tersoffEntriesSi1988).trim().split(" ");
  const folded = `# comment\n\n${line.slice(0, 9).join("\t")} # more follows\r\n  ${line.slice(9).join("  ")}\n`;
  assert.equal(readTersoffFile(folded), { value: tersoffEntriesSi1988, problems: [] });
  const labelled = folded.replaceAll("Si", "Si(T3)");
  assert.equal(brief(readTersoffFile(labelled).problems), ["no-entries 0"]);
  assert.match(readTersoffFile(labelled).problems[0]!.message, /Si\(T3\)/);
  assert.equal(readTersoffFile(labelled, { labels: ["Si(T3)"] }).value, tersoffEntriesSi1988);
  // Two variants of one element can not be taken together.
  assert.equal(brief(readTersoffFile(folded + labelled, { labels: ["Si", "Si(T3)"] }).problems)[0], "repeated-element 0");
});

test("bad entries: what, and where", () => {
  const good = tersoffText(tersoffEntriesSi1988);
  const cases: [string, string][] = [
    ["", "no-entries 0"],
    ["Si Si\n", "missing-column 0"],
    [`${good}${good}`, "repeated-entry 1"],
    [good.replace("2.85", "abc"), "bad-number 0"],
    [good.replace("2.85 0.15", "2.85 -0.15"), "bad-parameter 0"],
    [good.replace("Si 3 ", "Si 2 "), "bad-parameter 0"],
    [`${good.trim()} 17\n`, "extra-column 0"],
    [good.split(" ").slice(0, 9).join(" "), "missing-column 0"],
    [tersoffText(tersoffEntriesSiC1989.slice(1)), "missing-entry 0"],
  ];
  for (const [text, problem] of cases) {
    const { value, problems } = readTersoffFile(text);
    assert.is(value, undefined, text);
    assert.is(brief(problems)[0], problem, text);
  }
  // The bond Si-C by one A, C-Si by another: no order of two atoms could choose.
  const unlike = tersoffEntriesSiC1989.map((entry) =>
    entry.elements.join(" ") === "14 6 6" ? { ...entry, parameters: { ...entry.parameters, bigA: 1600 } } : entry,
  );
  const read = readTersoffFile(tersoffText(unlike));
  assert.equal(read.value, unlike);
  assert.equal(brief(read.problems), ["unlike-mirror 4"]);
});

test("EAM files: tables, headers and their ends", () => {
  const alloy = inventedSetfl("alloy");
  const { tables } = readSetfl(alloy, "alloy").value!;
  assert.equal(tables.species, [28, 13]);
  assert.is(tables.pair[1], tables.pair[2]);
  assert.is(tables.embedding[1]!.length, 120);
  const lines = alloy.split("\n");
  const cases: [string, string][] = [
    ["", "missing-line 0"],
    [lines.slice(0, 3).join("\n"), "missing-line 2"],
    [lines.slice(0, 4).join("\n"), "missing-line 3"],
    [lines.slice(0, 30).join("\n"), "short-table 29"],
    [alloy.replace("2 Ni Al", "2 Ni Qq"), "unknown-element 3"],
    [alloy.replace("2 Ni Al", "2 Ni Ni"), "repeated-element 3"],
    [alloy.replace("2 Ni Al", "Ni Al"), "bad-number 3"],
    [alloy.replace("120 0.04 181", "120 0.04 2"), "bad-grid 4"],
    [alloy.replace("120 0.04 181", "120 0.04 1e99"), "bad-grid 4"],
    [lines.with(20, "zero 1 2").join("\n"), "bad-number 20"],
  ];
  for (const [text, problem] of cases) {
    const { value, problems } = eamFromSetfl(text, { name: "x" });
    assert.is(value, undefined, problem);
    assert.is(brief(problems)[0], problem);
  }
  // Either form taken for the other is noticed, and more lines than there should be.
  assert.match(brief(eamFromSetfl(inventedSetfl("fs"), { name: "x" }).problems)[0]!, /^bad-element-line/);
  assert.match(brief(eamFromSetfl(alloy, { name: "x", form: "fs" }).problems)[0]!, /^(bad-number|bad-element-line)/);
  assert.match(brief(eamFromSetfl(`${alloy}1 2 3\n`, { name: "x" }).problems)[0]!, /^extra-lines/);
  assert.match(eamFromSetfl(alloy, { name: "x" }).value!.description, /^Invented/);
  assert.is(readFuncfl(inventedFuncfl(13)).value!.atomicNumber, 13);
  assert.is(brief(eamFromFuncfl([inventedFuncfl(13), inventedFuncfl(13)], { name: "x" }).problems)[0], "repeated-element 0");
  assert.is(brief(readFuncfl(inventedFuncfl(13).replace("13 26.98", "0 26.98")).problems)[0], "unknown-element 1");
});

test("a file's ending says what it is", () => {
  const files: [string, string, number[]][] = [
    ["a/b/SiC.tersoff", tersoffText(tersoffEntriesSiC1989), [14, 6]],
    ["x.sw", stillingerWeberText(genericStillingerWeberEntries(0)), [7, 31]],
    ["C:\\data\\NiAl.EAM.alloy", inventedSetfl("alloy"), [28, 13]],
    ["NiAl.eam.fs", inventedSetfl("fs"), [28, 13]],
    ["Al.eam", inventedFuncfl(13), [13]],
  ];
  for (const [file, text, species] of files) {
    const { value, problems } = readPotentialFile(file, text);
    assert.equal(problems, [], file);
    assert.equal(value!.species, species);
    assert.is(value!.name, file.split(/[/\\]/).at(-1));
  }
  assert.is(brief(readPotentialFile("Si.meam", "").problems)[0], "unknown-ending 0");
});

test("damaged files never throw", () => {
  const random = createRandom(7);
  const texts = [
    tersoffText(tersoffEntriesSiC1989),
    stillingerWeberText(genericStillingerWeberEntries(0)),
    inventedSetfl("alloy"),
    inventedFuncfl(28),
  ];
  for (const text of texts) {
    for (let trial = 0; trial < 40; trial++) {
      let damaged = text;
      for (let cuts = 0; cuts < 3; cuts++) {
        const at = random.integer(damaged.length);
        const junk = ["", "\n", "NaN ", "-", "1e999", "Si", "#", "\u0000"][random.integer(8)]!;
        damaged = damaged.slice(0, at) + junk + damaged.slice(at + random.integer(40));
      }
      for (const read of [readTersoffFile, readStillingerWeberFile, readFuncfl, (t: string) => readSetfl(t, "fs")]) {
        const { value, problems } = read(damaged);
        assert.ok(value !== undefined || problems.some((problem) => problem.severity === "error"));
      }
    }
  }
});

// Debian's package has LAMMPS's collection; another place may be named.
const folder = process.env.LAMMPS_POTENTIALS ?? "/usr/share/lammps/potentials";
const available = existsSync(folder) && lammpsVersion() !== undefined;
if (!available)
  console.log("SKIPPED: LAMMPS's own parameter files. Install LAMMPS with `sh scripts/install-peers.sh`, or set LAMMPS_POTENTIALS.");
const live = available ? test : test.skip;

live("LAMMPS's own files give LAMMPS's energies and forces", () => {
  const text = (file: string): string => readFileSync(`${folder}/${file}`, "utf8");
  const cubic = displaced(diamond(1, 4.7), 0.2, 1);
  const metal = displaced(argon(1, 3.6), 0.2, 1);
  const triples: [string, string, Potential][] = [
    ["tersoff", "SiC.tersoff", tersoff("x", "", readTersoffFile(text("SiC.tersoff")).value!)],
    ["tersoff", "SiC_Erhart-Albe.tersoff", tersoff("x", "", readTersoffFile(text("SiC_Erhart-Albe.tersoff")).value!)],
    ["tersoff", "GaN.tersoff", tersoff("x", "", readTersoffFile(text("GaN.tersoff")).value!)],
    ["sw", "GaN.sw", stillingerWeberMixture("x", "", readStillingerWeberFile(text("GaN.sw")).value!)],
    ["eam/alloy", "NiAlH_jea.eam.alloy", eamFromSetfl(text("NiAlH_jea.eam.alloy"), { name: "x" }).value!],
    ["eam/fs", "AlFe_mm.eam.fs", eamFromSetfl(text("AlFe_mm.eam.fs"), { name: "x", form: "fs" }).value!],
    ["eam", "Cu_u3.eam", eamFromFuncfl([text("Cu_u3.eam")], { name: "x" }).value!],
  ];
  for (const [style, file, potential] of triples) {
    const structure = ofSpecies(style.startsWith("eam") ? metal : cubic, potential.species);
    const symbols = style === "eam" ? "" : ` ${potential.species.map(symbolOf).join(" ")}`;
    const commands = [`pair_style ${style}`, `pair_coeff * * ${file}${symbols}`];
    const theirs = evaluateWithLammps(structure, { species: potential.species, commands, files: { [file]: text(file) } });
    const ours = potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom));
    // Where LAMMPS writes its expansions of the bond order otherwise, 1e-12 of the energy is left (Erhart and Albe's, m = n = 1).
    assert.ok(Math.abs(ours.energy - theirs.energy) < 1e-11 * Math.abs(theirs.energy), `${file}: ${ours.energy} against ${theirs.energy}`);
    const apart = Math.max(...theirs.forces.map((value, p) => Math.abs(value - ours.forces[p]!)));
    assert.ok(apart < 1e-9, `${file}: forces ${apart} eV/angstrom apart`);
  }
});

test.run();
