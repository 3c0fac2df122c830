// Snapshots of several walks in one, and back.
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";

/** Arrays named walk number, point, name; JSON by walk, null where a walk has not begun. */
export function joinWalks(walks: readonly (Snapshot | null)[]): { arrays: Snapshot["arrays"]; json: (Snapshot["json"] | null)[] } {
  const arrays: Record<string, Snapshot["arrays"][string]> = {};
  for (const [n, walk] of walks.entries())
    for (const [name, array] of Object.entries(walk?.arrays ?? {})) arrays[`walk${n}.${name}`] = array;
  return { arrays, json: walks.map((walk) => walk?.json ?? null) };
}

/** @param snapshot one whose `json.walks` and arrays are those of `joinWalks` */
export function splitWalks(snapshot: Snapshot, count: number): (Snapshot | null)[] {
  const json = snapshot.json.walks as (Snapshot["json"] | null)[];
  return Array.from({ length: count }, (_, n) => {
    const own = json[n];
    if (!own) return null;
    const prefix = `walk${n}.`;
    const arrays = Object.entries(snapshot.arrays).filter(([name]) => name.startsWith(prefix));
    return { json: own, arrays: Object.fromEntries(arrays.map(([name, array]) => [name.slice(prefix.length), array])) };
  });
}
