// Network potentials over atom-centred functions on a device: functions, network and forces in one kernel, no derivative
// stored. A workgroup has an atom: threads share out functions for the values, neurons for the network, neighbours for the
// gradients. All functions of descriptors/product-function.ts; networks of any activation.
import type { AtomicNetworkModel } from "../../networks/atomic-network/model.ts";
import { atomicNetworkSource } from "./atomic-network.wgsl.ts";
import type { DevicePotential } from "./device-potential.ts";
import { networkTable } from "./network-table.ts";

export function atomicNetworkOnDevice(model: AtomicNetworkModel): DevicePotential {
  const { table, shape, cutoffAngstrom } = networkTable(model);
  return {
    species: model.elements.map((element) => element.atomicNumber),
    cutoffAngstrom,
    bonds: 48,
    atomsPerWorkgroup: "one",
    source: (capacity, limits) => atomicNetworkSource(shape, capacity, limits.maxComputeWorkgroupStorageSize, "potential"),
    needsSpecies: true,
    tables: [table],
  };
}
