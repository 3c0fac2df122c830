// LAMMPS's side of molecular dynamics timings for any pair style: NVE at 300 K and 1 fs on one process.

import type { Structure } from "@adatom/models/structure/structure.ts";
import { type LammpsPotential, lammpsData, lammpsVersion, runLammps } from "../fixtures/lammps/lammps.ts";

/** Million atom-steps a second of LAMMPS's whole loop, lists included; null where it is not installed. */
export function lammpsAtomSteps(structure: Structure, potential: LammpsPotential, skinAngstrom: number, steps: number): number | null {
  if (lammpsVersion() === undefined) return null;
  const input = [
    "units metal",
    "atom_style atomic",
    "read_data structure.data",
    ...potential.commands,
    `neighbor ${skinAngstrom} bin`,
    "neigh_modify every 1 delay 0 check yes",
    "velocity all create 300 4928459",
    "fix 1 all nve",
    "timestep 0.001",
    `thermo ${steps}`,
    "run 10",
    `run ${steps}`,
    "",
  ].join("\n");
  const files = { ...potential.files, "structure.data": lammpsData(structure, potential.species) };
  return runLammps(input, files, (_, log) => {
    const seconds = Number(/Loop time of ([\d.e+-]+)/.exec(log.slice(log.lastIndexOf("Loop time of")))?.[1]);
    return (1e-6 * structure.atomicNumbers.length * steps) / seconds;
  });
}
