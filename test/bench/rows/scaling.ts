// How molecular dynamics of Stillinger-Weber silicon grows with its atoms: time a step over N = 216 ... 1 000 000, the exponent fitted to
// it, and one thread against two. The peer is linear growth: 1.
import { skinAngstrom } from "../lammps-silicon.ts";
import type { BenchRow } from "../row.ts";
import { timeOurDynamics } from "../time-dynamics.ts";

/** Cubic cells an edge: 216, 1000, 8000, 64 000 and 1 000 000 atoms. */
const edges = [3, 5, 10, 20, 50];

/** Slope of ln y over ln x. */
function exponent(points: readonly (readonly [number, number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const mean = (k: 0 | 1): number => logs.reduce((sum, point) => sum + point[k], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  return logs.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0) / logs.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}

function scalingRow(threads: number): BenchRow {
  return {
    name: `Stillinger-Weber MD, time against atoms, ${threads} thread${threads === 1 ? "" : "s"}`,
    unit: "exponent",
    higherIsBetter: false,
    async run() {
      const points = edges.map((cells): [number, number] => {
        const atoms = 8 * cells ** 3;
        const steps = Math.max(4, Math.round(2_000_000 / atoms));
        let seconds = Number.POSITIVE_INFINITY;
        for (let turn = 0; turn < 3; turn++) {
          const timing = timeOurDynamics({ potential: "sw-si-1985", cells, lattice: 5.431, threads, steps, skinAngstrom });
          // One thread in processor time, as the other rows; two in wall time.
          seconds = Math.min(seconds, (threads === 1 ? timing.processorSeconds : timing.wallSeconds) / steps);
        }
        return [atoms, seconds];
      });
      const figures = points.map(([atoms, seconds]) => `${atoms}: ${((1e-6 * atoms) / seconds).toFixed(2)}`).join(", ");
      return { ours: exponent(points), peer: 1, peerName: "linear growth", note: `million atom-steps/s by atoms: ${figures}` };
    },
  };
}

export const rows: readonly BenchRow[] = [scalingRow(1), scalingRow(2)];
