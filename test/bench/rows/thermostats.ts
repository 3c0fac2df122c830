// What thermostats and a barostat add to a step of molecular dynamics, and what a second thread gains with them: Stillinger-Weber, 64 000
// atoms, milliseconds a step on two threads beside one, by the clock; the note says the same at constant energy.
import type { Ensemble } from "@adatom/models/dynamics/dynamics.ts";
import { skinAngstrom } from "../lammps-silicon.ts";
import type { BenchRow } from "../row.ts";
import { timeOurDynamics } from "../time-dynamics.ts";

const request = { potential: "sw-si-1985", cells: 20, lattice: 5.431, steps: 40, skinAngstrom } as const;

/** Least of three turns. */
function milliseconds(ensemble: Ensemble, threads: number): number {
  const turns = Array.from({ length: 3 }, () => timeOurDynamics({ ...request, ensemble, threads }).wallSeconds);
  return (1000 * Math.min(...turns)) / request.steps;
}

function row(ensemble: Ensemble): BenchRow {
  return {
    name: `Stillinger-Weber MD, ${ensemble}, 64 000 atoms, 2 threads`,
    unit: "ms/step",
    higherIsBetter: false,
    async run() {
      const [many, one, nve] = [
        milliseconds(ensemble, 2),
        milliseconds(ensemble, 1),
        [1, 2].map((threads) => milliseconds("nve", threads)),
      ];
      const [alone, both] = nve.map((ms) => ms.toFixed(1));
      return { ours: many, peer: one, peerName: "ours on one thread", note: `at constant energy ${alone} on one, ${both} on two` };
    },
  };
}

export const rows: readonly BenchRow[] = [row("nvt-langevin"), row("nvt-nose-hoover"), row("nvt-bussi"), row("npt")];
