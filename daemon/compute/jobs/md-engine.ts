// What steps a molecular-dynamics job: the processor, or the GPU under the chosen backend where the run has a form for it
// and is large enough to gain from it. A run that began on a GPU which is no longer there goes on on the processor.
import {
  deviceRunObstacle,
  isDeviceSnapshot,
  resumeDeviceDynamics,
  startDeviceDynamics,
  toHostSnapshot,
} from "@adatom/models/dynamics/device-dynamics.ts";
import type { MolecularDynamicsOptions, MolecularDynamicsRun, Snapshot, ThermoSample } from "@adatom/models/dynamics/dynamics.ts";
import { resumeMolecularDynamics, startMolecularDynamics } from "@adatom/models/dynamics/molecular-dynamics.ts";
import { deviceFormOf } from "@adatom/models/kernels/gpu/device-form.ts";
import type { Evaluation, Potential } from "@adatom/models/potentials/potential.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import type { Gpu } from "../backends/loaded-backend.ts";
import { selectedGpu } from "../backends/select.ts";

export interface DynamicsEngine extends Omit<MolecularDynamicsRun, "advance" | "evaluation"> {
  /** Of the structure as it stands, where it is at hand. */
  evaluation?(): Evaluation;
  advance(steps: number): ThermoSample | Promise<ThermoSample>;
  /** Where there is one: to be awaited before `structure`, `velocities` and `snapshot`, which are of the last time. */
  settle?(): Promise<void>;
  dispose?(): void;
  /** Name of the GPU; "processor" otherwise. */
  readonly device: string;
}

/** Below so many atoms a step's dozen kernels cost a GPU longer than the step costs a processor; networks are more work an atom. */
const fewestAtoms = { classical: 2000, network: 200 };

const processor = "processor";

/** @throws RangeError for options or a structure that cannot be run; the message says which */
export async function startDynamics(
  structure: Structure,
  potential: Potential,
  options: MolecularDynamicsOptions,
): Promise<DynamicsEngine> {
  const gpu = selectedGpu();
  const onDevice = gpu && gainsFromDevice(structure, potential) ? deviceFormOf(potential) : null;
  if (!gpu || !onDevice || deviceRunObstacle(structure, onDevice, options) !== null)
    return onProcessor(startMolecularDynamics(structure, potential, options));
  try {
    return onGpu(gpu, await startDeviceDynamics(gpu.device, structure, potential, onDevice, options));
  } catch (error) {
    // What has no room there has it here; whatever is wrong with the structure itself is said by the processor's run.
    if (error instanceof RangeError) return onProcessor(startMolecularDynamics(structure, potential, options));
    throw error;
  }
}

/** Goes on where it was, on a GPU with the same bits only on the same one. @param warn told where the device changes */
export async function resumeDynamics(potential: Potential, snapshot: Snapshot, warn: (message: string) => void): Promise<DynamicsEngine> {
  if (!isDeviceSnapshot(snapshot)) return onProcessor(resumeMolecularDynamics(potential, snapshot));
  const gpu = selectedGpu();
  const onDevice = deviceFormOf(potential);
  if (gpu && onDevice) return onGpu(gpu, await resumeDeviceDynamics(gpu.device, potential, onDevice, snapshot));
  warn("The GPU that this run began on is not there: it goes on on the processor, with the same physics but not the same bits.");
  const start = (structure: Structure, options: MolecularDynamicsOptions): Snapshot =>
    startMolecularDynamics(structure, potential, options).snapshot();
  return onProcessor(resumeMolecularDynamics(potential, toHostSnapshot(snapshot, start)));
}

function gainsFromDevice({ atomicNumbers }: Structure, { form }: Potential): boolean {
  return atomicNumbers.length >= (form?.kind === "atomic-network" ? fewestAtoms.network : fewestAtoms.classical);
}

function onProcessor(run: MolecularDynamicsRun): DynamicsEngine {
  return {
    device: processor,
    advance: (steps) => run.advance(steps),
    sample: () => run.sample(),
    structure: () => run.structure(),
    velocities: () => run.velocities(),
    evaluation: () => run.evaluation(),
    snapshot: () => run.snapshot(),
  };
}

function onGpu({ title }: Gpu, run: Awaited<ReturnType<typeof startDeviceDynamics>>): DynamicsEngine {
  return {
    device: title,
    advance: (steps) => run.advance(steps),
    settle: () => run.settle(),
    sample: () => run.sample(),
    structure: () => run.structure(),
    velocities: () => run.velocities(),
    snapshot: () => run.snapshot(),
    dispose: () => run.dispose(),
  };
}
