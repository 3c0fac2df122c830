// textDocument/publishDiagnostics against golden cases, and its rules: newest version only, again after a new model, caps.
import type { Compute, PredictionSummary } from "@adatom/daemon/compute/contract.ts";
import { feature } from "@adatom/daemon/features/diagnostics.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { goldenCases } from "../../golden/golden.ts";
import { siliconXyz } from "../documents/harness.ts";
import { type FeatureHarness, type Published, startFeatures } from "./harness.ts";

let harness: FeatureHarness;
/** What a learned model says of any structure, when a test sets it. */
let learned: PredictionSummary | null = null;

test.before(() => {
  harness = startFeatures(
    [feature],
    (real): Compute => ({
      ...real,
      request: ((method: "predict", params: { model?: { kind: string } }, signal?: AbortSignal) =>
        method === "predict" && params.model?.kind === "stored"
          ? Promise.resolve(learned)
          : real.request(method, params as never, signal)) as Compute["request"],
    }),
  );
});
test.before.each(() => {
  harness.resolve = null;
});
test.after(() => harness.stop());

/** "line:column-endColumn severity code: message", with marks as line names. */
function describe({ diagnostics }: Published, marks: ReadonlyMap<string, number>): string {
  const names = new Map([...marks].map(([name, line]) => [line, `@${name}@`]));
  const lines = diagnostics.map(({ range: { start, end }, severity, code, message }) => {
    const to = end.character >= 1000 ? "end" : end.character;
    return `${names.get(start.line) ?? start.line}:${start.character}-${to} ${["error", "warning", "information"][severity - 1]} ${code}: ${message}`;
  });
  return lines.join("\n") || "none";
}

for (const golden of goldenCases("diagnostics")) {
  test(`golden: ${golden.name}`, async () => {
    const uri = `file:///golden/${golden.fileName}`;
    const expected = golden.expected.get("diagnostics")!;
    harness.open(uri, golden.text);
    let last = "";
    const published = await Promise.race([
      harness.diagnostics(uri, (one) => {
        last = describe(one, golden.marks);
        return last === expected;
      }),
      new Promise<null>((resolve) => setTimeout(resolve, 3000, null)),
    ]);
    if (!published) assert.fixture(last, expected);
    assert.is(published!.version, 1);
    harness.documents.close(1, uri);
  });
}

test("mending the text clears what was said, and closing clears the rest", async () => {
  const uri = "file:///mend.xyz";
  harness.open(uri, siliconXyz(1).replace("Si 0", "Sx 0"));
  assert.is((await harness.diagnostics(uri)).diagnostics[0]!.code, "unknown-element");
  harness.documents.change(1, uri, 2, [{ range: { start: { line: 2, character: 0 }, end: { line: 2, character: 2 } }, text: "Si" }]);
  const mended = await harness.diagnostics(uri, ({ version }) => version === 2);
  assert.equal(mended.diagnostics, []);
  harness.documents.close(1, uri);
  const closed = await harness.diagnostics(uri, ({ version }) => version === undefined);
  assert.equal(closed.diagnostics, []);
});

function extrapolating(atoms: number): PredictionSummary {
  const listed = Math.min(atoms, 100);
  return {
    model: "si@3",
    natoms: atoms,
    energy: -4 * atoms,
    maximumForce: 0,
    stress: null,
    extrapolatingAtoms: atoms,
    extrapolations: Array.from({ length: listed }, (_, atom) => {
      return { atom, functionIndex: 2, functionName: "G2 Si-Si eta=0.05 Rs=0 Rc=6", value: 12.5, minimum: 2, maximum: 10 };
    }),
  };
}

test("an activated model adds what it extrapolates, by name, value and range", async () => {
  const uri = "file:///extrapolated.xyz";
  harness.open(uri, siliconXyz(1));
  assert.equal((await harness.diagnostics(uri)).diagnostics, []);
  learned = extrapolating(2);
  harness.resolve = () => ({ reference: { kind: "stored", name: "si", version: 3, path: "/none" }, label: "si@3", createdAt: null });
  harness.activate();
  const { diagnostics } = await harness.diagnostics(uri, (one) => one.diagnostics.length > 0);
  assert.is(diagnostics.length, 2);
  assert.is(diagnostics[0]!.severity, 2);
  assert.is(diagnostics[0]!.range.start.line, 2);
  assert.is(
    diagnostics[0]!.message,
    "si@3 extrapolates at atom 1: G2 Si-Si eta=0.05 Rs=0 Rc=6: 12.5, trained on 2 to 10 (above by 2.5, 31 % of the range). Add structures with such surroundings, such as this frame with reference energy and forces, to its data set.",
  );
  harness.documents.close(1, uri);
});

test("findings are capped and the rest is counted", async () => {
  const uri = "file:///many.xyz";
  learned = extrapolating(512);
  harness.resolve = () => ({ reference: { kind: "stored", name: "si", version: 3, path: "/none" }, label: "si@3", createdAt: null });
  harness.open(uri, siliconXyz(4) + siliconXyz(4));
  const { diagnostics } = await harness.diagnostics(uri, (one) => one.diagnostics.length > 0);
  assert.is(diagnostics.length, 101);
  // Two frames with 100 listed atoms and one line for their other 412 each, of which 100 were shown.
  assert.match(diagnostics.at(-1)!.message, "102 more");
  harness.documents.close(1, uri);
});

test("adatom.json is checked as a project file", async () => {
  const uri = "file:///project/adatom.json";
  harness.documents.open(1, uri, "jsonc", 1, { text: '{ "models": 1 }' });
  const { diagnostics } = await harness.diagnostics(uri, (one) => one.diagnostics.length > 0);
  assert.equal(diagnostics[0]!.range, { start: { line: 0, character: 3 }, end: { line: 0, character: 9 } });
});

test.run();
