// A structure with its label, and a note of what gave it and in which units.
import type { Reference, Structure } from "@adatom/models/structure/structure.ts";

export const labelUnits = "energy eV, forces eV/angstrom, stress eV/angstrom^3 positive under tension";

export function labelled(structure: Structure, reference: Reference, calculator: string): Structure {
  const { unlabelled: _, ...info } = structure.info ?? {};
  return { ...structure, reference, info: { ...info, calculator, units: labelUnits } };
}
