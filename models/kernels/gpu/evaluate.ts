// One evaluation of a structure on a device: the same quantities as a potential's `evaluate`, in float32 arithmetic.
import { cellVolume } from "../../structure/cell.ts";
import type { Structure } from "../../structure/structure.ts";
import { threeOfFour, toStructureOrder } from "./device-atoms.ts";
import { DeviceMotion, hostAtomsOf } from "./device-motion.ts";
import type { DevicePotential } from "./device-potential.ts";
import { requireDevice } from "./device-system.ts";

export interface DeviceEvaluation {
  /** eV */
  readonly energy: number;
  /** eV/angstrom, 3N */
  readonly forces: Float64Array;
  /** eV/angstrom^3, Voigt xx yy zz yz xz xy, positive under tension. */
  readonly stress: Float64Array;
}

/** @throws RangeError where the structure cannot be on a device; the message says why */
export async function evaluateOnDevice(
  device: GPUDevice,
  potential: DevicePotential,
  structure: Structure,
  skinAngstrom = 0.5,
): Promise<DeviceEvaluation> {
  requireDevice(structure, potential.cutoffAngstrom, skinAngstrom);
  const atoms = structure.atomicNumbers.length;
  const host = hostAtomsOf(structure, potential, skinAngstrom, new Float64Array(3 * atoms), new Float64Array(atoms));
  const motion = new DeviceMotion(device, structure, potential, host, { skinAngstrom, thermostat: "none", seed: [0, 0] });
  try {
    const { potentialEnergy, strain } = await motion.evaluate();
    const { forces } = await motion.read();
    const volume = cellVolume(structure.cell);
    return {
      energy: potentialEnergy,
      forces: toStructureOrder(threeOfFour(forces, new Float32Array(3 * atoms)), host.order),
      stress: strain.map((value) => value / volume),
    };
  } finally {
    motion.destroy();
  }
}
