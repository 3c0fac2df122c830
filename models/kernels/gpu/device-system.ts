// Atoms on a device under a potential: their buffers, their neighbour list, and the kernels from positions to forces.
// Capacities are guesses: what did not fit is counted on the device, and the caller makes room and does the work again.
import { invertCell } from "../../structure/cell.ts";
import type { Structure } from "../../structure/structure.ts";
import { bondsSource, forcesSource, samplesSource } from "./bonds.wgsl.ts";
import type { DevicePotential } from "./device-potential.ts";
import { type BoundKernel, Buffers, Kernel, mostAtoms, workgroupSize } from "./kernel.ts";
import { clearBinsSource, decideSource, fillBinsSource, rowsSource, sortBinsSource } from "./neighbour-rows.wgsl.ts";

/** Room in entries: of a row, of a bin, of an atom's bonds. */
export interface Capacities {
  readonly rows: number;
  readonly cells: number;
  readonly bonds: number;
}

export interface DeviceLayout {
  /** Bins along the cell vectors. */
  readonly bins: readonly [number, number, number];
  readonly reachAngstrom: number;
}

/** Distances between opposite faces of the cell, angstrom. */
function cellWidths(cell: Float64Array): number[] {
  const inverse = invertCell(cell)!;
  return [0, 1, 2].map((k) => 1 / Math.hypot(inverse[k]!, inverse[3 + k]!, inverse[6 + k]!));
}

/** Why this device form cannot take a structure; null where it can. */
export function deviceObstacle(structure: Structure, cutoffAngstrom: number, skinAngstrom: number): string | null {
  const atoms = structure.atomicNumbers.length;
  if (!structure.periodic.every(Boolean) || !invertCell(structure.cell)) return "the structure does not repeat along all three directions";
  if (atoms === 0 || atoms > mostAtoms) return `it takes 1 to ${mostAtoms} atoms`;
  const reach = cutoffAngstrom + skinAngstrom;
  if (Math.min(...cellWidths(structure.cell)) < 2.02 * reach)
    return `the cell is narrower than twice the cutoff and skin (${(2.02 * reach).toFixed(1)} angstrom)`;
  return null;
}

/** @throws RangeError saying why the structure cannot be on a device */
export function requireDevice(structure: Structure, cutoffAngstrom: number, skinAngstrom: number): void {
  const obstacle = deviceObstacle(structure, cutoffAngstrom, skinAngstrom);
  if (obstacle) throw new RangeError(`Not on the GPU: ${obstacle}.`);
}

export function layoutFor({ cell, atomicNumbers }: Structure, cutoffAngstrom: number, skinAngstrom: number): DeviceLayout {
  const reachAngstrom = cutoffAngstrom + skinAngstrom;
  // More bins than atoms would only cost time and memory.
  const most = Math.max(2, Math.ceil(Math.cbrt(4 * atomicNumbers.length)));
  // Bins are told apart by 16 bits of a fraction: their bounds are good to 2^-16 of a cell vector.
  const bins = cellWidths(cell).map((width) => Math.max(1, Math.min(most, Math.floor(width / (reachAngstrom + width / 32768)))));
  return { bins: bins as [number, number, number], reachAngstrom };
}

export function firstCapacities(structure: Structure, layout: DeviceLayout, bonds: number): Capacities {
  const atoms = structure.atomicNumbers.length;
  const widths = cellWidths(structure.cell);
  const volume = Math.abs(widths[0]! * widths[1]! * widths[2]!);
  const inReach = ((4 / 3) * Math.PI * layout.reachAngstrom ** 3 * atoms) / volume;
  const inBin = atoms / (layout.bins[0] * layout.bins[1] * layout.bins[2]);
  return { rows: Math.ceil(1.3 * inReach) + 8, cells: Math.ceil(1.5 * inBin) + 8, bonds };
}

/** Kernels do not depend on the structure and are compiled once; the potential's is, again for more bonds. */
export class DeviceKernels {
  readonly device: GPUDevice;
  readonly potential: DevicePotential;
  readonly decide: Kernel;
  readonly build: Kernel;
  readonly clear: Kernel;
  readonly fill: Kernel;
  readonly sort: Kernel;
  readonly rows: Kernel;
  readonly bonds: Kernel;
  readonly evaluate: Kernel;
  readonly kick: Kernel;
  readonly samples: Kernel;
  private readonly potentials = new Map<number, Kernel>();

  constructor(device: GPUDevice, potential: DevicePotential) {
    this.device = device;
    this.potential = potential;
    this.decide = new Kernel(device, "decide", decideSource);
    this.build = new Kernel(device, "build", decideSource, { forced: 1 });
    this.clear = new Kernel(device, "clear bins", clearBinsSource);
    this.fill = new Kernel(device, "fill bins", fillBinsSource);
    this.sort = new Kernel(device, "sort bins", sortBinsSource);
    this.rows = new Kernel(device, "rows", rowsSource);
    this.bonds = new Kernel(device, "bonds", bondsSource);
    this.evaluate = new Kernel(device, "forces", forcesSource, { kick: 0 });
    this.kick = new Kernel(device, "forces and kick", forcesSource, { kick: 1 });
    this.samples = new Kernel(device, "samples", samplesSource);
  }

  potentialFor(bonds: number): Kernel {
    const found = this.potentials.get(bonds) ?? new Kernel(this.device, "potential", this.potential.source(bonds, this.device.limits));
    this.potentials.set(bonds, found);
    return found;
  }
}

/** Buffers that stay whatever grows. */
export interface AtomBuffers {
  /** vec4u: fractions, species */
  readonly positions: GPUBuffer;
  /** vec4f: angstrom/fs; half of 1 over mass, see bonds.wgsl.ts */
  readonly velocities: GPUBuffer;
  /** vec4f: eV/angstrom; energy of the atom, eV */
  readonly forces: GPUBuffer;
  /** vec4u: positions when the list was built */
  readonly builtAt: GPUBuffer;
  readonly state: GPUBuffer;
  /** See step-conditions.ts. */
  readonly conditions: GPUBuffer;
}

export class DeviceSystem {
  readonly atoms: AtomBuffers;
  readonly capacities: Capacities;
  readonly settings: GPUBuffer;
  private readonly groups: number;
  private readonly workgroups: number;
  private readonly buffers: Buffers;
  private readonly overBins: GPUBuffer;
  private readonly overAtoms: GPUBuffer;
  private readonly bound: Readonly<Record<"decide" | "build" | "clear" | "fill" | "sort" | "rows", BoundKernel>>;
  private readonly forces: Readonly<Record<"bonds" | "potential" | "evaluate" | "kick" | "samples", BoundKernel>>;
  /** Atoms within the cutoff of each and their vectors, for kernels that look at structure. */
  readonly bonds: { readonly counts: GPUBuffer; readonly atoms: GPUBuffer; readonly vectors: GPUBuffer };

  constructor(
    kernels: DeviceKernels,
    atoms: AtomBuffers,
    tables: readonly GPUBuffer[],
    structure: Structure,
    layout: DeviceLayout,
    skinAngstrom: number,
    capacities: Capacities,
    seed: readonly [number, number],
  ) {
    const { device, potential } = kernels;
    const count = structure.atomicNumbers.length;
    const bins = layout.bins[0] * layout.bins[1] * layout.bins[2];
    this.atoms = atoms;
    this.capacities = capacities;
    this.workgroups = Math.ceil(count / workgroupSize);
    this.groups = potential.atomsPerWorkgroup === "one" ? count : this.workgroups;
    const buffers = new Buffers(device);
    this.buffers = buffers;
    this.settings = buffers.uniform(144);
    const settings = settingsOf(structure.cell, count, layout, potential.cutoffAngstrom, skinAngstrom, capacities, seed);
    device.queue.writeBuffer(this.settings, 0, settings);
    this.overBins = buffers.storage(12, GPUBufferUsage.INDIRECT);
    this.overAtoms = buffers.storage(12, GPUBufferUsage.INDIRECT);
    const binCounts = buffers.storage(4 * bins);
    const binAtoms = buffers.storage(4 * bins * capacities.cells);
    const rowCounts = buffers.storage(4 * count);
    const rows = buffers.storage(4 * count * capacities.rows);
    const bondCounts = buffers.storage(4 * count);
    const bondAtoms = buffers.storage(4 * count * capacities.bonds);
    const bondVectors = buffers.storage(16 * count * capacities.bonds);
    const gradients = buffers.storage(16 * count * capacities.bonds);
    this.bonds = { counts: bondCounts, atoms: bondAtoms, vectors: bondVectors };
    const { settings: s } = this;
    const { positions, velocities, forces, builtAt, state, conditions } = atoms;
    this.bound = {
      decide: kernels.decide.bind(s, state, this.overBins, this.overAtoms),
      build: kernels.build.bind(s, state, this.overBins, this.overAtoms),
      clear: kernels.clear.bind(s, binCounts),
      fill: kernels.fill.bind(s, state, positions, binCounts, binAtoms),
      sort: kernels.sort.bind(s, binCounts, binAtoms),
      rows: kernels.rows.bind(s, state, positions, binCounts, binAtoms, rowCounts, rows, builtAt),
    };
    const species = potential.needsSpecies ? [positions, bondAtoms] : [];
    const halves = [s, state, bondCounts, bondAtoms, gradients, forces, velocities] as const;
    this.forces = {
      bonds: kernels.bonds.bind(s, state, positions, rowCounts, rows, bondCounts, bondAtoms, bondVectors),
      potential: kernels.potentialFor(capacities.bonds).bind(s, bondCounts, bondVectors, gradients, forces, ...species, ...tables),
      evaluate: kernels.evaluate.bind(...halves, conditions),
      kick: kernels.kick.bind(...halves, conditions),
      samples: kernels.samples.bind(s, state, bondCounts, bondVectors, gradients, forces),
    };
  }

  /** The list, where it is stale or `forced`. */
  encodeList(pass: GPUComputePassEncoder, forced: boolean): void {
    const { bound, overBins, overAtoms } = this;
    (forced ? bound.build : bound.decide).run(pass, 1);
    bound.clear.run(pass, overBins);
    bound.fill.run(pass, overAtoms);
    bound.sort.run(pass, overBins);
    bound.rows.run(pass, overAtoms);
  }

  /** Energies and forces at the positions, then, with `kick`, the second half of a step's velocities. */
  encodeForces(pass: GPUComputePassEncoder, kick: boolean): void {
    const { forces, workgroups } = this;
    forces.bonds.run(pass, workgroups);
    // A row of workgroups ends at 65535.
    const rows = Math.ceil(this.groups / 32768);
    forces.potential.run(pass, rows > 1 ? 32768 : this.groups, rows);
    (kick ? forces.kick : forces.evaluate).run(pass, workgroups);
  }

  /** Sums of energy and strain derivative into the state, whose words for them must be zero. */
  encodeSamples(pass: GPUComputePassEncoder): void {
    this.forces.samples.run(pass, this.workgroups);
  }

  destroy(): void {
    this.buffers.destroy();
  }
}

/** As Settings of fixed-point.wgsl.ts. */
function settingsOf(
  cell: Float64Array,
  atoms: number,
  { bins, reachAngstrom }: DeviceLayout,
  cutoffAngstrom: number,
  skinAngstrom: number,
  capacities: Capacities,
  seed: readonly [number, number],
): ArrayBuffer {
  const buffer = new ArrayBuffer(144);
  const floats = new Float32Array(buffer);
  const words = new Uint32Array(buffer);
  const inverse = invertCell(cell)!;
  for (let k = 0; k < 3; k++) {
    for (let a = 0; a < 3; a++) {
      floats[4 * k + a] = cell[3 * k + a]! / 2 ** 32;
      floats[12 + 4 * k + a] = inverse[3 * a + k]! * 2 ** 32;
    }
  }
  words.set([...bins, atoms, capacities.rows, capacities.cells, capacities.bonds, seed[0]], 24);
  // Two atoms that approach each other may both have moved half the skin; a rounding in hand.
  const limit = 0.499 * skinAngstrom;
  floats.set([reachAngstrom ** 2, cutoffAngstrom ** 2, limit ** 2], 32);
  words[35] = seed[1];
  return buffer;
}
