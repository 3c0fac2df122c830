// Molecular dynamics of Stillinger-Weber silicon, NVE at 300 K and 1 fs: whole steps, lists included.
import { diamond, displaced } from "../../conformance/structures.ts";
import { skinAngstrom, stillingerWeber } from "../lammps-silicon.ts";
import type { BenchRow } from "../row.ts";
import { dynamicsRow } from "../time-dynamics.ts";

const silicon = (cells: number) => ({
  name: "Stillinger-Weber MD",
  request: { potential: "sw-si-1985", cells, lattice: 5.431, skinAngstrom },
  structure: displaced(diamond(cells), 0.066, 1),
  peer: stillingerWeber,
  peerStyle: "sw",
});

export const rows: readonly BenchRow[] = [dynamicsRow(silicon(20), 1), dynamicsRow(silicon(20), 2), dynamicsRow(silicon(10), 1)];
