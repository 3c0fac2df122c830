// A structure that something was done to, or that is to be labelled anew: no reference results, and a note that says so.
import type { Structure } from "../structure/structure.ts";

type Info = NonNullable<Structure["info"]>;

/** Names of results that files keep beside energy, forces and stress. */
const resultKey = /energy|force|stress|virial|charge|magmom|dipole/i;

/** The same atoms without reference results; `unlabelled` is true in its info. */
export function unlabelled({ reference: _, info, ...structure }: Structure, notes: Info = {}): Structure {
  const kept = Object.fromEntries(Object.entries(info ?? {}).filter(([key]) => !resultKey.test(key)));
  return { ...structure, info: { ...kept, ...notes, unlabelled: true } };
}
