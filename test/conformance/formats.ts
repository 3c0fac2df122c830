// The suite every structure format passes: round trip, line ends, truncation at every line, hostile words, positions of atoms and problems.
// A new format adds a description beside its own test and nothing here.
import type { Format, Frame, ParseResult } from "@adatom/models/formats/format.ts";
import { elementSymbols } from "@adatom/models/structure/elements.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { sampleStructures } from "./format-samples.ts";

export interface FormatDescription {
  readonly format: Format;
  /** What the format keeps of a structure beyond species and positions. */
  readonly keeps: { readonly cell?: boolean; readonly energy?: boolean; readonly forces?: boolean; readonly stress?: boolean };
  /** Largest difference of a number after a round trip; 0 for to the bit. Say why where it is not 0. */
  readonly tolerance: number;
  /** For formats that are only read: a text with the atoms of sampleStructures(), in that order. */
  readonly sample?: string;
}

function near(actual: ArrayLike<number> | undefined, expected: ArrayLike<number> | undefined, tolerance: number, what: string): void {
  assert.is(actual?.length, expected?.length, `${what}: length`);
  for (let i = 0; i < (expected?.length ?? 0); i++) {
    const [a, e] = [actual![i]!, expected![i]!];
    const same = tolerance === 0 ? Object.is(a, e) : Math.abs(a - e) <= tolerance;
    assert.ok(same, `${what}[${i}]: ${a} instead of ${e}`);
  }
}

function sameFrames(actual: ParseResult, expected: ParseResult, what: string): void {
  assert.is(actual.frames.length, expected.frames.length, `${what}: frames`);
  for (const [i, frame] of actual.frames.entries()) {
    const other = expected.frames[i]!;
    near(frame.structure.positions, other.structure.positions, 0, `${what}: positions`);
    near(frame.structure.cell, other.structure.cell, 0, `${what}: cell`);
    near(frame.structure.atomicNumbers, other.structure.atomicNumbers, 0, `${what}: species`);
    near(frame.structure.reference?.forces, other.structure.reference?.forces, 0, `${what}: forces`);
    near(frame.atomLines, other.atomLines, 0, `${what}: atom lines`);
    const lines = ({ firstLine, headerLine, lastLine }: Frame): number[] => [firstLine, headerLine, lastLine];
    assert.equal(lines(frame), lines(other), `${what}: lines`);
    assert.equal(frame.structure.info, other.structure.info, `${what}: info`);
  }
  assert.equal(actual.problems, expected.problems, `${what}: problems`);
}

/** Every problem lies inside the text and says something. */
export function assertProblemsWellFormed(text: string, result: ParseResult): void {
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
  for (const problem of result.problems) {
    const { line, column, endColumn, message, code } = problem;
    const length = lines[line]?.length ?? -1;
    assert.ok(line >= 0 && line < lines.length, `${code}: line ${line} of ${lines.length}`);
    assert.ok(
      column >= 0 && column <= endColumn && endColumn <= length,
      `${code} at line ${line}: columns ${column} to ${endColumn} of ${length}`,
    );
    assert.match(code, /^[a-z][a-z0-9-]*$/);
    assert.ok(message.length > 20 && /[.]$/.test(message), `message of ${code}: ${message}`);
  }
}

export function atomsOf(result: ParseResult): number {
  return result.frames.reduce((sum, frame) => sum + frame.atomLines.length, 0);
}

const hasError = (result: ParseResult): boolean => result.problems.some((problem) => problem.severity === "error");

/** Run the whole suite on a format. Call test.run() behind it. */
export function formatConformance({ format, keeps, tolerance, sample }: FormatDescription): void {
  const name = (what: string): string => `${format.name}: ${what}`;
  const structures = sampleStructures().slice(0, format.single ? 1 : 2);
  const text = sample ?? format.write!(structures);
  const whole = format.parse(text);
  const lines = text.split("\n");

  test(name("a written structure reads back, without a problem"), () => {
    assert.equal(whole.problems, []);
    assert.is(whole.frames.length, structures.length);
    for (const [i, { structure }] of whole.frames.entries()) {
      const expected = structures[i]!;
      near(structure.atomicNumbers, expected.atomicNumbers, 0, "species");
      near(structure.positions, expected.positions, tolerance, "positions");
      if (keeps.cell) near(structure.cell, expected.cell, tolerance, "cell");
      if (keeps.cell) assert.equal(structure.periodic, expected.periodic);
      if (keeps.energy) near([structure.reference!.energy!], [expected.reference!.energy!], tolerance, "energy");
      if (keeps.forces) near(structure.reference?.forces, expected.reference?.forces, tolerance, "forces");
      if (keeps.stress) near(structure.reference?.stress, expected.reference?.stress, tolerance, "stress");
    }
  });

  test(name("atoms stand on the lines said, frames follow one another"), () => {
    let before = -1;
    for (const { structure, atomLines, firstLine, headerLine, lastLine } of whole.frames) {
      assert.ok(firstLine > before && headerLine >= firstLine && lastLine >= headerLine && lastLine < lines.length);
      for (const [i, line] of atomLines.entries()) {
        assert.ok(line >= firstLine && line <= lastLine, `line ${line} of atom ${i}`);
        const symbol = elementSymbols[structure.atomicNumbers[i]!]!;
        assert.match(lines[line]!, new RegExp(`\\b${symbol}\\b`), `atom ${i}`);
      }
      before = lastLine;
    }
  });

  test(name("CRLF, a byte order mark and a missing final newline change nothing"), () => {
    sameFrames(format.parse(text.replaceAll("\n", "\r\n")), whole, "CRLF");
    sameFrames(format.parse(`\ufeff${text}`), whole, "byte order mark");
    sameFrames(format.parse(text.replace(/\n+$/, "")), whole, "no final newline");
  });

  test(name("cut anywhere, it never has fewer atoms without an error"), () => {
    const total = atomsOf(whole);
    const frameEnds = new Set(["", ...whole.frames.map((frame) => lines.slice(0, frame.lastLine + 1).join("\n"))]);
    for (let k = 0; k < lines.length; k++) {
      const cut = lines.slice(0, k).join("\n");
      const result = format.parse(cut);
      assertProblemsWellFormed(cut, result);
      assert.ok(
        atomsOf(result) === total || frameEnds.has(cut.trimEnd()) || hasError(result),
        `cut before line ${k}: ${atomsOf(result)} atoms`,
      );
    }
  });

  test(name("hostile words give a problem where they stand"), () => {
    const frame = whole.frames[0]!;
    const line = frame.atomLines[1]!;
    const symbol = elementSymbols[frame.structure.atomicNumbers[1]!]!;
    const number = /-?\d+\.\d{2,}(e-?\d+)?/;
    for (const word of ["****", "nan", "1e999", "1.2.3", "-"]) {
      const broken = lines.map((content, i) => (i === line ? content.replace(number, word) : content)).join("\n");
      assert.is.not(broken, text, "the sample's second atom has a number to replace");
      const result = format.parse(broken);
      assertProblemsWellFormed(broken, result);
      const found = result.problems.filter((problem) => problem.severity === "error" && problem.line === line);
      assert.ok(found.length > 0, `${word}: ${JSON.stringify(result.problems)}`);
    }
    const odd = lines.map((content, i) => (i === line ? content.replace(new RegExp(`\\b${symbol}`, "g"), "Qq") : content)).join("\n");
    const oddResult = format.parse(odd);
    assertProblemsWellFormed(odd, oddResult);
    const named = oddResult.problems.some((problem) => problem.code === "unknown-element" && problem.line === line);
    // Where the element does not belong to the atom line (POSCAR), the odd word there is only decoration.
    assert.ok(named || !hasSpeciesOnAtomLines(format, text), JSON.stringify(oddResult.problems));
  });

  test(name("texts that are none of it give problems or nothing, and never an exception"), () => {
    for (const junk of [
      "",
      "\n\n",
      "\ufeff",
      "\0\0\0",
      "hello",
      "{}",
      "[1, 2",
      "-1\n",
      "999999999999\n\nSi 0 0 0\n",
      "data_\nloop_\n",
      "\u2212\u2212",
      "'",
    ]) {
      assertProblemsWellFormed(junk, format.parse(junk));
    }
  });
}

/** Whether the element of an atom is read from its own line: changing all of them there changes the result. */
function hasSpeciesOnAtomLines(format: Format, text: string): boolean {
  return format.name !== "poscar" && text.length > 0;
}
