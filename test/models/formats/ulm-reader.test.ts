// ASE's trajectories read: ours, and one that ASE writes itself.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isUlm, parseUlm } from "@adatom/models/formats/ulm-reader.ts";
import { appendUlm, decodeOffsets, type Patch, startUlm } from "@adatom/models/formats/ulm-trajectory.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { sampleStructures } from "../../conformance/format-samples.ts";
import { installHint, peersPython } from "../../fixtures/ase/ase.ts";

const folder = mkdtempSync(join(tmpdir(), "adatom-ulm-"));
test.after(() => rmSync(folder, { recursive: true }));

function written(frames: number): Uint8Array {
  let bytes = new Uint8Array(0);
  const put = (patches: readonly Patch[]) => {
    for (const { position, bytes: patch } of patches) {
      const larger = new Uint8Array(Math.max(bytes.length, position + patch.length));
      larger.set(bytes);
      larger.set(patch, position);
      bytes = larger;
    }
  };
  const begun = startUlm();
  put(begun.patches);
  let state = begun.state;
  const [structure] = sampleStructures();
  for (let k = 0; k < frames; k++) {
    const { energy, forces, stress } = structure!.reference!;
    const frame = { structure: structure!, energy: energy! + k, forces: forces!, stress: stress!, info: { step: k } };
    const grown = appendUlm(state, frame, () => decodeOffsets(bytes.subarray(state.tablePosition, state.tablePosition + 8 * state.items)));
    put(grown.patches);
    state = grown.state;
  }
  return bytes;
}

test("what we write reads back to the bit, the table grown as well", () => {
  const bytes = written(50);
  assert.ok(isUlm(bytes));
  const { frames, problems } = parseUlm(bytes);
  assert.equal(problems, []);
  assert.is(frames.length, 50);
  const [expected] = sampleStructures();
  for (const [k, { structure }] of frames.entries()) {
    assert.equal(structure.positions, expected!.positions);
    assert.equal(structure.cell, expected!.cell);
    assert.equal(structure.atomicNumbers, expected!.atomicNumbers);
    assert.equal(structure.reference, { ...expected!.reference, energy: expected!.reference!.energy! + k });
    assert.is(structure.info!.step, k);
  }
});

test("cut short or spoilt anywhere, it never throws and says so", () => {
  const bytes = written(3);
  for (let length = 0; length < bytes.length; length += 11) {
    const { frames, problems } = parseUlm(bytes.subarray(0, length));
    assert.ok(frames.length === 3 || problems.length > 0, `${length} bytes`);
  }
  for (let at = 24; at < bytes.length; at += 7) {
    const spoilt = bytes.slice();
    spoilt[at] = spoilt[at]! ^ 0xff;
    parseUlm(spoilt);
  }
});

const python = peersPython();
(python ? test : test.skip)(`ASE's own trajectory${python ? "" : ` (${installHint})`}`, () => {
  const path = join(folder, "ase.traj");
  const script = `
import numpy as np
from ase import Atoms
from ase.io import Trajectory
from ase.calculators.singlepoint import SinglePointCalculator
t = Trajectory(${JSON.stringify(path)}, "w")
for k in range(3):
    a = Atoms("SiO", positions=[[0, 0, 0.1 * k], [1, 2, 3]], cell=[4, 5, 6 + k], pbc=[True, True, False])
    a.calc = SinglePointCalculator(a, energy=-1.5 - k, forces=np.arange(6).reshape(2, 3) / 7, stress=np.arange(6) / 11)
    t.write(a)
`;
  const run = spawnSync(python!, ["-c", script], { encoding: "utf8" });
  assert.is(run.status, 0, run.stderr);
  const { frames, problems } = parseUlm(readFileSync(path));
  assert.equal(problems, []);
  for (const [k, { structure }] of frames.entries()) {
    assert.equal([...structure.atomicNumbers], [14, 8]);
    assert.equal([...structure.positions], [0, 0, 0.1 * k, 1, 2, 3]);
    assert.equal([...structure.cell], [4, 0, 0, 0, 5, 0, 0, 0, 6 + k]);
    assert.equal(structure.periodic, [true, true, false]);
    assert.is(structure.reference!.energy, -1.5 - k);
    assert.equal(
      [...structure.reference!.forces!],
      [0, 1, 2, 3, 4, 5].map((x) => x / 7),
    );
    assert.equal(
      [...structure.reference!.stress!],
      [0, 1, 2, 3, 4, 5].map((x) => x / 11),
    );
  }
  assert.is(frames.length, 3);
});

test.run();
