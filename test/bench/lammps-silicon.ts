// The silicon that both programs are timed on, and LAMMPS's side of the timing.
// Atoms start displaced: from a perfect lattice LAMMPS's branches predict perfectly and it looks twice as fast as it is.

import type { Structure } from "@adatom/models/structure/structure.ts";
import { diamond, displaced } from "../conformance/structures.ts";
import { type LammpsPotential, lammpsVersion } from "../fixtures/lammps/lammps.ts";
import { type LammpsTiming, timeLammps } from "./lammps-dynamics.ts";

/** 64 000 atoms. */
export function benchSilicon(): Structure {
  return displaced(diamond(20), 0.066, 1);
}

export const skinAngstrom = 1;
export const peerName = `LAMMPS, pair_style sw, 1 process${lammpsVersion() === undefined ? " (not installed)" : ` (${lammpsVersion()})`}`;

export const stillingerWeber: LammpsPotential = {
  commands: ["pair_style sw", "pair_coeff * * Si.sw Si"],
  files: { "Si.sw": "Si Si Si 2.1683 2.0951 1.80 21.0 1.20 -0.333333333333 7.049556277 0.6022245584 4.0 0.0 0.0\n" },
};

/** NVE at 300 K and 1 fs for so many steps; `neighModify` as in LAMMPS. Undefined where LAMMPS is not installed. */
export function timeLammpsSilicon(structure: Structure, steps: number, neighModify: string): LammpsTiming | undefined {
  return timeLammps(structure, stillingerWeber, skinAngstrom, steps, neighModify);
}
