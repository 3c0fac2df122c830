// XDATCAR: written and read, heads once and heads before every configuration.
import { xdatcar } from "@adatom/models/formats/xdatcar.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { sampleStructures } from "../../conformance/format-samples.ts";
import { assertProblemsWellFormed } from "../../conformance/formats.ts";

test("what is written reads back", () => {
  const structures = sampleStructures();
  const { frames, problems } = xdatcar.parse(xdatcar.write!(structures));
  assert.equal(problems, []);
  for (const [k, { structure }] of frames.entries()) {
    assert.equal([...structure.atomicNumbers], [...structures[k]!.atomicNumbers]);
    assert.equal([...structure.cell], [...structures[k]!.cell]);
    // Fractions are stored: through the cell's inverse and back costs some units in the last place of 6 angstrom.
    for (const [c, x] of structures[k]!.positions.entries()) assert.ok(Math.abs(structure.positions[c]! - x) < 2e-14);
  }
  assert.throws(() => xdatcar.write!([{ ...structures[0]!, cell: new Float64Array(9) }]), /cell with a volume/);
});

test("cut anywhere, it says so unless it ends with a configuration", () => {
  const text = xdatcar.write!(sampleStructures());
  const whole = xdatcar.parse(text);
  const ends = new Set([
    "",
    ...whole.frames.map(({ lastLine }) =>
      text
        .split("\n")
        .slice(0, lastLine + 1)
        .join("\n"),
    ),
  ]);
  for (let kept = 0; kept < text.split("\n").length; kept++) {
    const cut = text.split("\n").slice(0, kept).join("\n");
    const result = xdatcar.parse(cut);
    assertProblemsWellFormed(cut, result);
    assert.ok(ends.has(cut) || result.problems.some(({ severity }) => severity === "error"), `${kept} lines`);
  }
});

const head = "Si2 O\n1.0\n4 0 0\n0 4 0\n0 0 4\nSi O\n2 1\n";
const first = "Direct configuration=     1\n0 0 0\n0.5 0.5 0.5\n0.25 0.25 0.25\n";
const second = "Direct configuration=     2\n0.1 0 0\n0.5 0.5 0.5\n0.25 0.25 0.25\n";

test("a head for all configurations, or one for each", () => {
  const once = xdatcar.parse(`${head}${first}${second}`);
  assert.equal(once.problems, []);
  const moving = xdatcar.parse(`${head}${first}${head.replaceAll("4", "5")}${second}`);
  assert.equal(moving.problems, []);
  assert.equal([...once.frames[1]!.structure.positions.subarray(0, 3)], [0.4, 0, 0]);
  assert.equal([...moving.frames[1]!.structure.positions.subarray(0, 3)], [0.5, 0, 0]);
  assert.equal([...once.frames[1]!.structure.atomicNumbers], [14, 14, 8]);
});

test("a configuration that is cut short is an error on its own line", () => {
  const { problems, frames } = xdatcar.parse(`${head}${first}Direct configuration=     2\n0.1 0 0\n`);
  assert.is(frames.length, 2);
  assert.equal(
    problems.map(({ code, line }) => [code, line]),
    [["atom-count", 11]],
  );
});

test.run();
