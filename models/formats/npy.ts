// NumPy's .npy files, versions 1 to 3: little-endian floats and integers in C order, which is what data sets hold.

export interface NumberArray {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** @throws RangeError saying what is wrong with the file */
export function readNpy(bytes: Uint8Array): NumberArray {
  if (magic.some((byte, k) => bytes[k] !== byte)) throw new RangeError("it is no .npy file (it does not begin as one)");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const long = bytes[6]! >= 2;
  if (bytes.length < 12) throw new RangeError("it ends within its header");
  const length = long ? view.getUint32(8, true) : view.getUint16(8, true);
  const from = (long ? 12 : 10) + length;
  const header = new TextDecoder().decode(bytes.subarray(long ? 12 : 10, from));
  const descr = /'descr':\s*'([^']+)'/.exec(header)?.[1] ?? "";
  const shapeText = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
  if (shapeText === undefined) throw new RangeError("its header names no shape");
  const shape = shapeText
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map(Number);
  if (/'fortran_order':\s*True/.test(header) && shape.length > 1) throw new RangeError("it is in Fortran order; save it in C order");
  const read = readers[descr];
  if (!read) throw new RangeError(`its numbers are of type ${descr || "unknown"}; known are ${Object.keys(readers).join(", ")}`);
  const count = shape.reduce((product, size) => product * size, 1);
  if (!Number.isSafeInteger(count) || count < 0 || from + count * read.size > bytes.length)
    throw new RangeError(`it ends before the ${count} numbers of its shape`);
  return { shape, values: Float64Array.from({ length: count }, (_, k) => read.get(view, from + k * read.size)) };
}

interface Reader {
  readonly size: number;
  get(view: DataView, at: number): number;
}
const readers: Readonly<Record<string, Reader>> = {
  "<f8": { size: 8, get: (view, at) => view.getFloat64(at, true) },
  "<f4": { size: 4, get: (view, at) => view.getFloat32(at, true) },
  "<i4": { size: 4, get: (view, at) => view.getInt32(at, true) },
  "<i8": { size: 8, get: (view, at) => Number(view.getBigInt64(at, true)) },
};

/** Version 1, float64. */
export function writeNpy({ shape, values }: NumberArray): Uint8Array {
  const text = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.join(", ")}${shape.length === 1 ? "," : ""}), }`;
  // The numbers begin at a multiple of 64 bytes; the header ends with a line end.
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const bytes = new Uint8Array(10 + length + 8 * values.length);
  bytes.set([...magic, 1, 0, length & 255, length >> 8]);
  bytes.set(new TextEncoder().encode(`${text.padEnd(length - 1)}\n`), 10);
  const view = new DataView(bytes.buffer);
  for (const [k, value] of values.entries()) view.setFloat64(10 + length + 8 * k, value, true);
  return bytes;
}
