// adatom/shutdown and adatom/logs.
import { open } from "node:fs/promises";
import { Failure } from "@adatom/protocol/failure.ts";
import { logs, shutdown } from "@adatom/protocol/lifecycle.ts";
import type { Feature } from "./feature.ts";

/** At most this much of the log's end is read to find the lines asked for. */
const tailBytes = 4 * 1024 * 1024;

export async function lastLines(file: string, count: number): Promise<string[]> {
  const handle = await open(file, "r");
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, tailBytes);
    const buffer = Buffer.alloc(length);
    await handle.read(buffer, 0, length, size - length);
    return buffer.toString("utf8").trimEnd().split("\n").slice(-count);
  } finally {
    await handle.close();
  }
}

export const feature: Feature = {
  stem: "lifecycle",
  register(session, services) {
    session.onRequest(shutdown, ({ force }) => {
      const { running, queued } = services.jobs.counts();
      if (running + queued > 0 && !force) {
        throw new Failure(
          "BusyJobs",
          `${running} jobs run and ${queued} wait. They would go on at the daemon's next start; to stop it all the same use force (adatom stop --force).`,
          { running, queued },
        );
      }
      // After the answer has left.
      setTimeout(() => void services.lifecycle.stop(`asked to by ${session.client}`), 50);
      return { stopping: true as const, checkpointedJobs: running };
    });
    session.onRequest(logs, async ({ lines }) => {
      const file = services.lifecycle.logFile();
      return { file, lines: await lastLines(file, lines) };
    });
  },
};
