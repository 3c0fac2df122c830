// LAMMPS's side of molecular dynamics timings for any pair style: NVE at 300 K and 1 fs.

import type { Structure } from "@adatom/models/structure/structure.ts";
import { type LammpsPotential, lammpsData, lammpsVersion, runLammps } from "../fixtures/lammps/lammps.ts";

export interface LammpsTiming {
  /** Wall seconds of the whole loop. */
  readonly loopSeconds: number;
  /** Seconds of it spent building neighbour lists. */
  readonly neighbourSeconds: number;
  /** Neighbour lists built. */
  readonly builds: number;
  /** Share of the wall time that its processes had a processor, all together: 2 for two that were never disturbed. */
  readonly processors: number;
}

/** So many steps after 10 that do not count, on so many processes; `neighModify` as in LAMMPS. Undefined where LAMMPS is not installed. */
export function timeLammps(
  structure: Structure,
  potential: LammpsPotential,
  skinAngstrom: number,
  steps: number,
  neighModify: string,
  processes = 1,
): LammpsTiming | undefined {
  if (lammpsVersion() === undefined) return undefined;
  const input = [
    "units metal",
    "atom_style atomic",
    "read_data structure.data",
    ...potential.commands,
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
  const files = { ...potential.files, "structure.data": lammpsData(structure, potential.species) };
  const collect = (_: string, log: string): LammpsTiming => {
    const last = log.slice(log.lastIndexOf("Loop time of"));
    const number = (pattern: RegExp): number => Number(pattern.exec(last)?.[1] ?? Number.NaN);
    return {
      loopSeconds: number(/Loop time of ([\d.e+-]+)/),
      neighbourSeconds: number(/Neigh\s*\|\s*([\d.e+-]+)/),
      builds: number(/Neighbor list builds = (\d+)/),
      processors: (processes * number(/([\d.]+)% CPU use/)) / 100,
    };
  };
  return runLammps(input, files, collect, 600_000, processes);
}

/** Million atom-steps a second of LAMMPS's whole loop, lists included; null where it is not installed. */
export function lammpsAtomSteps(structure: Structure, potential: LammpsPotential, skinAngstrom: number, steps: number): number | null {
  const timing = timeLammps(structure, potential, skinAngstrom, steps, "every 1 delay 0 check yes");
  return timing === undefined ? null : (1e-6 * structure.atomicNumbers.length * steps) / timing.loopSeconds;
}
