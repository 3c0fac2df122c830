// ASE's trajectory format: byte layout, growth of the table, taking back, and what ASE itself reads of it.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  appendUlm,
  aseTimeFs,
  decodeOffsets,
  type Patch,
  readUlmOffsets,
  rewindUlm,
  startUlm,
  type TrajectoryFrame,
} from "@adatom/models/formats/ulm-trajectory.ts";
import { electronvoltPerAmuAngstrom2PerFs2 } from "@adatom/models/structure/units.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { installHint, peersPython } from "../../fixtures/ase/ase.ts";

/** Two atoms that differ from frame to frame. */
function frame(step: number): TrajectoryFrame {
  return {
    structure: {
      positions: Float64Array.of(0, 0, 0.25 * step, 1.3, 1.3, 1.3),
      cell: Float64Array.of(3 + step, 0, 0, 0.5, 4, 0, 0, 0.25, 5),
      atomicNumbers: Uint8Array.of(14, 8),
      periodic: [true, true, false],
    },
    velocities: Float64Array.of(0, 0.001, 0, -0.002, 0, 0.0005 * step),
    energy: -1.5 - step,
    forces: Float64Array.of(1, 2, 3, -1, -2, -3),
    stress: Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6),
    info: { step, temperature_K: 300.5, note: "α" },
  };
}

/** A file in memory that takes patches. */
class Bytes {
  bytes = new Uint8Array(0);
  apply(patches: readonly Patch[]): void {
    for (const { position, bytes } of patches) {
      if (position + bytes.length > this.bytes.length) {
        const larger = new Uint8Array(position + bytes.length);
        larger.set(this.bytes);
        this.bytes = larger;
      }
      this.bytes.set(bytes, position);
    }
  }
}

function trajectory(frames: number, from = startUlm(), file = new Bytes()): { file: Bytes; state: ReturnType<typeof startUlm>["state"] } {
  let { state } = from;
  file.apply(from.patches);
  for (let k = state.items; k < frames; k++) {
    const grown = appendUlm(state, frame(k), () =>
      decodeOffsets(file.bytes.subarray(state.tablePosition, state.tablePosition + 8 * state.items)),
    );
    file.apply(grown.patches);
    state = grown.state;
  }
  return { file, state };
}

/** A frame as the layout in the format's head comment has it, read without the code under test. */
function readFrame(bytes: Uint8Array, offset: number): Record<string, unknown> {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const length = Number(view.getBigInt64(offset, true));
  const json = JSON.parse(new TextDecoder().decode(bytes.subarray(offset + 8, offset + 8 + length))) as Record<string, unknown>;
  const fill = (object: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(object).map(([key, value]) => {
        if (!key.endsWith(".")) return [key, value];
        const { ndarray } = value as { ndarray?: [number[], string, number] };
        if (!ndarray) return [key.slice(0, -1), fill(value as Record<string, unknown>)];
        const [shape, type, at] = ndarray;
        const count = shape.reduce((a, b) => a * b, 1);
        assert.is(at % 8, 0, "arrays are aligned");
        const read = (k: number): number =>
          type === "int64" ? Number(view.getBigInt64(at + 8 * k, true)) : view.getFloat64(at + 8 * k, true);
        return [key.slice(0, -1), Array.from({ length: count }, (_, k) => read(k))];
      }),
    );
  return fill(json);
}

test("frames are found by the table, with all digits", () => {
  const { file, state } = trajectory(3);
  assert.is(file.bytes.length, state.size);
  const offsets = readUlmOffsets(file.bytes);
  assert.is(offsets.length, 3);
  for (const [k, offset] of offsets.entries()) {
    const read = readFrame(file.bytes, offset);
    const { structure, energy, forces, stress, info } = frame(k);
    assert.equal(read.positions, [...structure.positions]);
    assert.equal((read.cell as number[][]).flat(), [...structure.cell]);
    assert.equal(read.calculator, { name: "unknown", energy, forces: [...forces!], stress: [...stress!] });
    assert.equal(read.info, info);
    assert.equal(read.numbers, k === 0 ? [14, 8] : undefined, "elements once, in the first frame");
  }
});

test("the table grows at 1 and at 42 frames, and every state of a growing file is whole", () => {
  const { file, state } = trajectory(100);
  assert.is(state.tablePlaces, 42 * 42);
  const offsets = readUlmOffsets(file.bytes);
  assert.is(offsets.length, 100);
  assert.ok(offsets.every((offset, k) => (readFrame(file.bytes, offset).info as { step: number }).step === k));
  // Killed between any two patches of the frame that moves the table: what counts is still there.
  const before = trajectory(42);
  const { patches } = appendUlm(before.state, frame(42), () => readUlmOffsets(before.file.bytes));
  for (let written = 0; written < patches.length; written++) {
    const torn = new Bytes();
    torn.apply([{ position: 0, bytes: before.file.bytes }]);
    torn.apply(patches.slice(0, written));
    assert.equal(readUlmOffsets(torn.bytes), readUlmOffsets(before.file.bytes), `${written} of ${patches.length} patches`);
  }
});

test("taken back to a checkpoint and gone on from there: the bytes of a file that never was", () => {
  for (const [kept, more] of [
    [1, 5],
    [30, 60],
    [42, 50],
  ] as const) {
    const unbroken = trajectory(70);
    const { file, state } = trajectory(kept);
    trajectory(more, { state, patches: [] }, file);
    file.apply(rewindUlm(state));
    file.bytes = file.bytes.slice(0, state.size);
    const again = trajectory(70, { state, patches: [] }, file);
    assert.equal(again.state, unbroken.state);
    const [a, b] = [readUlmOffsets(again.file.bytes), readUlmOffsets(unbroken.file.bytes)];
    assert.equal(a, b, `${kept} frames kept`);
    for (const offset of a) assert.equal(readFrame(again.file.bytes, offset), readFrame(unbroken.file.bytes, offset));
  }
});

test("a file that ASE 3.29.0 wrote has its frames where our reading finds them", () => {
  const bytes = new Uint8Array(readFileSync(new URL("../../fixtures/ase/trajectory.traj", import.meta.url)));
  const offsets = readUlmOffsets(bytes);
  assert.is(offsets.length, 3);
  for (const [step, offset] of offsets.entries()) {
    const read = readFrame(bytes, offset);
    assert.equal(read.positions, [0, 0, 0, 1.3, 1.3, 1.3 + step]);
    assert.equal(read.info, { step });
    // Momenta in ASE's units: mass of silicon times velocities of 1, 2 and 3 angstrom in its unit of time.
    assert.equal(
      (read.momenta as number[]).map((value) => Math.round(value / 28.085)),
      [0, 0, 1, 1, 2, 3],
    );
  }
  // ... and takes frames from us.
  const file = new Bytes();
  file.apply([{ position: 0, bytes }]);
  const view = new DataView(bytes.buffer);
  const state = {
    items: 3,
    size: bytes.length + 8 - (bytes.length % 8),
    tablePosition: Number(view.getBigInt64(40, true)),
    tablePlaces: 42,
  };
  file.apply(appendUlm(state, frame(3), () => offsets).patches);
  assert.is((readFrame(file.bytes, readUlmOffsets(file.bytes)[3]!).info as { step: number }).step, 3);
});

test("ASE's unit of time is ours: angstrom (amu/eV)^(1/2)", () => {
  // ASE has CODATA 2014, the units here are of 2018: they differ in the ninth digit.
  assert.ok(Math.abs(aseTimeFs / Math.sqrt(electronvoltPerAmuAngstrom2PerFs2) - 1) < 1e-7);
});

test("what is no trajectory is refused", () => {
  assert.throws(() => readUlmOffsets(new Uint8Array(100)), /no ASE trajectory/);
  const { file } = trajectory(2);
  assert.throws(() => readUlmOffsets(file.bytes.subarray(0, 100)), /cut short/);
});

const script = `
import json, sys
from ase.io import read
from ase import units
frames = read(sys.argv[1], ":")
out = []
for a in frames:
    out.append({"positions": a.positions.ravel().tolist(), "cell": a.cell.array.ravel().tolist(), "numbers": a.numbers.tolist(), "pbc": a.pbc.tolist(),
      "velocities": (a.get_velocities() * units.fs).ravel().tolist(), "energy": a.get_potential_energy(), "forces": a.get_forces().ravel().tolist(),
      "stress": a.get_stress().tolist(), "info": a.info})
json.dump(out, sys.stdout)
`;
const appending = `
import sys
from ase.io import read
from ase.io.trajectory import Trajectory
last = read(sys.argv[1], "-1")
with Trajectory(sys.argv[1], "a") as t: t.write(last)
print(len(Trajectory(sys.argv[1])))
`;
const python = peersPython();
if (!python) console.log(`skipped: ASE reading our trajectories. ${installHint}`);
(python ? test : test.skip)("ASE reads every frame with all digits, any one by its number, and appends to it", () => {
  const folder = mkdtempSync(join(tmpdir(), "adatom-ulm-"));
  try {
    const path = join(folder, "md.traj");
    writeFileSync(path, trajectory(50).file.bytes);
    const run = (code: string): string => {
      const { status, stdout, stderr } = spawnSync(python!, ["-c", code, path], { encoding: "utf8", timeout: 60_000 });
      assert.is(status, 0, stderr);
      return stdout;
    };
    const frames = JSON.parse(run(script)) as Record<string, unknown>[];
    assert.is(frames.length, 50);
    for (const [k, read] of frames.entries()) {
      const { structure, velocities, energy, forces, stress, info } = frame(k);
      assert.equal(read.positions, [...structure.positions]);
      assert.equal(read.cell, [...structure.cell]);
      assert.equal(read.numbers, [14, 8]);
      assert.equal(read.pbc, structure.periodic);
      assert.is(read.energy, energy);
      assert.equal(read.forces, [...forces!]);
      assert.equal(read.stress, [...stress!]);
      assert.equal(read.info, info);
      // Through momenta and back: rounding of a product and a quotient.
      for (const [p, v] of (read.velocities as number[]).entries()) assert.ok(Math.abs(v - velocities![p]!) < 1e-15);
    }
    assert.is(Number(run(appending)), 51);
    assert.is(readUlmOffsets(readFileSync(path)).length, 51, "and we read what ASE appended");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.run();
