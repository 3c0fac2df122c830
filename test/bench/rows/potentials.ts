// Molecular dynamics with Tersoff silicon, EAM and effective medium theory, NVE at 300 K and 1 fs: whole steps, lists included; Tersoff
// on one core and two, the others on one thread each. LAMMPS has no effective medium theory: beside it stands LAMMPS's EAM for the same crystal, the nearest kin.

import { startMolecularDynamics } from "@adatom/models/dynamics/molecular-dynamics.ts";
import { effectiveMediumMetals } from "@adatom/models/potentials/effective-medium.ts";
import { eamFromSetfl } from "@adatom/models/potentials/files/setfl.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";
import { tersoffEntriesSi1988 } from "@adatom/models/potentials/tersoff-parameters.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { argon, diamond, displaced } from "../../conformance/structures.ts";
import { inventedSetfl } from "../../fixtures/lammps/eam-files.ts";
import { type LammpsPotential, lammpsVersion } from "../../fixtures/lammps/lammps.ts";
import { tersoffText, withFile } from "../../fixtures/lammps/parameter-files.ts";
import { ofSpecies } from "../../fixtures/lammps/sample-solids.ts";
import { timeLammps } from "../lammps-dynamics.ts";
import type { BenchRow } from "../row.ts";
import { dynamicsRow as coresRow } from "../time-dynamics.ts";

const skinAngstrom = 1;

function dynamicsRow(name: string, structure: Structure, potential: Potential, peer: LammpsPotential, peerStyle: string): BenchRow {
  return {
    name,
    unit: "million atom-steps/s",
    higherIsBetter: true,
    async run() {
      const atoms = structure.atomicNumbers.length;
      const steps = Math.max(20, Math.round(500_000 / atoms));
      const settings = { ensemble: "nve", timestepFs: 1, temperatureKelvin: 300, seed: 1, skinAngstrom } as const;
      const run = startMolecularDynamics(structure, potential, settings);
      run.advance(10);
      let ours = 0;
      let theirs: number | null = null;
      // The programs take turns, so that a busy moment of the machine falls on both; each one's best counts.
      for (let turn = 0; turn < 3; turn++) {
        const timing = timeLammps(structure, peer, skinAngstrom, steps, "every 1 delay 0 check yes");
        if (timing) theirs = Math.max(theirs ?? 0, (1e-6 * atoms * steps) / (timing.loopSeconds * timing.processors));
        const started = process.cpuUsage();
        run.advance(steps);
        const { user, system } = process.cpuUsage(started);
        ours = Math.max(ours, (atoms * steps) / (user + system));
      }
      const peerName = `LAMMPS, pair_style ${peerStyle}, 1 process (${lammpsVersion() ?? "not installed"})`;
      return {
        ours,
        peer: theirs,
        peerName,
        note: `${atoms} atoms, ${steps} steps a turn, skin ${skinAngstrom} angstrom for both; processor time`,
      };
    },
  };
}

const setfl = inventedSetfl("alloy");
const inventedNickel = withFile("eam/alloy", [28], "invented.eam.alloy", setfl);
const tersoff = {
  name: "Tersoff silicon MD",
  request: { potential: "tersoff-si-1988", cells: 20, lattice: 5.431, skinAngstrom },
  structure: displaced(diamond(20), 0.066, 1),
  peer: withFile("tersoff", [14], "Si.tersoff", tersoffText(tersoffEntriesSi1988)),
  peerStyle: "tersoff",
};
const metal = ofSpecies(displaced(argon(16, 3.6), 0.066, 1), [28]);

export const rows: readonly BenchRow[] = [
  coresRow(tersoff, 1),
  coresRow(tersoff, 2),
  dynamicsRow("EAM nickel MD", metal, eamFromSetfl(setfl, { name: "eam" }).value!, inventedNickel, "eam/alloy"),
  dynamicsRow("Effective medium nickel MD", metal, effectiveMediumMetals, inventedNickel, "eam/alloy"),
];
