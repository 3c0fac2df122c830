// Plain data whose arrays lie in shared memory, so that giving it to a thread copies nothing.

type NumberArray = Float64Array | Float32Array | Int32Array | Uint8Array;

/** The same data, with every typed array copied into shared memory that is not there already. */
export function inSharedMemory<T>(data: T): T {
  return copyOf(data) as T;
}

function copyOf(data: unknown): unknown {
  if (data instanceof Float64Array || data instanceof Float32Array || data instanceof Int32Array || data instanceof Uint8Array)
    return shared(data);
  if (Array.isArray(data)) return data.map(copyOf);
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, copyOf(value)]));
}

function shared(array: NumberArray): NumberArray {
  if (array.buffer instanceof SharedArrayBuffer) return array;
  const copy = new (array.constructor as new (buffer: SharedArrayBuffer) => NumberArray)(new SharedArrayBuffer(array.byteLength));
  copy.set(array);
  return copy;
}
