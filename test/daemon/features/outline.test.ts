// Symbols, folds and lenses of a document: one of each a frame, energies only when a lens is shown, never for an old text.
import type { Compute } from "@adatom/daemon/compute/contract.ts";
import { feature as codeLens } from "@adatom/daemon/features/code-lens.ts";
import { feature as documentSymbols } from "@adatom/daemon/features/document-symbols.ts";
import { feature as foldingRanges } from "@adatom/daemon/features/folding-ranges.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { siliconXyz } from "../documents/harness.ts";
import { type FeatureHarness, startFeatures } from "./harness.ts";

interface Lens {
  readonly range: { readonly start: { readonly line: number } };
  readonly command?: { readonly title: string; readonly command: string; readonly arguments?: unknown[] };
  readonly data?: unknown;
}
const uri = "file:///frames.xyz";
let harness: FeatureHarness;
let asked = 0;

test.before(() => {
  harness = startFeatures(
    [codeLens, documentSymbols, foldingRanges],
    (real): Compute => ({
      ...real,
      request: (method, params, signal) => {
        if (method === "predict") asked++;
        return real.request(method, params, signal);
      },
    }),
  );
});
test.after(() => harness.stop());
test.before.each(() => harness.open(uri, siliconXyz(1, "energy=-37") + siliconXyz(2)));

function ask<T>(method: string): Promise<T> {
  return harness.client.sendRequest(method, { textDocument: { uri } });
}

test("a symbol a frame", async () => {
  const symbols =
    await ask<{ name: string; detail: string; range: unknown; selectionRange: { start: { line: number } } }[]>(
      "textDocument/documentSymbol",
    );
  assert.equal(
    symbols.map(({ name, detail, selectionRange }) => [name, detail, selectionRange.start.line]),
    [
      ["Frame 1: Si8", "-4.6250 eV/atom in the file", 1],
      ["Frame 2: Si64", "", 11],
    ],
  );
  assert.equal(symbols[1]!.range, { start: { line: 10, character: 0 }, end: { line: 75, character: 1_000_000 } });
});

test("a fold a frame", async () => {
  const folds = await ask("textDocument/foldingRange");
  assert.equal(folds, [
    { startLine: 0, endLine: 9, kind: "region" },
    { startLine: 10, endLine: 75, kind: "region" },
  ]);
});

test("lenses: commands at once, the energy when shown", async () => {
  asked = 0;
  const lenses = await ask<Lens[]>("textDocument/codeLens");
  assert.is(asked, 0);
  assert.is(lenses.length, 6);
  assert.equal(lenses[4]!.command, { title: "Preview", command: "adatom.preview", arguments: [uri, 1] });
  assert.equal(lenses[5]!.command, { title: "Relax", command: "adatom.relax", arguments: [uri, 1] });
  const energy = await harness.client.sendRequest<Lens>("codeLens/resolve", lenses[3]);
  // Stillinger and Weber's silicon at a = 5.431 angstrom: -4.3366 eV/atom.
  assert.equal(energy.command, { title: "E = -4.3366 eV/atom (sw-si-1985)", command: "" });
});

test("a lens of an older text is not resolved", async () => {
  const lenses = await ask<Lens[]>("textDocument/codeLens");
  harness.documents.change(1, uri, 2, [{ range: { start: { line: 2, character: 0 }, end: { line: 2, character: 2 } }, text: "Ge" }]);
  const refused = await harness.client.sendRequest("codeLens/resolve", lenses[0]).then(
    () => null,
    (error: { code: number }) => error,
  );
  assert.is(refused?.code, -32801);
});

test("an activated model makes editors ask for their lenses again", async () => {
  const refreshed = new Promise<void>((resolve) => {
    harness.client.onRequest("workspace/codeLens/refresh", () => {
      resolve();
      return null;
    });
  });
  harness.activate();
  await refreshed;
});

test.run();
