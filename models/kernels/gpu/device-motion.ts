// Atoms that move on a device, in batches of steps: the host reads back what was counted and summed, and where something
// did not fit it puts the batch's start back, makes room and runs it again. What happens is the same bits whatever room
// there was at first.
import type { Structure } from "../../structure/structure.ts";
import { type DeviceAtoms, type HostAtoms, spatialOrder, threeOfFour, uploadAtoms } from "./device-atoms.ts";
import { DeviceFaults } from "./device-faults.ts";
import type { DevicePotential } from "./device-potential.ts";
import { type Capacities, DeviceKernels, DeviceSystem, firstCapacities, layoutFor } from "./device-system.ts";
import { sumOf, toFixed } from "./fixed-point.ts";
import { type BoundKernel, Buffers, Kernel, readBuffers, submitPass, workgroupSize } from "./kernel.ts";
import { moveSource, scaleSource, thermostatNumbers, thermostatSource } from "./motion.wgsl.ts";
import { stateBytes, stateWords } from "./state.wgsl.ts";
import type { DeviceThermostat } from "./step-conditions.ts";

/** Sums over atoms as they stand after a batch; energies in eV. */
export interface DeviceSums {
  readonly potentialEnergy: number;
  readonly kineticEnergy: number;
  /** dE/dstrain, Voigt, eV */
  readonly strain: Float64Array;
  /** What a stochastic bath or a scaling has added since the start. */
  readonly heat: number;
  /** Potential energy of the Nose-Hoover chain, and its rates, 1/fs. */
  readonly stored: number;
  readonly rates: readonly number[];
  /** Atoms with a descriptor out of the model's range. */
  readonly outside: number;
  /** Of the neighbour list, since the start. */
  readonly builds: number;
}

/** The bath's state as words of the device, for exact resumption. */
export interface DeviceBath {
  readonly heat: readonly [number, number];
  readonly stored: readonly [number, number];
  readonly rates: readonly number[];
}

export interface MotionOptions {
  readonly skinAngstrom: number;
  readonly thermostat: DeviceThermostat;
  readonly seed: readonly [number, number];
}

export class NotFinite extends RangeError {}

export class DeviceMotion {
  readonly device: GPUDevice;
  readonly order: Int32Array<ArrayBuffer>;
  private readonly structure: Structure;
  private readonly potential: DevicePotential;
  private readonly options: MotionOptions;
  private readonly kernels: DeviceKernels;
  private readonly faults: DeviceFaults;
  private readonly buffers: Buffers;
  private readonly atoms: DeviceAtoms;
  private readonly kept: readonly GPUBuffer[];
  private readonly tables: readonly GPUBuffer[];
  private system: DeviceSystem;
  private bound!: Readonly<Record<"move" | "open" | "close" | "settle" | "scale", BoundKernel>>;
  private readonly movers: Readonly<Record<"move" | "open" | "close" | "settle" | "scale", Kernel>>;

  constructor(
    device: GPUDevice,
    structure: Structure,
    potential: DevicePotential,
    host: HostAtoms,
    options: MotionOptions,
    bath?: DeviceBath,
  ) {
    this.device = device;
    this.structure = structure;
    this.potential = potential;
    this.options = options;
    this.order = host.order;
    this.faults = new DeviceFaults(device);
    this.faults.begin();
    this.kernels = new DeviceKernels(device, potential);
    this.buffers = new Buffers(device);
    const species = new Int32Array(256);
    for (const [place, number] of potential.species.entries()) species[number] = place;
    this.atoms = uploadAtoms(this.buffers, structure, host, species);
    this.tables = potential.tables.map((table) => this.buffers.holding(table));
    this.kept = this.moving().map((buffer) => this.buffers.storage(buffer.size));
    if (bath) device.queue.writeBuffer(this.atoms.state, 4 * stateWords.heat, Int32Array.from([...bath.heat, ...bath.stored]));
    if (bath) device.queue.writeBuffer(this.atoms.state, 4 * stateWords.rates, Float32Array.from(bath.rates));
    const thermostat = thermostatNumbers[options.thermostat];
    this.movers = {
      move: new Kernel(device, "move", moveSource, { thermostat }),
      open: new Kernel(device, "thermostat before", thermostatSource, { thermostat, opening: 1 }),
      close: new Kernel(device, "thermostat after", thermostatSource, { thermostat }),
      settle: new Kernel(device, "kinetic energy", thermostatSource, { thermostat, counting: 0 }),
      scale: new Kernel(device, "scale", scaleSource),
    };
    const layout = layoutFor(structure, potential.cutoffAngstrom, options.skinAngstrom);
    try {
      this.system = this.makeSystem(firstCapacities(structure, layout, potential.bonds));
    } catch (error) {
      this.buffers.destroy();
      throw error;
    } finally {
      this.faults.end();
    }
  }

  /** A fresh list and forces at the positions, and the sums there. */
  async evaluate(): Promise<DeviceSums> {
    for (;;) {
      this.submit((pass) => {
        this.system.encodeList(pass, true);
        this.system.encodeForces(pass, false);
        this.bound.settle.run(pass, 1);
        this.system.encodeSamples(pass);
      });
      const words = await this.readState();
      if (!this.grow(words)) return this.sums(words);
    }
  }

  /** So many steps, `stepsPerBatch` at most, under these conditions (step-conditions.ts). @throws NotFinite */
  async advance(conditions: Float32Array<ArrayBuffer>, steps: number): Promise<DeviceSums> {
    const { device, atoms, kept } = this;
    const moving = this.moving();
    device.queue.writeBuffer(atoms.conditions, 0, conditions);
    this.copy(moving, kept);
    for (;;) {
      device.queue.writeBuffer(atoms.state, 4 * stateWords.step, new Uint32Array(1));
      this.submit((pass) => {
        for (let s = 0; s < steps; s++) this.encodeStep(pass);
        this.system.encodeSamples(pass);
      });
      const words = await this.readState();
      if (!this.grow(words)) return this.sums(words);
      // The list as it stood at the batch's start, in the new room: built where it had been built, then the start itself.
      this.copy(kept, moving);
      this.copy([kept[4]!], [atoms.positions]);
      this.submit((pass) => this.system.encodeList(pass, true));
      const failed = await this.readState();
      this.copy(kept, moving);
      // A list that had fitted fits again.
      if (this.grow(failed)) throw new Error("The neighbour list of a batch's start no longer fits.");
    }
  }

  /** Atoms as they stand, in the device's order, and the bath. */
  async read(): Promise<{ host: HostAtoms; bath: DeviceBath; forces: Float32Array }> {
    const { positions, images, velocities, forces, state } = this.atoms;
    const buffers = [positions, images, velocities, forces, state].map((buffer) => ({ buffer, bytes: buffer.size }));
    const count = this.order.length;
    buffers[1]!.bytes = 12 * count;
    const [p, i, v, f, s] = (await readBuffers(this.device, buffers)) as [ArrayBuffer, ArrayBuffer, ArrayBuffer, ArrayBuffer, ArrayBuffer];
    const fractions = threeOfFour(new Uint32Array(p), new Uint32Array(3 * count)) as Uint32Array<ArrayBuffer>;
    const words = new Int32Array(s);
    const pair = (place: number): [number, number] => [words[place]!, words[place + 1]!];
    return {
      host: { order: this.order, fixed: { fractions, images: new Int32Array(i) }, velocities: new Float32Array(v) },
      bath: {
        heat: pair(stateWords.heat),
        stored: pair(stateWords.stored),
        rates: [...new Float32Array(s, 4 * stateWords.rates, 4)],
      },
      forces: new Float32Array(f),
    };
  }

  /** A table of the potential's as it stands. */
  async readTable(index: number): Promise<ArrayBuffer> {
    const buffer = this.tables[index]!;
    const [copy] = await readBuffers(this.device, [{ buffer, bytes: buffer.size }]);
    return copy!.slice(0, this.potential.tables[index]!.byteLength);
  }

  destroy(): void {
    this.system.destroy();
    this.buffers.destroy();
  }

  /** What a step changes; builtAt stands fifth. */
  private moving(): readonly GPUBuffer[] {
    const { positions, images, velocities, forces, builtAt, state } = this.atoms;
    return [positions, images, velocities, forces, builtAt, state];
  }

  private encodeStep(pass: GPUComputePassEncoder): void {
    const { bound, system, options } = this;
    const workgroups = Math.ceil(this.order.length / workgroupSize);
    if (options.thermostat === "nose-hoover") bound.open.run(pass, 1);
    bound.move.run(pass, workgroups);
    system.encodeList(pass, false);
    system.encodeForces(pass, true);
    bound.close.run(pass, 1);
    if (options.thermostat !== "none" && options.thermostat !== "langevin") bound.scale.run(pass, workgroups);
  }

  private submit(encode: (pass: GPUComputePassEncoder) => void): void {
    const { device, atoms } = this;
    device.queue.writeBuffer(atoms.state, 4 * stateWords.energy, new Uint32Array(14));
    device.queue.writeBuffer(atoms.state, 4 * stateWords.rows, new Uint32Array(4));
    device.queue.writeBuffer(atoms.state, 4 * stateWords.outside, new Uint32Array(1));
    this.faults.begin();
    submitPass(device, encode);
    this.faults.end();
  }

  private copy(from: readonly GPUBuffer[], to: readonly GPUBuffer[]): void {
    const encoder = this.device.createCommandEncoder();
    for (const [b, source] of from.entries()) encoder.copyBufferToBuffer(source, 0, to[b]!, 0, source.size);
    this.device.queue.submit([encoder.finish()]);
  }

  private async readState(): Promise<Int32Array> {
    const [buffer] = await readBuffers(this.device, [{ buffer: this.atoms.state, bytes: stateBytes }]);
    await this.faults.settle();
    return new Int32Array(buffer!);
  }

  /** Makes room where something did not fit. @returns whether the work has to be done again */
  private grow(words: Int32Array): boolean {
    const { capacities } = this.system;
    const wanted = { rows: words[stateWords.rows]!, cells: words[stateWords.cells]!, bonds: words[stateWords.bonds]! };
    const larger = (name: keyof Capacities): number => (wanted[name] > capacities[name] ? wanted[name] + 4 : capacities[name]);
    if (wanted.rows === 0 && wanted.cells === 0 && wanted.bonds === 0) return false;
    for (const [t, table] of this.potential.tables.entries()) this.device.queue.writeBuffer(this.tables[t]!, 0, table);
    this.system.destroy();
    this.faults.begin();
    try {
      this.system = this.makeSystem({ rows: larger("rows"), cells: larger("cells"), bonds: larger("bonds") });
    } finally {
      this.faults.end();
    }
    return true;
  }

  private makeSystem(capacities: Capacities): DeviceSystem {
    const { kernels, atoms, tables, structure, potential, options, movers } = this;
    const { positions, images, velocities, forces, builtAt, state, conditions } = atoms;
    const layout = layoutFor(structure, potential.cutoffAngstrom, options.skinAngstrom);
    const system = new DeviceSystem(kernels, atoms, tables, structure, layout, options.skinAngstrom, capacities, options.seed);
    const { settings } = system;
    this.bound = {
      move: movers.move.bind(settings, state, positions, images, velocities, forces, builtAt, conditions),
      open: movers.open.bind(state, conditions),
      close: movers.close.bind(state, conditions),
      settle: movers.settle.bind(state, conditions),
      scale: movers.scale.bind(settings, state, velocities),
    };
    return system;
  }

  private sums(words: Int32Array): DeviceSums {
    const floats = new Float32Array(words.buffer);
    if (words[stateWords.bad] !== 0)
      throw new NotFinite(
        "Energy or forces are not finite: atoms are on top of each other or flying apart. Use a shorter time step, or relax the structure first.",
      );
    return {
      potentialEnergy: sumOf(words, stateWords.energy),
      kineticEnergy: floats[15]!,
      strain: Float64Array.from({ length: 6 }, (_, v) => sumOf(words, stateWords.strain + 2 * v)),
      heat: sumOf(words, stateWords.heat),
      stored: sumOf(words, stateWords.stored),
      rates: [...floats.subarray(stateWords.rates, stateWords.rates + 3)],
      outside: words[stateWords.outside]!,
      builds: words[stateWords.builds]!,
    };
  }
}

/** Atoms of a structure in the device's order. @param halfInverseMasses see HostAtoms; 0 for atoms that never move */
export function hostAtomsOf(
  structure: Structure,
  potential: Pick<DevicePotential, "cutoffAngstrom">,
  skinAngstrom: number,
  speed: Float64Array,
  halfInverseMasses: Float64Array,
): HostAtoms {
  const { fractions, images } = toFixed(structure.positions, structure.cell);
  const order = spatialOrder({ fractions, images }, layoutFor(structure, potential.cutoffAngstrom, skinAngstrom));
  const atoms = order.length;
  const fixed = { fractions: new Uint32Array(3 * atoms), images: new Int32Array(3 * atoms) };
  const velocities = new Float32Array(4 * atoms);
  for (let i = 0; i < atoms; i++) {
    const from = order[i]!;
    for (let a = 0; a < 3; a++) {
      fixed.fractions[3 * i + a] = fractions[3 * from + a]!;
      fixed.images[3 * i + a] = images[3 * from + a]!;
      velocities[4 * i + a] = speed[3 * from + a]!;
    }
    velocities[4 * i + 3] = halfInverseMasses[from]!;
  }
  return { order, fixed, velocities };
}
