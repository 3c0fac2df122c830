// adatom/neb through a real daemon: the images stand beside the input, the barrier is the potential's.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { extxyz, parseXyz } from "@adatom/models/formats/extxyz.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { neb } from "@adatom/protocol/neb.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { diamond } from "../../conformance/structures.ts";
import { ended, rejection, startRunDaemon } from "./run-daemon.ts";

const test = suite("adatom/neb");
const { home, client, structure } = await startRunDaemon();
test.after(() => home.clean());

/** Two cells of diamond an atom short, the hole's shell pulled in; the second one's hole is at the first one's neighbour. */
function vacancy(hole: "first" | "second"): Structure {
  const whole = diamond(2);
  const side = whole.cell[0]!;
  const positions = whole.positions.slice();
  const empty = hole === "first" ? [0, 0, 0] : [...positions.slice(12, 15)];
  if (hole === "second") positions.set([0, 0, 0], 12);
  for (let i = 1; i < 64; i++) {
    const d = [0, 1, 2].map((a) => empty[a]! - positions[3 * i + a]!).map((x) => x - side * Math.round(x / side));
    if (Math.hypot(...d) < 2.6) for (let a = 0; a < 3; a++) positions[3 * i + a]! += (0.5 * d[a]!) / Math.hypot(...d);
  }
  return { ...whole, positions: positions.slice(3), atomicNumbers: whole.atomicNumbers.slice(1) };
}

test("a vacancy in silicon moves by a site; all images are written from end to end", async () => {
  const [before, after] = [join(home.folder, "before.xyz"), join(home.folder, "after.xyz")];
  writeFileSync(before, extxyz.write!([vacancy("first")]));
  writeFileSync(after, extxyz.write!([vacancy("second")]));
  const made = await client.request(neb, { source: { path: before }, final: { path: after }, images: 3 });
  assert.is(made.kind, "neb");
  const { state, error, result } = await ended(client, made.id);
  assert.is(state, "done", error ?? "");
  assert.ok(result?.converged);
  // As in the tests of the band itself, 0.517 eV; forces of 0.02 eV/angstrom leave some 1e-4 eV.
  assert.ok(Math.abs((result?.barrier as number) - 0.517) < 0.003, String(result?.barrier));
  assert.is(result?.output, join(home.folder, "before-neb.xyz"));
  const { frames } = parseXyz(readFileSync(join(home.folder, "before-neb.xyz"), "utf8"));
  assert.equal(
    frames.map(({ structure: image }) => image.reference?.energy),
    result?.energies,
  );
});

test("ends of other atoms are refused", async () => {
  const error = await rejection(client.request(neb, { source: { path: structure }, final: { path: join(home.folder, "before.xyz") } }));
  assert.is(error.name, "BadStructure");
});

test.run();
