// Times our molecular dynamics in a process of its own (dynamics-process.ts), and sets it beside LAMMPS's.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Ensemble } from "@adatom/models/dynamics/dynamics.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { hasMpi, type LammpsPotential, lammpsVersion } from "../fixtures/lammps/lammps.ts";
import { timeLammps } from "./lammps-dynamics.ts";
import type { BenchRow } from "./row.ts";

export interface DynamicsRequest {
  /** Name of a shipped potential. */
  readonly potential: string;
  /** Cubic cells of diamond along each edge, and their length, angstrom. */
  readonly cells: number;
  readonly lattice: number;
  readonly threads: number;
  readonly steps: number;
  readonly skinAngstrom: number;
  /** Default: constant energy. */
  readonly ensemble?: Ensemble;
}

export interface DynamicsTiming {
  readonly wallSeconds: number;
  /** Of all threads. */
  readonly processorSeconds: number;
}

export function timeOurDynamics(request: DynamicsRequest): DynamicsTiming {
  const entry = fileURLToPath(new URL("./dynamics-process.ts", import.meta.url));
  const command = ["--disable-warning=ExperimentalWarning", entry, JSON.stringify(request)];
  return JSON.parse(execFileSync(process.execPath, command, { encoding: "utf8" })) as DynamicsTiming;
}

interface Comparison {
  readonly name: string;
  readonly request: Omit<DynamicsRequest, "threads" | "steps">;
  readonly structure: Structure;
  readonly peer: LammpsPotential;
  readonly peerStyle: string;
}

/**
 * A row of whole MD steps on so many cores, lists included. One core is timed in processor time of both programs, which other work
 * on the machine hardly touches; several in wall time, best of the turns: their cores must be free for the ratio to mean much.
 */
export function dynamicsRow({ name, request, structure, peer, peerStyle }: Comparison, cores: number): BenchRow {
  return {
    name: `${name}, ${structure.atomicNumbers.length} atoms, ${cores === 1 ? "1 core" : `${cores} cores`}`,
    unit: "million atom-steps/s",
    higherIsBetter: true,
    async run() {
      const atoms = structure.atomicNumbers.length;
      const steps = Math.max(20, Math.round(2_000_000 / atoms));
      const rate = (seconds: number): number => (1e-6 * atoms * steps) / seconds;
      let ours = 0;
      let theirs = 0;
      let freest = 0;
      const canRun = lammpsVersion() !== undefined && (cores === 1 || hasMpi());
      // The programs take turns, so that a busy moment of the machine falls on both; each one's best counts.
      for (let turn = 0; turn < 4; turn++) {
        const timing = canRun ? timeLammps(structure, peer, request.skinAngstrom, steps, "every 1 delay 0 check yes", cores) : undefined;
        if (timing) theirs = Math.max(theirs, rate(cores === 1 ? timing.loopSeconds * timing.processors : timing.loopSeconds));
        const { wallSeconds, processorSeconds } = timeOurDynamics({ ...request, threads: cores, steps });
        freest = Math.max(freest, processorSeconds / wallSeconds);
        ours = Math.max(ours, rate(cores === 1 ? processorSeconds : wallSeconds));
      }
      return {
        ours,
        peer: theirs > 0 ? theirs : null,
        peerName: `LAMMPS, pair_style ${peerStyle}, ${cores} process${cores === 1 ? "" : "es"} (${canRun ? lammpsVersion() : "not installed"})`,
        note: `${steps} steps a turn, skin ${request.skinAngstrom} angstrom for both; ${
          cores === 1 ? "processor time" : `wall time, at best ${freest.toFixed(2)} processors were free`
        }`,
      };
    },
  };
}
