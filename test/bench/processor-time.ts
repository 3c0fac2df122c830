// Time of this process on its processors: on a busy machine the best guess at what a workload alone would take.

/** Least processor time of so many runs, microseconds; each run of `work` counts for itself. */
export function leastProcessorTime(runs: number, work: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, user + system);
  }
  return least;
}
