// Molecular dynamics that stays on a GPU: positions, lists, forces and thermostat are there; sums come back after a batch
// of steps, atoms where the caller settles, which is at frames. Settling builds the list anew, in a run that goes on and in
// one that is resumed, so that both go on with the same bits. The same physics as molecular-dynamics.ts, in float32 but for
// positions and sums (kernels/gpu/fixed-point.wgsl.ts); trajectories part from it as rounding does.
import { type HostAtoms, stepsPerBatch, threeOfFour, toStructureOrder } from "../kernels/gpu/device-atoms.ts";
import { type DeviceBath, DeviceMotion, type DeviceSums, hostAtomsOf, NotFinite } from "../kernels/gpu/device-motion.ts";
import type { DevicePotential } from "../kernels/gpu/device-potential.ts";
import { deviceObstacle } from "../kernels/gpu/device-system.ts";
import { fromFixed } from "../kernels/gpu/fixed-point.ts";
import { chainInertias, deviceThermostat, stepConditions } from "../kernels/gpu/step-conditions.ts";
import type { Potential } from "../potentials/potential.ts";
import { cellVolume } from "../structure/cell.ts";
import type { Structure } from "../structure/structure.ts";
import { boltzmannElectronvoltPerKelvin, electronvoltPerAngstrom3ToGigapascal } from "../structure/units.ts";
import type { MolecularDynamicsOptions, Snapshot, ThermoSample } from "./dynamics.ts";
import { createRandom, type Random, type RandomState } from "./random.ts";
import { Schedule } from "./schedule.ts";
import { startingMotion } from "./starting-motion.ts";
import { accelerationUnit } from "./velocities.ts";

/** What only a GPU run's snapshot has: its JSON's `form`. */
const snapshotForm = "device-molecular-dynamics";

const defaultSkinAngstrom = 1;

/** Why a run cannot be on a device; null where it can. */
export function deviceRunObstacle(structure: Structure, potential: DevicePotential, options: MolecularDynamicsOptions): string | null {
  const { ensemble, removeDrift = "none", skinAngstrom = defaultSkinAngstrom } = options;
  if (deviceThermostat(ensemble) === null) return `the cell of ${ensemble} moves`;
  if (removeDrift !== "none") return "drift is taken out after every step";
  if (!(skinAngstrom > 0)) return "the list has no skin";
  return deviceObstacle(structure, potential.cutoffAngstrom, skinAngstrom);
}

export function isDeviceSnapshot(snapshot: Snapshot): boolean {
  return snapshot.json.form === snapshotForm;
}

/** @throws RangeError for options or a structure that cannot be run; ask `deviceRunObstacle` first */
export async function startDeviceDynamics(
  device: GPUDevice,
  structure: Structure,
  potential: Potential,
  onDevice: DevicePotential,
  options: MolecularDynamicsOptions,
): Promise<DeviceDynamics> {
  const { masses, random, speed, fixed, freedom } = startingMotion(structure, options);
  const halfInverse = masses.map((mass, i) => (fixed && fixed[i] === 1 ? 0 : (0.5 * accelerationUnit) / mass));
  const host = hostAtomsOf(structure, onDevice, options.skinAngstrom ?? defaultSkinAngstrom, speed, halfInverse);
  const still: Structure = { ...structure, cell: structure.cell.slice(), atomicNumbers: structure.atomicNumbers.slice() };
  const run = new DeviceDynamics(device, still, potential.name, onDevice, options, host, random, 0, freedom);
  await run.begin();
  return run;
}

/** Goes on from a snapshot of a run on a device: on the same device with the same bits as if it had never stopped. */
export async function resumeDeviceDynamics(
  device: GPUDevice,
  potential: Potential,
  onDevice: DevicePotential,
  snapshot: Snapshot,
): Promise<DeviceDynamics> {
  const { options, random, step, freedom, bath } = snapshot.json as unknown as DeviceJson;
  requirePotential(snapshot, potential);
  const still = stillStructure(snapshot);
  const run = new DeviceDynamics(
    device,
    still,
    potential.name,
    onDevice,
    options,
    hostAtomsIn(snapshot),
    createRandom(random),
    step,
    freedom,
    bath,
  );
  await run.begin();
  return run;
}

interface DeviceJson {
  readonly form: string;
  readonly potentialName: string;
  readonly periodic: readonly [boolean, boolean, boolean];
  readonly info: Structure["info"] | null;
  readonly options: MolecularDynamicsOptions;
  readonly random: RandomState;
  readonly step: number;
  readonly freedom: number;
  readonly bath: DeviceBath;
}

export class DeviceDynamics {
  private readonly still: Structure;
  private readonly potentialName: string;
  private readonly options: MolecularDynamicsOptions;
  private readonly schedule: Schedule;
  private readonly random: Random;
  private readonly freedom: number;
  private readonly motion: DeviceMotion;
  private step: number;
  private sums!: DeviceSums;
  private settled!: { readonly host: HostAtoms; readonly json: DeviceJson };

  constructor(
    device: GPUDevice,
    still: Structure,
    potentialName: string,
    onDevice: DevicePotential,
    options: MolecularDynamicsOptions,
    host: HostAtoms,
    random: Random,
    step: number,
    freedom: number,
    bath?: DeviceBath,
  ) {
    this.still = still;
    this.potentialName = potentialName;
    this.options = options;
    this.schedule = new Schedule(options);
    this.random = random;
    this.step = step;
    this.freedom = freedom;
    const { seed, ensemble, skinAngstrom = defaultSkinAngstrom } = options;
    const whole = Math.abs(Math.trunc(seed));
    const key = [whole >>> 0, (Math.floor(whole / 2 ** 32) ^ (seed < 0 ? 0x80000000 : 0)) >>> 0] as const;
    const thermostat = deviceThermostat(ensemble)!;
    this.motion = new DeviceMotion(device, still, onDevice, host, { skinAngstrom, thermostat, seed: key }, bath);
  }

  /** To be called once, before anything else. */
  async begin(): Promise<void> {
    try {
      await this.settle();
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** Advances by so many steps and returns the sample at the end. @throws RangeError where energy or forces are no longer finite */
  async advance(steps: number): Promise<ThermoSample> {
    for (let left = steps; left > 0; ) {
      const batch = Math.min(left, stepsPerBatch);
      const conditions = stepConditions(this.options, this.schedule, this.freedom, this.random, this.step, batch);
      this.sums = await this.orFailed(this.motion.advance(conditions, batch));
      this.step += batch;
      left -= batch;
    }
    return this.sample();
  }

  /** Reads the atoms back: `structure`, `velocities` and `snapshot` are of the last time. */
  async settle(): Promise<void> {
    const { host, bath } = await this.motion.read();
    const { still, potentialName, options, random, step, freedom } = this;
    this.settled = {
      host,
      json: {
        form: snapshotForm,
        potentialName,
        periodic: [...still.periodic] as [boolean, boolean, boolean],
        info: still.info ?? null,
        options: { ...options },
        random: random.state(),
        step,
        freedom,
        bath,
      },
    };
    this.sums = await this.orFailed(this.motion.evaluate());
  }

  sample(): ThermoSample {
    const { sums, step, schedule, freedom, still } = this;
    const { potentialEnergy, kineticEnergy, heat, stored, rates, strain } = sums;
    const volume = cellVolume(still.cell);
    const temperatureKelvin = freedom > 0 ? (2 * kineticEnergy) / (freedom * boltzmannElectronvoltPerKelvin) : 0;
    const pressure = -(strain[0]! + strain[1]! + strain[2]!) / (3 * volume) + (2 * kineticEnergy) / (3 * volume);
    let chain = 0;
    if (this.options.ensemble === "nvt-nose-hoover") {
      const [first, others] = chainInertias(this.options, schedule, freedom);
      chain = stored + rates.reduce((sum, rate, link) => sum + 0.5 * (link === 0 ? first : others) * rate * rate, 0);
    }
    return {
      step,
      timeFs: schedule.timeFs(step),
      temperatureKelvin,
      potentialEnergy,
      kineticEnergy,
      conservedEnergy: potentialEnergy + kineticEnergy - heat + chain,
      extrapolatingAtoms: sums.outside,
      pressureGPa: electronvoltPerAngstrom3ToGigapascal(pressure),
      volume,
    };
  }

  /** How often the neighbour list has been built. */
  listBuilds(): number {
    return this.sums.builds;
  }

  structure(): Structure {
    return structureOf(this.still, this.settled.host);
  }

  /** angstrom/fs, 3N */
  velocities(): Float64Array {
    return velocitiesOf(this.settled.host);
  }

  /** Of the last settling. */
  snapshot(): Snapshot {
    const { host, json } = this.settled;
    return {
      arrays: {
        order: host.order,
        // The same bits as signed numbers: snapshots know no others.
        fractions: new Int32Array(host.fixed.fractions.buffer),
        images: host.fixed.images,
        velocities: host.velocities,
        cell: this.still.cell,
        atomicNumbers: this.still.atomicNumbers,
      },
      json: { ...json },
    };
  }

  dispose(): void {
    this.motion.destroy();
  }

  private async orFailed<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof NotFinite) throw new RangeError(`Molecular dynamics failed after step ${this.step}. ${error.message}`);
      throw error;
    }
  }
}

/** A snapshot of a run on a device as one that `resumeMolecularDynamics` goes on from: where the device is gone. */
export function toHostSnapshot(
  snapshot: Snapshot,
  startHere: (structure: Structure, options: MolecularDynamicsOptions) => Snapshot,
): Snapshot {
  const { options, random, step, freedom, bath } = snapshot.json as unknown as DeviceJson;
  const host = hostAtomsIn(snapshot);
  const begun = startHere(structureOf(stillStructure(snapshot), host), options);
  const fixed = (words: readonly [number, number]): number => (words[1] * 65536 + words[0]) / 2 ** 20;
  const chain = { rates: bath.rates.slice(0, 3), stored: fixed(bath.stored) };
  const hostBath = { heat: fixed(bath.heat), pressure: 0, ...(options.ensemble === "nvt-nose-hoover" && { chain }) };
  return {
    arrays: { ...begun.arrays, velocities: velocitiesOf(host) },
    json: { ...begun.json, random, step, freedom, bath: hostBath },
  };
}

function structureOf(still: Structure, host: HostAtoms): Structure {
  const { reference: _left, ...rest } = still;
  return {
    ...rest,
    cell: still.cell.slice(),
    atomicNumbers: still.atomicNumbers.slice(),
    positions: toStructureOrder(fromFixed(host.fixed, still.cell), host.order),
  };
}

function velocitiesOf(host: HostAtoms): Float64Array {
  return toStructureOrder(threeOfFour(host.velocities, new Float32Array(3 * host.order.length)), host.order);
}

function requirePotential(snapshot: Snapshot, potential: Potential): void {
  if (snapshot.json.potentialName !== potential.name)
    throw new RangeError(
      `The snapshot was made with potential "${snapshot.json.potentialName}" and cannot go on with "${potential.name}".`,
    );
}

function stillStructure({ arrays, json }: Snapshot): Structure {
  const { periodic, info } = json as unknown as DeviceJson;
  return {
    positions: new Float64Array(0),
    cell: (arrays.cell as Float64Array).slice(),
    atomicNumbers: (arrays.atomicNumbers as Uint8Array).slice(),
    periodic,
    ...(info && { info }),
  };
}

function hostAtomsIn({ arrays }: Snapshot): HostAtoms {
  return {
    order: Int32Array.from(arrays.order as Int32Array),
    fixed: {
      fractions: Uint32Array.from(arrays.fractions as Int32Array),
      images: Int32Array.from(arrays.images as Int32Array),
    },
    velocities: Float32Array.from(arrays.velocities as Float32Array),
  };
}
