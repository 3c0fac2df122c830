// ASE's trajectory format (.traj): a Ulm file, version 3, with the tag "ASE-Trajectory". Arrays in binary, the rest of each
// frame as JSON, and a table of offsets, so that any frame is found at once. Grows a frame at a time. Pure: says which bytes
// go where and in which order; the file is whole after every step of that order.
// Layout as in ase/io/ulm.py and ase/io/trajectory.py of ASE 3.29; all integers are 64 bits, little-endian:
//   0 "- of Ulm"   8 tag, 16 bytes   24 version   32 number of items   40 position of the table of offsets   48 first table
import { atomicMass } from "../structure/elements.ts";
import type { Structure } from "../structure/structure.ts";

/** Bytes to be put at a position of the file. */
export interface Patch {
  readonly position: number;
  readonly bytes: Uint8Array;
}

/** Where the file stands; plain JSON, to be kept with a checkpoint. */
export interface UlmState {
  readonly items: number;
  /** Bytes of the whole file. */
  readonly size: number;
  readonly tablePosition: number;
  /** Places in the table: 1, 42, 42^2, ... as ASE has them. */
  readonly tablePlaces: number;
}

export interface TrajectoryFrame {
  readonly structure: Structure;
  /** angstrom/fs, 3N */
  readonly velocities?: Float64Array;
  readonly energy?: number;
  /** eV/angstrom, 3N */
  readonly forces?: Float64Array;
  /** eV/angstrom^3, xx yy zz yz xz xy, positive under tension: as ASE has it. */
  readonly stress?: Float64Array;
  readonly info?: Readonly<Record<string, string | number | boolean>>;
}

const tag = "- of UlmASE-Trajectory";
const version = 3;
const headerBytes = 48;
const growth = 42;

/** ASE's unit of time, angstrom (amu/eV)^(1/2), in fs (CODATA 2014, ASE's own): its momenta are amu times angstrom over this. */
export const aseTimeFs = 1 / 0.09822694788464063;

/** An empty trajectory. */
export function startUlm(): { readonly state: UlmState; readonly patches: readonly Patch[] } {
  const bytes = new Uint8Array(headerBytes + 8);
  bytes.fill(0x20, 8, 24);
  bytes.set(new TextEncoder().encode(tag));
  bytes.set(integers([version, 0, headerBytes, -1]), 24);
  const state = { items: 0, size: bytes.length, tablePosition: headerBytes, tablePlaces: 1 };
  return { state, patches: [{ position: 0, bytes }] };
}

/**
 * One frame more. The patches are to be written in their order: frame, then its entry in the table (or a larger table), then
 * the number of items, which alone makes it count.
 * @param offsets of the items so far, asked for where the table must grow: the 8 x items bytes at its position hold them
 */
export function appendUlm(
  state: UlmState,
  frame: TrajectoryFrame,
  offsets: () => readonly number[],
): { readonly state: UlmState; readonly patches: readonly Patch[] } {
  const { bytes, itemPosition } = encodeFrame(frame, state.size, state.items === 0);
  const patches: Patch[] = [{ position: state.size, bytes }];
  const items = state.items + 1;
  let { tablePosition, tablePlaces } = state;
  let size = state.size + bytes.length;
  if (items > tablePlaces) {
    const table = [...offsets(), itemPosition];
    tablePlaces *= growth;
    tablePosition = size;
    while (table.length < tablePlaces) table.push(0);
    patches.push({ position: size, bytes: integers(table) });
    size += 8 * tablePlaces;
  } else patches.push({ position: tablePosition + 8 * state.items, bytes: integers([itemPosition]) });
  patches.push({ position: 32, bytes: integers([items, tablePosition]) });
  return { state: { items, size, tablePosition, tablePlaces }, patches };
}

/** Patches that make a file of more frames again what it was at a state; it is to be cut to `state.size` afterwards. */
export function rewindUlm(state: UlmState): readonly Patch[] {
  return [{ position: 32, bytes: integers([state.items, state.tablePosition]) }];
}

/** Offsets of all items. @throws RangeError for bytes that are no such trajectory */
export function readUlmOffsets(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < headerBytes || new TextDecoder().decode(bytes.subarray(0, tag.length)) !== tag)
    throw new RangeError("This is no ASE trajectory: it does not begin with its marks.");
  const [found, items, table] = [24, 32, 40].map((position) => Number(view.getBigInt64(position, true))) as [number, number, number];
  if (found !== version) throw new RangeError(`Ulm version ${found} is not known here, only ${version}.`);
  if (items < 0 || table < headerBytes || table + 8 * items > bytes.length) throw new RangeError("The trajectory is cut short.");
  return decodeOffsets(bytes.subarray(table, table + 8 * items));
}

/** The offsets in a table's bytes. */
export function decodeOffsets(table: Uint8Array): number[] {
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  return Array.from({ length: table.byteLength / 8 }, (_, k) => Number(view.getBigInt64(8 * k, true)));
}

function encodeFrame(frame: TrajectoryFrame, start: number, isFirst: boolean): { bytes: Uint8Array; itemPosition: number } {
  const { structure, velocities, energy, forces, stress, info } = frame;
  const { atomicNumbers, cell, periodic, positions } = structure;
  const chunks: Uint8Array[] = [];
  let size = 0;
  const put = (bytes: Uint8Array): void => {
    chunks.push(bytes);
    size += bytes.length;
  };
  const align = (): void => {
    if ((start + size) % 8 !== 0) put(new Uint8Array(8 - ((start + size) % 8)).fill(0x23));
  };
  const array = (values: ArrayLike<number>, shape: readonly number[], type: "int64" | "float64") => {
    align();
    const at = start + size;
    put(type === "int64" ? integers(Array.from(values)) : doubles(values));
    return { ndarray: [shape, type, at] };
  };
  const atoms = atomicNumbers.length;
  const masses = Float64Array.from(atomicNumbers, (number) => atomicMass(number) || 1);
  const json: Record<string, unknown> = {};
  if (isFirst) {
    Object.assign(json, { version: 1, ase_version: "3.29.0", pbc: periodic });
    json["numbers."] = array(atomicNumbers, [atoms], "int64");
    json["masses."] = array(masses, [atoms], "float64");
  }
  json["positions."] = array(positions, [atoms, 3], "float64");
  json.cell = [0, 3, 6].map((row) => Array.from(cell.subarray(row, row + 3)));
  if (velocities) {
    const momenta = velocities.map((value, p) => value * masses[Math.floor(p / 3)]! * aseTimeFs);
    json["momenta."] = array(momenta, [atoms, 3], "float64");
  }
  if (energy !== undefined || forces || stress) {
    json["calculator."] = {
      name: "unknown",
      ...(energy !== undefined && { energy }),
      ...(forces && { "forces.": array(forces, [atoms, 3], "float64") }),
      ...(stress && { stress: Array.from(stress) }),
    };
  }
  if (info) json.info = info;
  align();
  const itemPosition = start + size;
  const text = new TextEncoder().encode(JSON.stringify(json));
  put(integers([text.length]));
  put(text);
  // The next frame, or a table, begins on a multiple of eight.
  align();
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return { bytes, itemPosition };
}

function integers(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(8 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [k, value] of values.entries()) view.setBigInt64(8 * k, BigInt(value), true);
  return bytes;
}

function doubles(values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(8 * values.length);
  const view = new DataView(bytes.buffer);
  for (let k = 0; k < values.length; k++) view.setFloat64(8 * k, values[k]!, true);
  return bytes;
}
