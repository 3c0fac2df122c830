// The reader of ASE's trajectory format (.traj): what ulm-trajectory.ts writes, and what ASE itself does. Binary, so it has no lines:
// problems stand at line 0 and name their frame. The pickled files of ASE before 3.9 are not read: they hold code.
import type { Structure } from "../structure/structure.ts";
import type { Frame, ParseResult } from "./format.ts";
import { ProblemList } from "./problem-list.ts";
import { readUlmOffsets } from "./ulm-trajectory.ts";

type Json = Readonly<Record<string, unknown>>;

/** Whether bytes begin as an ASE trajectory. */
export function isUlm(bytes: Uint8Array): boolean {
  return new TextDecoder("latin1").decode(bytes.subarray(0, 8)) === "- of Ulm";
}

export function parseUlm(bytes: Uint8Array): ParseResult {
  const problems = new ProblemList();
  const frames: Frame[] = [];
  let offsets: number[] = [];
  try {
    offsets = readUlmOffsets(bytes);
  } catch (error) {
    problems.error("bad-trajectory", (error as Error).message, 0, 0, 0);
  }
  /** Species and periodicity stand in the first frame alone. */
  let first: Json | undefined;
  for (const [k, offset] of offsets.entries()) {
    try {
      const json = itemAt(bytes, offset);
      first ??= json;
      frames.push(frameOf(bytes, json, first));
    } catch (error) {
      const message = `Frame ${k} cannot be read: ${(error as Error).message}. It is left out.`;
      problems.error("bad-frame", message, 0, 0, 0);
    }
  }
  return { frames, problems: problems.result() };
}

/** @throws Error where the item is not whole */
function itemAt(bytes: Uint8Array, offset: number): Json {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!(offset >= 0 && offset + 8 <= bytes.length)) throw new Error("it begins beyond the file's end");
  const length = Number(view.getBigInt64(offset, true));
  if (!(length >= 0 && offset + 8 + length <= bytes.length)) throw new Error("the file is cut short");
  const json = JSON.parse(new TextDecoder().decode(bytes.subarray(offset + 8, offset + 8 + length))) as Json;
  if (json._little_endian === false) throw new Error("its numbers are big-endian; write it again on a usual machine");
  return json;
}

function frameOf(bytes: Uint8Array, json: Json, first: Json): Frame {
  const numbers = numbersOf(bytes, json, "numbers") ?? numbersOf(bytes, first, "numbers");
  const positions = numbersOf(bytes, json, "positions");
  if (!numbers || !positions || positions.length !== 3 * numbers.length) throw new Error("atomic numbers or positions are missing");
  const cell = numbersOf(bytes, json, "cell") ?? new Float64Array(9);
  const [a, b, c] = ((json.pbc ?? first.pbc ?? [false, false, false]) as unknown[]).map(Boolean);
  const found = (json["calculator."] ?? json.calculator ?? {}) as Json;
  const [energy, forces, stress] = [found.energy, numbersOf(bytes, found, "forces"), numbersOf(bytes, found, "stress")];
  const reference = {
    ...(typeof energy === "number" && Number.isFinite(energy) && { energy }),
    ...(forces?.length === positions.length && { forces }),
    ...(stress?.length === 6 && { stress }),
  };
  const info = Object.fromEntries(
    Object.entries((json.info ?? {}) as Json).filter(([, value]) => ["string", "number", "boolean"].includes(typeof value)),
  ) as Record<string, string | number | boolean>;
  const structure: Structure = {
    positions,
    cell: cell.length === 9 ? cell : new Float64Array(9),
    atomicNumbers: Uint8Array.from(numbers),
    periodic: [a ?? false, b ?? false, c ?? false],
    ...(Object.keys(reference).length > 0 && { reference }),
    ...(Object.keys(info).length > 0 && { info }),
  };
  return { structure, firstLine: 0, headerLine: 0, lastLine: 0, atomLines: new Uint32Array(numbers.length) };
}

/** A field as JSON, or, under its name with a dot, as an array elsewhere in the file. */
function numbersOf(bytes: Uint8Array, json: Json, name: string): Float64Array | undefined {
  const plain = json[name];
  if (Array.isArray(plain)) return Float64Array.from(plain.flat() as number[]);
  const reference = (json[`${name}.`] ?? plain) as { ndarray?: [number[], string, number] } | undefined;
  if (!reference?.ndarray) return undefined;
  const [shape, type, offset] = reference.ndarray;
  const count = shape.reduce((product, size) => product * size, 1);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = type === "float64" || type === "int64" ? 8 : type === "float32" || type === "int32" ? 4 : type === "bool" ? 1 : 0;
  if (size === 0) throw new Error(`its ${name} are of type ${type}, which is not known here`);
  if (!(offset >= 0 && offset + size * count <= bytes.length)) throw new Error(`its ${name} lie beyond the file's end`);
  const read = {
    float64: (at: number) => view.getFloat64(at, true),
    float32: (at: number) => view.getFloat32(at, true),
    int64: (at: number) => Number(view.getBigInt64(at, true)),
    int32: (at: number) => view.getInt32(at, true),
    bool: (at: number) => view.getUint8(at),
  }[type as "float64"];
  return Float64Array.from({ length: count }, (_, k) => read(offset + size * k));
}
