// The symmetry functions of an n2p2 input.nn in angstrom as descriptors to train with.
import type { FunctionGrid } from "@adatom/models/descriptors/function-grid.ts";
import { n2p2Cutoffs } from "@adatom/models/formats/potentials/n2p2-functions.ts";

/** @throws Error for types other than 2, 3 and 9 */
export function n2p2Functions(text: string): FunctionGrid[] {
  const lines = text.split("\n").map((line) => line.replace(/#.*/, "").trim().split(/\s+/));
  const [, kind = "1", inner = "0"] = lines.find(([keyword]) => keyword === "cutoff_type") ?? [];
  const ends = { cutoffFunction: n2p2Cutoffs[Number(kind)]!, inner: Number(inner) };
  return lines
    .filter(([keyword]) => keyword === "symfunction_short")
    .map(([, centre, type, ...words]): FunctionGrid => {
      if (type === "2") {
        const [neighbours, eta, shift, cutoff] = words;
        return {
          type: "G2",
          centre: centre!,
          neighbours: neighbours!,
          eta: Number(eta),
          shift: Number(shift),
          cutoff: Number(cutoff),
          ...ends,
        };
      }
      if (type !== "3" && type !== "9") throw new Error(`symmetry function of type ${type}`);
      const [first, second, eta, lambda, zeta, cutoff, shift = "0"] = words;
      const numbers = { eta: Number(eta), shift: Number(shift), lambda: Number(lambda), zeta: Number(zeta), cutoff: Number(cutoff) };
      return { type: type === "3" ? "G4" : "G5", centre: centre!, neighbours: [first!, second!], ...numbers, ...ends };
    });
}
