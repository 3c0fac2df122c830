// Molecular dynamics of Stillinger-Weber silicon, NVE at 300 K and 1 fs: whole steps, lists included, one thread each.

import { startMolecularDynamics } from "@adatom/models/dynamics/molecular-dynamics.ts";
import { stillingerWeberSilicon1985 } from "@adatom/models/potentials/stillinger-weber.ts";
import { benchSilicon, peerName, skinAngstrom, timeLammpsSilicon } from "../lammps-silicon.ts";
import type { BenchRow } from "../row.ts";

export const row: BenchRow = {
  name: "Stillinger-Weber MD",
  unit: "million atom-steps/s",
  higherIsBetter: true,
  async run() {
    const structure = benchSilicon();
    const atoms = structure.atomicNumbers.length;
    const steps = Math.max(40, Math.round(800_000 / atoms));
    const run = startMolecularDynamics(structure, stillingerWeberSilicon1985, {
      ensemble: "nve",
      timestepFs: 1,
      temperatureKelvin: 300,
      seed: 1,
      skinAngstrom,
    });
    run.advance(10);
    let ours = 0;
    let peer = 0;
    // The programs take turns, so that a busy moment of the machine falls on both; each one's best counts.
    for (let turn = 0; turn < 3; turn++) {
      const theirs = timeLammpsSilicon(structure, steps, "every 1 delay 0 check yes");
      if (theirs) peer = Math.max(peer, (1e-6 * atoms * steps) / theirs.loopSeconds);
      const started = performance.now();
      run.advance(steps);
      ours = Math.max(ours, (1e-3 * atoms * steps) / (performance.now() - started));
    }
    return {
      ours,
      peer: peer > 0 ? peer : null,
      peerName,
      note: `${atoms} atoms, ${steps} steps a turn, skin ${skinAngstrom} angstrom for both`,
    };
  },
};
