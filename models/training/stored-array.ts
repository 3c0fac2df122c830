// Arrays of a snapshot that a machine goes on from.
import type { Snapshot } from "../dynamics/dynamics.ts";

/**
 * A copy of the snapshot's array, or of `fresh` where there is no snapshot.
 * @throws RangeError where the snapshot has none of that name, kind and length
 */
export function storedArray<T extends Float64Array | Float32Array>(resume: Snapshot | undefined, name: string, fresh: T): T {
  const array = resume ? resume.arrays[name] : fresh;
  if (array?.constructor !== fresh.constructor || array.length !== fresh.length)
    throw new RangeError(`training snapshot: array ${name} is missing or of wrong length`);
  return array.slice() as T;
}
