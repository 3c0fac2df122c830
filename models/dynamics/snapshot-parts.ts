// Several snapshots as one: arrays under "part.name", their JSON under "parts".
import type { Snapshot } from "./dynamics.ts";

export function joinSnapshots(parts: Readonly<Record<string, Snapshot>>, json: Snapshot["json"]): Snapshot {
  const arrays: Record<string, Snapshot["arrays"][string]> = {};
  for (const [part, snapshot] of Object.entries(parts)) {
    for (const [name, array] of Object.entries(snapshot.arrays)) arrays[`${part}.${name}`] = array;
  }
  return { arrays, json: { ...json, parts: Object.fromEntries(Object.entries(parts).map(([part, snapshot]) => [part, snapshot.json])) } };
}

/** @throws RangeError where there is no such part */
export function partOfSnapshot(snapshot: Snapshot, part: string): Snapshot {
  const json = (snapshot.json.parts as Record<string, Snapshot["json"]> | undefined)?.[part];
  if (!json) throw new RangeError(`The snapshot lacks its part "${part}".`);
  const prefix = `${part}.`;
  const arrays = Object.entries(snapshot.arrays).filter(([name]) => name.startsWith(prefix));
  return { arrays: Object.fromEntries(arrays.map(([name, array]) => [name.slice(prefix.length), array])), json };
}
