// The kernel of classical potentials and neighbour lists as it runs in this thread, and scratch for its members.
import { presentTeam, type Team, type TeamKernel } from "../team/team.ts";
import { module } from "./module.ts";

/** Pointers are bytes into the kernel's memory; what the functions do is said beside them in the C sources. */
export interface AtomsFunctions {
  assign_blocks(task: number, grid: number, position: number, fraction: number, wraps: number, block: number, wrong: number): void;
  sort_blocks(atoms: number, blocks: number, block: number, start: number, order: number): void;
  gather_part(task: number, ...values: number[]): void;
  link_ghosts(count: number, parts: number, block: number, place: number, back: number): void;
  count_rows(task: number, parts: number, counts: number): void;
  write_rows(task: number, parts: number, first: number, neighbour: number, shift: number): void;
  collect_forces(task: number, parts: number, force: number, energies: number): void;
  stillinger_weber(task: number, ...values: number[]): void;
  tersoff(task: number, ...values: number[]): void;
  embedded_atom_densities(task: number, ...values: number[]): void;
  embedded_atom(task: number, ...values: number[]): void;
  effective_medium_densities(task: number, ...values: number[]): void;
  effective_medium(task: number, ...values: number[]): void;
  count_distances(task: number, ...values: number[]): void;
  count_angles(task: number, ...values: number[]): void;
  kick(task: number, atoms: number, speed: number, force: number, mass: number, scale: number): void;
  drift(task: number, atoms: number, position: number, speed: number, time: number): void;
  displacements(task: number, atoms: number, position: number, before: number, deformation: number, largestTwo: number): void;
  unfinite(task: number, atoms: number, values: number, zeros: number): void;
  scale(task: number, atoms: number, values: number, factor: number): void;
  transform(task: number, atoms: number, rows: number, matrix: number): void;
  squared_speed(task: number, atoms: number, speed: number, mass: number, sums: number): void;
  momentum_flow(task: number, atoms: number, speed: number, mass: number, sums: number): void;
  skip_words(stream: number, words: number): void;
  skip_pairs(stream: number, pairs: number): void;
  draw_normals(task: number, tries: number, streams: number, normals: number, pairs: number): void;
  exchange(task: number, ...values: number[]): void;
}

/** Atoms a task of loops over atoms: 4096 of motion.h and build.h. */
export const atomsPerPiece = 4096;

export type AtomsKernel = TeamKernel<AtomsFunctions>;

/** One a team: what lies in the memory of one is nothing to another. */
const started = new WeakMap<Team, { readonly kernel: AtomsKernel | undefined }>();
let plainLoops = 0;

/** The kernel on the present team, started once; undefined where the engine lacks what it needs. */
export function atomsKernel(): AtomsKernel | undefined {
  if (plainLoops > 0) return undefined;
  const team = presentTeam();
  let found = started.get(team);
  if (!found) {
    found = { kernel: team.start<AtomsFunctions>(module) };
    started.set(team, found);
  }
  return found.kernel;
}

/** Does work without the kernel, as on an engine that lacks it: for comparisons. */
export function withPlainLoops<T>(work: () => T): T {
  plainLoops++;
  try {
    return work();
  } finally {
    plainLoops--;
  }
}

const scratches = new WeakMap<AtomsKernel, { address: number; bytes: number }>();

/** Scratch of so many bytes for each member, one after another; good until the next call. */
export function scratchFor(kernel: AtomsKernel, bytes: number): { readonly address: number; readonly bytes: number } {
  const present = scratches.get(kernel);
  if (present && present.bytes >= bytes) return present;
  if (present) kernel.heap.release(present.address);
  scratches.delete(kernel);
  const room = Math.ceil((1.25 * bytes) / 64) * 64;
  const made = { address: kernel.heap.allocate(room * kernel.members), bytes: room };
  scratches.set(kernel, made);
  return made;
}
