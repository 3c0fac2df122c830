// Trial: the power goes at every file operation of a checkpoint in turn. Whatever the disk makes of what was not synced,
// the last good checkpoint or the new one loads, whole, without one atom changed.
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import { newestCheckpoint, saveCheckpoint } from "../../daemon/store/checkpoints.ts";
import { type Fate, MemoryDisk, PowerLoss } from "../daemon/store/memory-disk.ts";

export interface Options {
  /** Numbers in each checkpoint. */
  readonly size: number;
  /** Checkpoints written before the one that is interrupted. */
  readonly before: number;
}

export interface Outcome {
  readonly operations: number;
  readonly crashes: number;
  /** Crashes after which the new checkpoint was there already. */
  readonly newOnes: number;
}

export const full: Options = { size: 100_000, before: 4 };
const folder = "/runs/1";
const fates: readonly Fate[] = ["nothing", "half", "everything"];

function snapshotOf(step: number, size: number): Snapshot {
  const positions = Float64Array.from({ length: size }, (_, k) => Math.sin(step * 1.7 + k));
  return { arrays: { positions }, json: { step } };
}

/** @throws Error at the first crash after which no good checkpoint, or an altered one, is found */
export function run({ size, before }: Options): Outcome {
  const untroubled = prepare(size, before);
  const start = untroubled.operationsDone;
  saveCheckpoint(folder, snapshotOf(before, size), untroubled.operations);
  const operations = untroubled.operationsDone - start;
  let newOnes = 0;
  let crashes = 0;
  for (let crash = 0; crash < operations; crash++) {
    for (const fate of fates) {
      const disk = prepare(size, before);
      disk.losePowerAfter(crash);
      try {
        saveCheckpoint(folder, snapshotOf(before, size), disk.operations);
        throw new Error(`the power did not go at operation ${crash}`);
      } catch (error) {
        if (!(error instanceof PowerLoss)) throw error;
      }
      crashes++;
      disk.restart(fate);
      newOnes += requireGood(disk, before, size, `operation ${crash}, unsynced: ${fate}`) === before ? 1 : 0;
      // And life goes on: the next checkpoint is written over whatever the crash left.
      saveCheckpoint(folder, snapshotOf(before + 1, size), disk.operations);
      requireStep(disk, [before + 1], size, `after the crash at operation ${crash}`);
      const left = disk.paths().filter((path) => path.endsWith(".part"));
      if (left.length > 0) throw new Error(`leftovers are never cleared away: ${left.join(", ")}`);
    }
  }
  return { operations, crashes, newOnes };
}

function prepare(size: number, before: number): MemoryDisk {
  const disk = new MemoryDisk();
  for (let step = 0; step < before; step++) saveCheckpoint(folder, snapshotOf(step, size), disk.operations);
  return disk;
}

function requireGood(disk: MemoryDisk, before: number, size: number, where: string): number {
  return requireStep(disk, [before - 1, before], size, where);
}

function requireStep(disk: MemoryDisk, allowed: readonly number[], size: number, where: string): number {
  const found = newestCheckpoint(folder, () => {}, disk.operations);
  const step = found?.snapshot.json.step as number | undefined;
  if (!found || step === undefined || !allowed.includes(step))
    throw new Error(`${where}: checkpoint ${String(step)} was found instead of ${allowed.join(" or ")}`);
  const { positions } = found.snapshot.arrays;
  const expected = snapshotOf(step, size).arrays.positions!;
  if (positions?.length !== expected.length || !expected.every((value, k) => Object.is(value, positions[k])))
    throw new Error(`${where}: checkpoint ${step} is altered`);
  return step;
}
