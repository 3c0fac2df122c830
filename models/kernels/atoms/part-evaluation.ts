// Evaluates a potential's kernel over parts, into the arrays of a result.
import type { NeighbourList } from "../../structure/neighbour-list.ts";
import type { Structure } from "../../structure/structure.ts";
import { unlessFull } from "../team/heap.ts";
import { type AtomsKernel, atomsKernel } from "./engine.ts";
import { KernelNeighbourList } from "./kernel-neighbour-list.ts";
import { type Parts, partWords } from "./parts.ts";

/** Where a result goes; as in potentials/evaluation.ts. All are overwritten, `stress` with the strain derivative. */
export interface PartResults {
  readonly energies: Float64Array;
  readonly forces: Float64Array;
  readonly stress: Float64Array;
}

/** A potential as the kernel knows it. */
export interface PartPotential {
  /**
   * Export that does one part: (part, parts, plan, atomic numbers, positions, cell, scratch, bytes of scratch); after a first
   * round also (kept, rows): two doubles of every atom, and rows of neighbours of each part, that the first round keeps for the second.
   */
  readonly function: "stillinger_weber" | "tersoff" | "embedded_atom" | "effective_medium";
  /** Export of a first round, done over all parts before; the same arguments. */
  readonly first?: "embedded_atom_densities" | "effective_medium_densities";
  /** The struct that the export reads, at an address in the heap that is the plan's own; written once a kernel. */
  writePlan(kernel: AtomsKernel): number;
}

const plans = new WeakMap<PartPotential, Map<AtomsKernel, number>>();

function planOf(potential: PartPotential, kernel: AtomsKernel): number {
  const byKernel = plans.get(potential) ?? new Map<AtomsKernel, number>();
  plans.set(potential, byKernel);
  const address = byKernel.get(kernel) ?? potential.writePlan(kernel);
  byKernel.set(kernel, address);
  return address;
}

/**
 * Total energy, eV, where the kernel can do it: energies (N), forces (3N) and strain derivative (into `stress`) are written.
 * Undefined where there is no kernel, the list is not its own, its memory is full, or an atom has more bonds than it has room for: then nothing is written.
 */
export function evaluateParts(
  potential: PartPotential,
  structure: Structure,
  list: NeighbourList,
  results: PartResults,
): number | undefined {
  return unlessFull(() => evaluate(potential, structure, list, results));
}

function evaluate(
  potential: PartPotential,
  structure: Structure,
  list: NeighbourList,
  { energies, forces, stress }: PartResults,
): number | undefined {
  const kernel = atomsKernel();
  // A list that was made in plain loops is for plain loops: sorting its rows into parts would take longer than they do.
  const parts = list instanceof KernelNeighbourList ? list.parts : undefined;
  if (!kernel || parts?.kernel !== kernel) return undefined;
  const { heap } = kernel;
  const plan = planOf(potential, kernel);
  const numbers = numbersOf(parts, structure);
  const position = parts.positions(structure);
  const cell = parts.cell(structure);
  // 12 bytes a local: embedding.h.
  const scratch = parts.scratch(potential.first ? 12 : 0);
  const given = [parts.address, plan, numbers, position, cell, scratch.address, scratch.bytes];
  if (potential.first) {
    given.push(parts.rooms.at("kept", 16 * energies.length), parts.keptRows());
    kernel.run(potential.first, parts.count, ...given);
    kernel.run(potential.function, parts.count, ...given);
  } else kernel.run(potential.function, parts.count, ...given);
  if (parts.most(partWords.crowded) !== 0) return undefined;
  const forcesThere = heap.addressOf(forces);
  const energiesThere = heap.addressOf(energies);
  const forcesAt = forcesThere ?? parts.rooms.at("forces", 8 * forces.length);
  const energiesAt = energiesThere ?? parts.rooms.at("energies", 8 * energies.length);
  kernel.run("collect_forces", parts.count, parts.address, forcesAt, energiesAt);
  if (forcesThere === undefined) forces.set(heap.float64(forcesAt, forces.length));
  if (energiesThere === undefined) energies.set(heap.float64(energiesAt, energies.length));
  return parts.total(stress.fill(0));
}

function numbersOf(parts: Parts, { atomicNumbers }: Structure): number {
  const address = parts.rooms.at("numbers", atomicNumbers.length);
  parts.kernel.heap.uint8(address, atomicNumbers.length).set(atomicNumbers);
  return address;
}
