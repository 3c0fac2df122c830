// g(r) and bond angles of 64 000 silicon atoms: the kernel beside the plain loops, one thread. No peer program: LAMMPS's compute rdf
// counts half of the pairs within its own cutoff and has no angles of bonds.
import { addAngles, startAngles } from "@adatom/models/analysis/angles.ts";
import { findBonds } from "@adatom/models/analysis/bonds.ts";
import { addToRadialDistribution, startRadialDistribution } from "@adatom/models/analysis/radial-distribution.ts";
import { withPlainLoops } from "@adatom/models/kernels/atoms/engine.ts";
import { benchSilicon } from "../lammps-silicon.ts";
import { leastProcessorTime } from "../processor-time.ts";
import type { BenchRow } from "../row.ts";

function histogramRow(name: string, prepare: () => () => void): BenchRow {
  return {
    name,
    unit: "ms",
    higherIsBetter: false,
    async run() {
      const work = prepare();
      work();
      return {
        ours: leastProcessorTime(5, work) / 1000,
        peer: leastProcessorTime(3, () => withPlainLoops(work)) / 1000,
        peerName: "our plain loops",
        note: "processor time",
      };
    },
  };
}

export const rows: readonly BenchRow[] = [
  histogramRow("g(r) up to 8 angstrom, 64000 atoms, list included", () => {
    const structure = benchSilicon();
    return () => addToRadialDistribution(startRadialDistribution({ cutoffAngstrom: 8 }), structure);
  }),
  histogramRow("bond angles, 64000 atoms, bonds given", () => {
    const structure = benchSilicon();
    const bonds = findBonds(structure, 2.9);
    return () => addAngles(startAngles(), structure, bonds);
  }),
];
