// Our side of molecular dynamics timings: a process of its own, because the number of threads is one for a whole process. It runs what
// its argument says and prints one line of JSON. 300 K and 1 fs from displaced atoms, as LAMMPS's side does, at constant energy unless it is told otherwise.
import { createTeam } from "@adatom/daemon/compute/threads/team.ts";
import { startMolecularDynamics } from "@adatom/models/dynamics/molecular-dynamics.ts";
import { useTeam } from "@adatom/models/kernels/team/team.ts";
import { potentialByName } from "@adatom/models/potentials/index.ts";
import { diamond, displaced } from "../conformance/structures.ts";
import type { DynamicsRequest, DynamicsTiming } from "./time-dynamics.ts";

const { potential, cells, lattice, threads, steps, skinAngstrom, ensemble = "nve" } = JSON.parse(process.argv[2]!) as DynamicsRequest;
useTeam(createTeam(threads));
const structure = displaced(diamond(cells, lattice), 0.066, 1);
const settings = { ensemble, timestepFs: 1, temperatureKelvin: 300, frictionPerFs: 0.01, seed: 1, skinAngstrom } as const;
const run = startMolecularDynamics(structure, potentialByName(potential)!, settings);
run.advance(10);
const before = process.cpuUsage();
const started = performance.now();
run.advance(steps);
const wallSeconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ wallSeconds, processorSeconds: (user + system) / 1e6 } satisfies DynamicsTiming));
// Threads that sleep keep nothing, but there is no reason to wait for them either.
process.exit();
