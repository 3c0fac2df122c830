// textDocument/hover against golden cases, with the real documents worker and compute process, and the rules about versions.
import type { Compute } from "@adatom/daemon/compute/contract.ts";
import { feature } from "@adatom/daemon/features/hover.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { goldenCases } from "../../golden/golden.ts";
import { siliconXyz } from "../documents/harness.ts";
import { type FeatureHarness, startFeatures } from "./harness.ts";

interface Hover {
  readonly contents: { readonly kind: string; readonly value: string };
}
let harness: FeatureHarness;
/** Awaited before every question to compute. */
let obstacle: () => Promise<void> = async () => {};

test.before(() => {
  harness = startFeatures(
    [feature],
    (real): Compute => ({
      ...real,
      request: async (method, params, signal) => {
        await obstacle();
        return real.request(method, params, signal);
      },
    }),
  );
});
test.before.each(() => {
  obstacle = async () => {};
  harness.resolve = null;
});
test.after(() => harness.stop());

function ask(uri: string, line: number): Promise<Hover | null> {
  return harness.client.sendRequest("textDocument/hover", { textDocument: { uri }, position: { line, character: 0 } });
}

for (const golden of goldenCases("hover")) {
  test(`golden: ${golden.name}`, async () => {
    const uri = `file:///golden/${golden.fileName}`;
    harness.open(uri, golden.text);
    for (const [title, expected] of golden.expected) {
      const [, mark] = /^hover (\w+)$/.exec(title)!;
      const hover = await ask(uri, golden.marks.get(mark!)!);
      assert.is(hover?.contents.kind, "markdown");
      assert.fixture(hover!.contents.value, expected, `${golden.name}: ${title}`);
    }
    harness.documents.close(1, uri);
  });
}

test("nothing stands between the frames, and an unknown document has no hover", async () => {
  const uri = "file:///a.xyz";
  harness.open(uri, `${siliconXyz(1)}\n\n`);
  assert.is(await ask(uri, 11), null);
  assert.is(await ask("file:///never-opened.xyz", 0), null);
});

test("a text that changes while the answer is made gets no answer for the old text", async () => {
  const uri = "file:///b.xyz";
  harness.open(uri, siliconXyz(1));
  assert.match((await ask(uri, 2))!.contents.value, "Si");
  let changed = false;
  obstacle = async () => {
    if (changed) return;
    changed = true;
    harness.documents.change(1, uri, 2, [{ range: { start: { line: 2, character: 0 }, end: { line: 2, character: 2 } }, text: "Ge" }]);
  };
  const refused = await ask(uri, 2).then(
    () => null,
    (error: { code: number }) => error,
  );
  // LSP's ContentModified.
  assert.is(refused?.code, -32801);
  assert.match((await ask(uri, 2))!.contents.value, "**Ge** germanium");
});

test("a learned model is named with its age, and what it extrapolates is told", async () => {
  const uri = "file:///c.xyz";
  harness.open(uri, siliconXyz(1));
  const createdAt = new Date(Date.now() - 3 * 3600_000 - 1000).toISOString();
  harness.resolve = () => ({ reference: { kind: "shipped", name: "sw-si-1985" }, label: "si@3", createdAt });
  assert.match((await ask(uri, 1))!.contents.value, /model: si@3, trained \d{4}-\d\d-\d\d \d\d:\d\d UTC, 3 hours ago/);
  assert.match((await ask(uri, 2))!.contents.value, "(si@3)");
});

test("when compute is down the hover says so, with the facts that need no model", async () => {
  const uri = "file:///d.xyz";
  harness.open(uri, siliconXyz(1, "energy=-37"));
  obstacle = async () => {
    throw new Failure("DeviceLost", "The compute process cannot be kept running.");
  };
  const text = (await ask(uri, 1))!.contents.value;
  harness.resolve = () => ({ reference: { kind: "shipped", name: "sw-si-1985" }, label: "sw-si-1985", createdAt: null });
  assert.match(text, "energy: not available. The compute process cannot be kept running.");
  assert.match(text, "energy in the file: -37.0000 eV (-4.62500 eV/atom)");
  assert.match((await ask(uri, 2))!.contents.value, "energy and force: not available.");
});

test.run();
