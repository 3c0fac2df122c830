// The silicon that both programs are timed on, and LAMMPS's side of the timing.
// Atoms start displaced: from a perfect lattice LAMMPS's branches predict perfectly and it looks twice as fast as it is.

import type { Structure } from "@adatom/models/structure/structure.ts";
import { diamond, displaced } from "../conformance/structures.ts";
import { lammpsData, lammpsVersion, runLammps } from "../fixtures/lammps/lammps.ts";

/** 8 000 atoms, or 64 000 with ADATOM_BENCH=full. */
export function benchSilicon(): Structure {
  return displaced(diamond(process.env.ADATOM_BENCH === "full" ? 20 : 10), 0.066, 1);
}

export const skinAngstrom = 1;
export const peerName = `LAMMPS, pair_style sw, 1 process${lammpsVersion() === undefined ? " (not installed)" : ` (${lammpsVersion()})`}`;

export interface LammpsTiming {
  /** Wall seconds of the whole loop. */
  readonly loopSeconds: number;
  /** Seconds of it spent building neighbour lists. */
  readonly neighbourSeconds: number;
  /** Neighbour lists built. */
  readonly builds: number;
}

/** NVE at 300 K and 1 fs for so many steps; `neighModify` as in LAMMPS. Undefined where LAMMPS is not installed. */
export function timeLammps(structure: Structure, steps: number, neighModify: string): LammpsTiming | undefined {
  if (lammpsVersion() === undefined) return undefined;
  const input = [
    "units metal",
    "atom_style atomic",
    "read_data structure.data",
    "pair_style sw",
    "pair_coeff * * Si.sw Si",
    `neighbor ${skinAngstrom} bin`,
    `neigh_modify ${neighModify}`,
    "velocity all create 300 4928459",
    "fix 1 all nve",
    "timestep 0.001",
    `thermo ${steps}`,
    "run 10",
    `run ${steps}`,
    "",
  ].join("\n");
  const files = {
    "structure.data": lammpsData(structure),
    "Si.sw": "Si Si Si 2.1683 2.0951 1.80 21.0 1.20 -0.333333333333 7.049556277 0.6022245584 4.0 0.0 0.0\n",
  };
  return runLammps(input, files, (_, log) => {
    const last = log.slice(log.lastIndexOf("Loop time of"));
    const number = (pattern: RegExp): number => Number(pattern.exec(last)?.[1] ?? Number.NaN);
    return {
      loopSeconds: number(/Loop time of ([\d.e+-]+)/),
      neighbourSeconds: number(/Neigh\s*\|\s*([\d.e+-]+)/),
      builds: number(/Neighbor list builds = (\d+)/),
    };
  });
}
