// Puts a structure's atoms on a device and reads them back. On the device atoms stand in the order of their places in
// space, so that neighbours lie near each other in memory; the order goes with them.
import type { Structure } from "../../structure/structure.ts";
import type { AtomBuffers, DeviceLayout } from "./device-system.ts";
import type { FixedPositions } from "./fixed-point.ts";
import type { Buffers } from "./kernel.ts";
import { stateBytes } from "./state.wgsl.ts";
import { bytesPerStep } from "./step-conditions.ts";

/** Steps whose conditions are on the device at a time. */
export const stepsPerBatch = 64;

/** For each place on the device the atom there: by bins, then by number. */
export function spatialOrder({ fractions }: FixedPositions, { bins }: DeviceLayout): Int32Array<ArrayBuffer> {
  const atoms = fractions.length / 3;
  const bin = Uint32Array.from({ length: atoms }, (_, i) => {
    const [x, y, z] = [0, 1, 2].map((a) => Math.floor((fractions[3 * i + a]! / 2 ** 32) * bins[a]!)) as [number, number, number];
    return (z * bins[1] + y) * bins[0] + x;
  });
  return Int32Array.from({ length: atoms }, (_, i) => i).sort((i, j) => bin[i]! - bin[j]! || i - j);
}

/** Everything of the atoms that a run goes on from, in the device's order. */
export interface HostAtoms {
  readonly order: Int32Array<ArrayBuffer>;
  readonly fixed: FixedPositions;
  /** 4 an atom: angstrom/fs, and half of 1 over mass in angstrom/fs^2 over eV/angstrom. */
  readonly velocities: Float32Array<ArrayBuffer>;
}

export interface DeviceAtoms extends AtomBuffers {
  /** i32, 3N: whole cells to add to the positions. */
  readonly images: GPUBuffer;
}

/** @param species place of each atomic number in the potential's list, by atomic number */
export function uploadAtoms(buffers: Buffers, structure: Structure, host: HostAtoms, species: Int32Array): DeviceAtoms {
  const { order, fixed, velocities } = host;
  const atoms = order.length;
  const positions = new Uint32Array(4 * atoms);
  for (let i = 0; i < atoms; i++) {
    positions.set(fixed.fractions.subarray(3 * i, 3 * i + 3), 4 * i);
    positions[4 * i + 3] = species[structure.atomicNumbers[order[i]!]!]!;
  }
  return {
    positions: buffers.holding(positions),
    images: buffers.holding(fixed.images),
    velocities: buffers.holding(velocities),
    forces: buffers.storage(16 * atoms),
    builtAt: buffers.storage(16 * atoms),
    state: buffers.storage(stateBytes),
    conditions: buffers.storage(bytesPerStep * stepsPerBatch),
  };
}

/** Three of every four numbers. */
export function threeOfFour<A extends Float32Array | Uint32Array>(array: A, into: A): A {
  for (let i = 0; 3 * i < into.length; i++) for (let a = 0; a < 3; a++) into[3 * i + a] = array[4 * i + a]!;
  return into;
}

/** Rows of three, from the device's order into the structure's, as float64. */
export function toStructureOrder(values: ArrayLike<number>, order: Int32Array): Float64Array {
  const result = new Float64Array(values.length);
  for (let i = 0; i < order.length; i++) for (let a = 0; a < 3; a++) result[3 * order[i]! + a] = values[3 * i + a]!;
  return result;
}
