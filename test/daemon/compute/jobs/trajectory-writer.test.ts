// Trajectories on disk: two forms by the file's name, and taken back to a checkpoint after a crash.
import { mkdtempSync, readFileSync, rmSync, truncateSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTrajectory, type TrajectoryState } from "@adatom/daemon/compute/jobs/trajectory-writer.ts";
import { parseXyz } from "@adatom/models/formats/extxyz.ts";
import { readUlmOffsets } from "@adatom/models/formats/ulm-trajectory.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { rattledSilicon } from "../silicon.ts";

const test = suite("trajectory writer");
const folder = mkdtempSync(join(tmpdir(), "adatom-trajectory-"));
test.after(() => rmSync(folder, { recursive: true }));

const frame = (step: number) => ({ structure: rattledSilicon(step), energy: -step, info: { step } });
const silent = (message: string): void => assert.unreachable(message);

function write(path: string, from: number, to: number, state: TrajectoryState | null, warn = silent): TrajectoryState {
  const writer = openTrajectory(path, state, warn);
  for (let step = from; step < to; step++) writer.append(frame(step));
  writer.sync();
  const reached = writer.state();
  writer.close();
  return reached;
}

test("frames after the checkpoint are taken back and written again: the file of a run that never broke", () => {
  for (const name of ["md.traj", "md.xyz"]) {
    const [broken, whole] = [join(folder, `broken-${name}`), join(folder, `whole-${name}`)];
    const checkpoint = write(broken, 0, 30, null);
    write(broken, 30, 60, checkpoint);
    write(broken, 30, 50, structuredClone(JSON.parse(JSON.stringify(checkpoint))));
    write(whole, 0, 50, null);
    if (name.endsWith(".xyz")) {
      assert.is(readFileSync(broken, "utf8"), readFileSync(whole, "utf8"));
      assert.is(parseXyz(readFileSync(broken, "utf8")).frames.length, 50);
    } else {
      // The table of offsets moved in between: the same bytes but for that.
      assert.equal(readUlmOffsets(readFileSync(broken)), readUlmOffsets(readFileSync(whole)));
      assert.is(Buffer.compare(readFileSync(broken), readFileSync(whole)), 0);
    }
  }
});

test("a file that is shorter than at the checkpoint, or gone, begins anew and says so", () => {
  const path = join(folder, "short.traj");
  const checkpoint = write(path, 0, 5, null);
  for (const spoil of [() => truncateSync(path, 100), () => unlinkSync(path)]) {
    spoil();
    const warnings: string[] = [];
    write(path, 5, 8, checkpoint, (message) => warnings.push(message));
    assert.is(warnings.length, 1);
    assert.match(warnings[0]!, /begins anew/);
    assert.is(readUlmOffsets(readFileSync(path)).length, 3);
  }
});

test.run();
