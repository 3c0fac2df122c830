// Atom-centred functions on a device: their values for every atom, and the products of their derivatives with weights
// (dE/dG in, forces out), which are computed again where they are needed and never stored. All functions of
// descriptors/product-function.ts; the reference is descriptors/create-descriptor.ts.
import type { ProductFunction } from "../../descriptors/product-function.ts";
import type { Structure } from "../../structure/structure.ts";
import { atomicNetworkSource, type NetworkMode } from "./atomic-network.wgsl.ts";
import { threeOfFour, toStructureOrder } from "./device-atoms.ts";
import { DeviceMotion, hostAtomsOf } from "./device-motion.ts";
import type { DevicePotential } from "./device-potential.ts";
import { requireDevice } from "./device-system.ts";
import { functionsAlone, networkTable } from "./network-table.ts";

/** Only one evaluation is made with a list: a skin has nothing to save. */
const skinAngstrom = 0.01;

export class DeviceDescriptors {
  private readonly device: GPUDevice;
  private readonly table: ReturnType<typeof networkTable>;
  private readonly species: readonly number[];

  /** @param functions of any centres; those of one centre in the order of their values */
  constructor(device: GPUDevice, functions: readonly ProductFunction[]) {
    const model = functionsAlone(functions);
    this.device = device;
    this.table = networkTable(model);
    this.species = model.elements.map((element) => element.atomicNumber);
  }

  /** Numbers in a row of values or weights: as many as the centre with the most functions has. */
  get width(): number {
    return this.table.shape.functions;
  }

  /** N x width; rows of atoms with fewer functions end in zeros. */
  async values(structure: Structure): Promise<Float32Array> {
    const { width } = this;
    return this.run(structure, "values", new Float32Array(width * structure.atomicNumbers.length), async (motion) => {
      const inOrder = new Float32Array(await motion.readTable(1));
      const result = new Float32Array(inOrder.length);
      for (const [place, atom] of motion.order.entries()) result.set(inOrder.subarray(width * place, width * (place + 1)), width * atom);
      return result;
    });
  }

  /** @param weights dE/dG, N x width. @returns forces - sum of dE/dG dG/dx, 3N, in E's unit over angstrom */
  async products(structure: Structure, weights: Float32Array): Promise<Float64Array> {
    return this.run(structure, "products", weights, async (motion) => {
      const { forces } = await motion.read();
      return toStructureOrder(threeOfFour(forces, new Float32Array(3 * structure.atomicNumbers.length)), motion.order);
    });
  }

  private async run<T>(
    structure: Structure,
    mode: NetworkMode,
    rows: Float32Array,
    read: (motion: DeviceMotion) => Promise<T>,
  ): Promise<T> {
    const { device, table, species, width } = this;
    const { cutoffAngstrom } = table;
    requireDevice(structure, cutoffAngstrom, skinAngstrom);
    const atoms = structure.atomicNumbers.length;
    const host = hostAtomsOf(structure, { cutoffAngstrom }, skinAngstrom, new Float64Array(3 * atoms), new Float64Array(atoms));
    const inOrder = new Float32Array(width * atoms);
    for (const [place, atom] of host.order.entries()) inOrder.set(rows.subarray(width * atom, width * (atom + 1)), width * place);
    const kernel: DevicePotential = {
      species,
      cutoffAngstrom,
      bonds: 48,
      atomsPerWorkgroup: "one",
      source: (capacity, limits) => atomicNetworkSource(table.shape, capacity, limits.maxComputeWorkgroupStorageSize, mode),
      needsSpecies: true,
      tables: [table.table, inOrder],
    };
    const motion = new DeviceMotion(device, structure, kernel, host, { skinAngstrom, thermostat: "none", seed: [0, 0] });
    try {
      await motion.evaluate();
      return await read(motion);
    } finally {
      motion.destroy();
    }
  }
}
