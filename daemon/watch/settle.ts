// Waiting for a file to come to rest: a program that writes it in several steps, or through a temporary name, is seen once.
import { stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

export interface SettleTimes {
  /** Unchanged for this long counts as at rest. */
  readonly quietMs: number;
  /** A file that cannot be read yet (its last frame is cut off) gets this long. */
  readonly brokenQuietMs: number;
}

export const settleTimes: SettleTimes = { quietMs: 300, brokenQuietMs: 1000 };

async function stampOf(path: string): Promise<string> {
  const stats = await stat(path).catch(() => null);
  return stats ? `${stats.size}:${stats.mtimeMs}:${stats.ino}` : "gone";
}

export interface Rest {
  /** Size, modification time and file number, or "gone". */
  readonly stamp: string;
  readonly since: number;
}

/** Resolves when the file (or its absence) has not changed for `quietMs`, counted on from an earlier rest. */
export async function settled(path: string, quietMs: number, before?: Rest, signal?: AbortSignal): Promise<Rest> {
  let stamp = await stampOf(path);
  let since = before?.stamp === stamp ? before.since : performance.now();
  const step = Math.max(10, Math.min(100, quietMs / 3));
  while (performance.now() - since < quietMs) {
    await sleep(step, undefined, signal && { signal });
    const now = await stampOf(path);
    if (now === stamp) continue;
    stamp = now;
    since = performance.now();
  }
  return { stamp, since };
}
