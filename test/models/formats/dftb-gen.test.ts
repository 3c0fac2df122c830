// DFTB+'s gen format: clusters, supercells, fractions, comments; and result files of DFTB+ and xTB.
import { dftbGen } from "@adatom/models/formats/dftb-gen.ts";
import { readEngrad, readResultsTag } from "@adatom/models/formats/tagged-results.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { sampleStructures } from "../../conformance/format-samples.ts";
import { assertProblemsWellFormed, atomsOf } from "../../conformance/formats.ts";

test("what is written reads back, to the bit, with a cell and without", () => {
  const [crystal] = sampleStructures();
  const cluster = { ...crystal!, cell: new Float64Array(9), periodic: [false, false, false] as const };
  for (const structure of [crystal!, cluster]) {
    const text = dftbGen.write!([structure]);
    for (const variant of [text, text.replaceAll("\n", "\r\n"), `\ufeff${text}`, `# a comment\n${text}`]) {
      const { frames, problems } = dftbGen.parse(variant);
      assert.equal(problems, []);
      assert.equal([...frames[0]!.structure.positions], [...structure.positions]);
      assert.equal([...frames[0]!.structure.cell], [...structure.cell]);
      assert.equal([...frames[0]!.structure.atomicNumbers], [...structure.atomicNumbers]);
      assert.equal(frames[0]!.structure.periodic, structure.periodic);
    }
  }
  assert.throws(() => dftbGen.write!(sampleStructures()), /one structure/);
});

test("cut anywhere it never has fewer atoms without an error, and damage is said where it stands", () => {
  const text = dftbGen.write!(sampleStructures().slice(0, 1));
  const lines = text.split("\n");
  const total = atomsOf(dftbGen.parse(text));
  for (let kept = 0; kept < lines.length - 1; kept++) {
    const cut = lines.slice(0, kept).join("\n");
    const result = dftbGen.parse(cut);
    assertProblemsWellFormed(cut, result);
    assert.ok(result.problems.some(({ severity }) => severity === "error") || atomsOf(result) === total, cut);
  }
  for (const [word, code] of [
    ["****", "number-overflow"],
    ["x", "bad-number"],
  ] as const) {
    const broken = lines.map((line, k) => (k === 3 ? line.replace(/\S+$/, word) : line)).join("\n");
    assert.equal(
      dftbGen.parse(broken).problems.map((problem) => [problem.code, problem.line]),
      [[code, 3]],
    );
  }
  assert.is(dftbGen.parse("2 C\nSi\n1 1 0 0 0\n2 2 1 1 1\n").problems[0]!.code, "unknown-element");
  assert.is(dftbGen.parse("2 Q\nSi\n1 1 0 0 0\n2 1 1 1 1\n").problems[0]!.code, "bad-kind");
});

test("fractions are of the cell", () => {
  const { frames, problems } = dftbGen.parse("2 F\nGa As\n1 1 0 0 0\n2 2 0.25 0.25 0.25\n0 0 0\n0 2.8 2.8\n2.8 0 2.8\n2.8 2.8 0\n");
  assert.equal(problems, []);
  for (const x of frames[0]!.structure.positions.subarray(3)) assert.ok(Math.abs(x - 1.4) < 1e-15);
});

test("engrad: energy and gradient, or nothing of half a file", () => {
  const text = "#\n# atoms\n#\n 2\n#\n# energy\n#\n -1.5\n#\n# gradient\n#\n 0.1\n 0\n -0.2\n -0.1\n 0\n 0.2\n#\n 1 0 0 0\n 1 0 0 1.4\n";
  const found = readEngrad(text)!;
  assert.is(found.energy, -1.5);
  assert.equal([...found.gradient], [0.1, 0, -0.2, -0.1, 0, 0.2]);
  assert.is(readEngrad(text.slice(0, text.indexOf(" -0.2"))), null);
  assert.is(readEngrad(text.replace("-1.5", "NaN")), null);
  assert.is(readEngrad(""), null);
});

test("results.tag: blocks by name, the last one too, shapes and empty ones", () => {
  const text =
    "mermin_energy       :real:0:\n -0.50000000E+001\nfermi_level :real:1:2\n 0.1 0.2\nnothing :real:1:0\nforces              :real:2:3,2\n  0.1 0.2 0.3\n -0.1 -0.2 -0.3\nflag :logical:0:\n T\nstress :real:2:3,3\n 1 0 0\n 0 2 0\n 0 0 3\n";
  const blocks = readResultsTag(text);
  assert.equal([...blocks.get("mermin_energy")!], [-5]);
  assert.equal([...blocks.get("forces")!], [0.1, 0.2, 0.3, -0.1, -0.2, -0.3]);
  assert.equal([...blocks.get("stress")!], [1, 0, 0, 0, 2, 0, 0, 0, 3]);
  assert.equal([...blocks.get("nothing")!], []);
});

test.run();
