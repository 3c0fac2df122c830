// The migration barrier of the vacancy in Stillinger-Weber silicon, by four ways of which one has nothing of ours in it: our band, ASE's band
// over LAMMPS's energies, both in cells of several sizes; relaxation at constant pressure; minima from random starts, to see that the one that
// the hop begins in is the lowest; and, at full size, hops counted in molecular dynamics at several temperatures.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { diamondNetwork, networkStructure } from "@adatom/models/amorphous/bond-network.ts";
import { startMolecularDynamics } from "@adatom/models/dynamics/molecular-dynamics.ts";
import { startNudgedElasticBand } from "@adatom/models/dynamics/nudged-elastic-band.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { startRelaxation } from "@adatom/models/dynamics/relaxation.ts";
import { stillingerWeberSilicon1985 as potential } from "@adatom/models/potentials/stillinger-weber.ts";

import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { boltzmannElectronvoltPerKelvin } from "@adatom/models/structure/units.ts";
import { peersPython } from "../fixtures/ase/ase.ts";
import { siliconParameterFile } from "../fixtures/lammps/dynamics-input.ts";
import { lammpsVersion } from "../fixtures/lammps/lammps.ts";

export interface VacancyBarrierOptions {
  /** Conventional cells an edge. */
  readonly cells: readonly number[];
  readonly randomStarts: number;
  /** Temperatures, K, and nanoseconds at each; none: no dynamics. */
  readonly dynamics: readonly (readonly [number, number])[];
}

export const full: VacancyBarrierOptions = {
  cells: [2, 3, 4],
  randomStarts: 60,
  // Above 1300 K hops follow one another within the time that positions are averaged over.
  dynamics: [
    [1300, 0.4],
    [1200, 0.6],
    [1050, 1],
    [1000, 1],
    [900, 1.5],
    [800, 1.5],
  ],
};

const lattice = 5.431;
/** eV/angstrom: force^2 / stiffness is 1e-5 eV. */
const forceTolerance = 0.003;
const perAtom = -2 * 2.1683;

export async function run(options: VacancyBarrierOptions): Promise<Record<string, unknown>> {
  const bands = options.cells.map(band);
  const pressed = Object.fromEntries((["none", "isotropic", "full"] as const).map((cell) => [cell, atConstantPressure(cell)]));
  const lowest = lowestOfRandomStarts(options.randomStarts);
  const ground = pressed.none!.formation;
  // Nothing lower than where the hop begins.
  if (lowest !== null && lowest < ground - 0.005) throw new Error(`a minimum at ${lowest} eV lies below ${ground}`);
  return { bands, pressed, lowest, ...(options.dynamics.length > 0 && hopsInDynamics(options.dynamics)) };
}

/** The vacancy at one of two neighbouring sites; its neighbours half an angstrom nearer to it, where the minimum is. */
function vacancyEnd(cells: number, hole: "first" | "second"): Structure {
  const edge = cells * lattice;
  const crystal = networkStructure(diamondNetwork(cells, edge));
  const { first, neighbour } = buildNeighbourList(crystal, 2.6);
  const second = neighbour[first[0]!]!;
  const positions = crystal.positions.slice();
  const empty = [...positions.slice(hole === "first" ? 0 : 3 * second, hole === "first" ? 3 : 3 * second + 3)];
  if (hole === "second") positions.set(crystal.positions.subarray(0, 3), 3 * second);
  for (let i = 1; i < positions.length / 3; i++) {
    const d = [0, 1, 2].map((a) => empty[a]! - positions[3 * i + a]!).map((x) => x - edge * Math.round(x / edge));
    const length = Math.hypot(...d);
    if (length > 1e-6 && length < 2.6) for (let a = 0; a < 3; a++) positions[3 * i + a]! += (0.5 * d[a]!) / length;
  }
  return { ...crystal, positions: positions.slice(3), atomicNumbers: crystal.atomicNumbers.slice(1) };
}

function band(cells: number): Record<string, number | null> {
  const [first, last] = [vacancyEnd(cells, "first"), vacancyEnd(cells, "second")];
  const ours = startNudgedElasticBand(first, last, potential, { images: 3, forceTolerance, maximumSteps: 3000 }).advance(3000);
  if (!ours.converged) throw new Error(`our band does not converge: ${ours.maximumForce} eV/angstrom are left`);
  const theirs = aseBarrier(first, last);
  // Both are off by force^2 / stiffness, below 1e-4 eV.
  if (theirs !== null && !(Math.abs(ours.barrier - theirs) < 5e-4))
    throw new Error(`${ours.barrier} eV by ours, ${theirs} by ASE and LAMMPS`);
  return { atoms: first.atomicNumbers.length, ours: rounded(ours.barrier), aseOverLammps: theirs === null ? null : rounded(theirs) };
}

/** Null where ASE or LAMMPS is not installed. */
function aseBarrier(first: Structure, last: Structure): number | null {
  const python = peersPython();
  if (python === undefined || lammpsVersion() === undefined) return null;
  const part = ({ positions, cell }: Structure) => ({ positions: [...positions], cell: [...cell] });
  const script = fileURLToPath(new URL("../fixtures/ase/vacancy-barrier.py", import.meta.url));
  const given = { lammps: "lmp", parameters: siliconParameterFile, first: part(first), last: part(last), images: 3, forceTolerance };
  const found = spawnSync(python, [script], { input: JSON.stringify(given), encoding: "utf8", timeout: 900_000 });
  if (found.status !== 0) throw new Error(`ASE failed (${found.status ?? found.signal}):\n${found.stderr.slice(-2000)}`);
  const { barrier, converged } = JSON.parse(found.stdout) as { barrier: number; converged: boolean };
  if (!converged) throw new Error("ASE's band does not converge");
  return barrier;
}

/** Minimum and saddle, the split vacancy, each with the cell that it would have at no pressure; 215 atoms. */
function atConstantPressure(cell: "none" | "isotropic" | "full"): { formation: number; barrier: number } {
  const relaxed = (structure: Structure): number => {
    const sample = startRelaxation(structure, potential, { forceTolerance: 1e-3, maximumSteps: 5000, cell }).advance(5000);
    if (!sample.converged) throw new Error(`does not relax with cell ${cell}: ${sample.maximumForce} eV/angstrom`);
    return sample.energy;
  };
  const [one, two] = [vacancyEnd(3, "first"), vacancyEnd(3, "second")];
  // Half-way between the two, with their symmetry: relaxation keeps it, so that the saddle is found without any search.
  const positions = one.positions.map((x, p) => {
    const d = two.positions[p]! - x;
    return x + (d - 3 * lattice * Math.round(d / (3 * lattice))) / 2;
  });
  const minimum = relaxed(one);
  const barrier = relaxed({ ...one, positions }) - minimum;
  return { formation: rounded(minimum - one.atomicNumbers.length * perAtom), barrier: rounded(barrier) };
}

/** Formation energy of the lowest minimum that shaking the surroundings of the vacancy leads to. */
function lowestOfRandomStarts(count: number): number | null {
  const random = createRandom(3);
  const start = vacancyEnd(3, "first");
  const crystal = networkStructure(diamondNetwork(3, 3 * lattice));
  const list = buildNeighbourList(crystal, 4);
  const near = [...list.neighbour.subarray(0, list.first[1])].map((atom) => atom - 1);
  let lowest: number | null = null;
  for (let k = 0; k < count; k++) {
    const amplitude = 0.1 + 0.5 * random.uniform();
    const positions = start.positions.slice();
    for (const atom of near) for (let a = 0; a < 3; a++) positions[3 * atom + a]! += amplitude * random.normal();
    const options = { forceTolerance: 2e-3, maximumSteps: 4000 };
    const { energy, converged } = startRelaxation({ ...start, positions }, potential, options).advance(4000);
    const formation = rounded(energy - start.atomicNumbers.length * perAtom);
    if (converged && (lowest === null || formation < lowest)) lowest = formation;
  }
  return lowest;
}

/** Hops a nanosecond of the vacancy in 63 atoms, and the activation energy by Arrhenius's law, weighted by their numbers. */
function hopsInDynamics(points: VacancyBarrierOptions["dynamics"]): Record<string, unknown> {
  const rates = points.map(([kelvin, nanoseconds]) => ({ kelvin, nanoseconds, hops: hops(kelvin, nanoseconds) }));
  let [w, x, y, xx, xy] = [0, 0, 0, 0, 0];
  for (const { kelvin, nanoseconds, hops: count } of rates) {
    const [inverse, logarithm] = [1 / (boltzmannElectronvoltPerKelvin * kelvin), Math.log(count / nanoseconds)];
    w += count;
    x += count * inverse;
    y += count * logarithm;
    xx += count * inverse * inverse;
    xy += count * inverse * logarithm;
  }
  const slope = (w * xy - x * y) / (w * xx - x * x);
  const intercept = (y - slope * x) / w;
  // From the scatter about the line, each point by its count: hops come in bursts, so that the counts alone say too little.
  const scatter = rates.reduce((sum, { kelvin, nanoseconds, hops: count }) => {
    const miss = Math.log(count / nanoseconds) - intercept - slope / (boltzmannElectronvoltPerKelvin * kelvin);
    return sum + count * miss * miss;
  }, 0);
  const error = Math.sqrt(scatter / Math.max(1, rates.length - 2) / (xx - (x * x) / w));
  return { rates, activation: rounded(-slope), activationError: rounded(error) };
}

const stepFs = 2;
/** Positions are averaged over 0.2 ps, so that vibrations and crossings that come back at once do not count. */
const averaged = 10;
const stride = 10;

function hops(kelvin: number, nanoseconds: number): number {
  const edge = 2 * lattice * (1 + 4e-6 * kelvin);
  const crystal = networkStructure(diamondNetwork(2, edge));
  const sites = crystal.positions;
  const atoms = sites.length / 3 - 1;
  const start = { ...crystal, positions: sites.slice(3), atomicNumbers: crystal.atomicNumbers.slice(1) };
  const options = { timestepFs: stepFs, temperatureKelvin: kelvin, thermostatTimeFs: 200, seed: 7, removeDrift: "momentum" } as const;
  const run = startMolecularDynamics(start, potential, { ensemble: "nvt-bussi", ...options });
  const windows = Math.round((nanoseconds * 1e6) / (stepFs * stride * averaged));
  let [at, count] = [0, 0];
  for (let window = 0; window < windows; window++) {
    const mean = new Float64Array(3 * atoms);
    for (let k = 0; k < averaged; k++) {
      run.advance(stride);
      for (const [p, value] of run.structure().positions.entries()) mean[p]! += value / averaged;
    }
    const empty = emptySites(sites, mean, edge);
    // While two are empty an atom is on its way.
    if (empty.length !== 1 || empty[0] === at) continue;
    at = empty[0]!;
    count++;
  }
  return count;
}

function emptySites(sites: Float64Array, positions: Float64Array, edge: number): number[] {
  const taken = new Set<number>();
  for (let i = 0; i < positions.length; i += 3) {
    let [nearest, least] = [0, Number.POSITIVE_INFINITY];
    for (let q = 0; q < sites.length; q += 3) {
      let square = 0;
      for (let a = 0; a < 3; a++) {
        const d = positions[i + a]! - sites[q + a]!;
        square += (d - edge * Math.round(d / edge)) ** 2;
      }
      if (square >= least) continue;
      least = square;
      nearest = q / 3;
    }
    taken.add(nearest);
  }
  return Array.from({ length: sites.length / 3 }, (_, q) => q).filter((q) => !taken.has(q));
}

const rounded = (value: number): number => Number(value.toFixed(4));
