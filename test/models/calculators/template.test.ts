// Templates: values, lists, flags, what is said of a mistake; fields of a structure; nothing is ever run.
import { prepareCalculation, settled } from "@adatom/models/calculators/program.ts";
import { programs } from "@adatom/models/calculators/programs/index.ts";
import { labelReaderNamed } from "@adatom/models/calculators/readers.ts";
import { differenceOf } from "@adatom/models/calculators/same-structure.ts";
import { fieldsOf, renderTemplate } from "@adatom/models/calculators/template.ts";
import { detectFormat } from "@adatom/models/formats/index.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { sampleStructures } from "../../conformance/format-samples.ts";

const crystal = sampleStructures()[0]!;
const molecule: Structure = { ...crystal, cell: new Float64Array(9), periodic: [false, false, false] };

test("values, lists, flags and their opposites; marks alone on a line leave none behind", () => {
  const fields = fieldsOf({ a: 1, yes: true, no: false, empty: [], rows: [fieldsOf({ x: 1 }), fieldsOf({ x: 2 })], text: "t" });
  const cases: [string, string][] = [
    ["{{a}}-{{ text }}", "1-t"],
    ["{{#rows}}{{x}}{{a}} {{/rows}}", "11 21 "],
    ["{{#yes}}y{{/yes}}{{#no}}n{{/no}}{{^no}}N{{/no}}{{^empty}}E{{/empty}}", "yNE"],
    ["a\n  {{#rows}}\n{{x}}\n{{/rows}}\nb\n", "a\n1\n2\nb\n"],
    ["{{#text}}[{{value}}]{{/text}}", "[t]"],
    ["{{#rows}}{{#yes}}{{x}}{{/yes}}{{/rows}}", "12"],
    ["$(rm -rf) `x` $" + "{a} {{{", "$(rm -rf) `x` $" + "{a} {{{"],
  ];
  for (const [template, expected] of cases) assert.is(renderTemplate(template, fields), expected, template);
  assert.throws(() => renderTemplate("a\n{{b}}", fields, "in.txt"), /in\.txt:2: there is no \{\{b\}\}/);
  assert.throws(() => renderTemplate("{{#a}}", fields), /:1: \{\{#a\}\} is never closed/);
  assert.throws(() => renderTemplate("{{#a}}{{/b}}", fields), /closes nothing/);
  assert.throws(() => renderTemplate("{{rows}}", fields), /is a list/);
});

test("a calculation is made of the structure and the settings, species by species", () => {
  const { files, command } = prepareCalculation(
    {
      inputs: {
        in: "{{natoms}} {{symbols}} {{#species}}{{symbol}}:{{potential}}:{{mass}} {{/species}}k={{k1}}{{#lines}}\n{{value}}{{/lines}}",
      },
      command: ["run", "{{scheme}}", "{{nothing}}", "in"],
      values: { potential: "{{symbol}}.UPF", scheme: "fast-{{ntypes}}", nothing: "", kspacing: 0.5, lines: ["first {{natoms}}", "second"] },
      species: { O: { potential: "oxygen" } },
    },
    crystal,
  );
  // The first reciprocal vector is 2 pi / 5.43 angstrom and a little: 1.17, three points at 0.5.
  assert.is(files.in, "4 Si O H Si:Si.UPF:28.085 O:oxygen:15.999 H:H.UPF:1.008 k=3\nfirst 4\nsecond");
  assert.equal(command, ["run", "fast-3", "in"]);
});

test("every shipped program makes its input from a crystal and a molecule, and its reader is there", () => {
  for (const program of programs) {
    const { name, inputs, command, reader, refuses } = program;
    assert.ok(labelReaderNamed(reader), name);
    for (const structure of [crystal, molecule]) {
      if (refuses?.(structure)) continue;
      const more = name === "lammps" ? { pairStyle: "zero 5", pairCoeff: "* *" } : {};
      const made = prepareCalculation({ inputs, command, ...settled(program, { values: more, species: {} }) }, structure);
      for (const text of Object.values(made.files)) assert.not.match(text, /\{\{|undefined|NaN/, name);
      assert.ok(made.command.length > 0);
    }
  }
  const gen = prepareCalculation({ inputs: { g: "{{structure.gen}}" }, command: [], values: {}, species: {} }, crystal).files.g!;
  assert.equal([...detectFormat(gen)!.parse(gen).frames[0]!.structure.positions], [...crystal.positions]);
});

test("a setting that means itself ends, with what it is", () => {
  const setup = { inputs: { in: "{{a}}" }, command: [], values: { a: "{{b}}", b: "{{a}}" }, species: {} };
  assert.throws(() => prepareCalculation(setup, crystal), /value a means itself: a, b/);
});

test("results of another structure are not taken: atoms, order, places; images and shifts are the same", () => {
  assert.is(differenceOf(crystal, crystal), null);
  const moved = crystal.positions.map((x, k) => x + crystal.cell[k % 3]! + 0.5);
  assert.is(differenceOf(crystal, { ...crystal, positions: moved }), null);
  const wrapped = crystal.positions.slice();
  for (let k = 0; k < 3; k++) wrapped[6 + k]! -= crystal.cell[3 + k]!;
  assert.is(differenceOf(crystal, { ...crystal, positions: wrapped }), null);
  const off = crystal.positions.slice();
  off[4]! += 0.01;
  assert.match(differenceOf(crystal, { ...crystal, positions: off })!, /atom 2 stands 0\.0100 A/);
  assert.match(differenceOf(crystal, { ...crystal, atomicNumbers: Uint8Array.of(14, 8, 14, 1) })!, /atom 2 is O/);
  assert.match(differenceOf(crystal, sampleStructures()[1]!)!, /holds 2 atoms/);
});

test.run();
