// Sets of functions by name, with a few numbers in place of long lists.
import type { FunctionGrid } from "./function-grid.ts";

export const presetNames = ["gaussian", "imbalzano", "weighted", "compact"] as const;

export interface DescriptorPreset {
  /**
   * "gaussian": Gaussians marching outwards and wide angular functions; "imbalzano": G. Imbalzano et al., J. Chem. Phys. 148,
   * 241730 (2018); "weighted": M. Gastegger et al., J. Chem. Phys. 148, 241709 (2018), whose number does not grow with that of
   * elements; "compact": M. P. Bircher et al., Mach. Learn.: Sci. Technol. 2, 035026 (2021).
   */
  readonly name: (typeof presetNames)[number];
  /** Angstrom; default 6. */
  readonly cutoff?: number | undefined;
  /** Of angular functions; default: the cutoff, or 5 angstrom where that is less. */
  readonly angularCutoff?: number | undefined;
  /** Radial functions of each neighbour, default 10; angular ranges, default 4. */
  readonly radial?: number | undefined;
  readonly angular?: number | undefined;
}

/** Nearest neighbours are hardly ever closer, angstrom. */
const nearest = 1;

/** @throws RangeError naming the field that makes no sense */
export function presetGrids(preset: DescriptorPreset, where: string): FunctionGrid[] {
  const { name, cutoff = 6, radial = 10, angular = 4 } = preset;
  const { angularCutoff = Math.min(cutoff, 5) } = preset;
  const check = (fits: boolean, field: string, rule: string): void => {
    if (!fits) throw new RangeError(`${where}.${field}: must be ${rule}`);
  };
  check(presetNames.includes(name), "name", `one of ${presetNames.join(", ")}`);
  check(cutoff > nearest && angularCutoff > nearest, "cutoff and angularCutoff", `above ${nearest} angstrom`);
  check(Number.isInteger(radial) && radial >= 2 && radial <= 100, "radial", "a whole number from 2 to 100");
  check(Number.isInteger(angular) && angular >= 1 && angular <= 20, "angular", "a whole number from 1 to 20");
  const zeta = [1, 2, 4, 16];
  // From very wide to as narrow as half a shell.
  const ranges = Array.from({ length: angular }, (_, k) => (0.25 / angularCutoff ** 2) * 40 ** (k / Math.max(1, angular - 1)));
  const marching = {
    type: "G2",
    cutoff,
    eta: 0.64 / ((cutoff - nearest) / radial) ** 2,
    shift: Array.from({ length: radial }, (_, k) => nearest + ((k + 0.5) * (cutoff - nearest)) / radial),
  } as const;
  switch (name) {
    case "gaussian":
      return [marching, { type: "G5", cutoff: angularCutoff, eta: ranges, zeta }];
    case "weighted":
      return [
        { ...marching, neighbours: "atomic-number" },
        { type: "G4", neighbours: "atomic-number", cutoff: angularCutoff, eta: ranges, zeta },
      ];
    case "imbalzano": {
      const shells = Array.from({ length: radial }, (_, m) => cutoff / radial ** (m / radial));
      const centred = Array.from({ length: radial }, (_, m) => (radial ** (m / radial) / cutoff) ** 2);
      const apart = shells
        .slice(1)
        .map((shell, m): FunctionGrid => ({ type: "G2", cutoff, shift: shell, eta: 1 / (shells[m]! - shell) ** 2 }));
      const wide = Array.from({ length: angular }, (_, m) => (angular ** (m / angular) / angularCutoff) ** 2);
      return [{ type: "G2", cutoff, eta: centred }, ...apart, { type: "G4", cutoff: angularCutoff, eta: wide, zeta: [1, 4, 16] }];
    }
    case "compact": {
      // Shells of double width, so that every distance lies in two of them.
      const width = (cutoff - nearest) / radial;
      const starts = Array.from({ length: radial }, (_, k) => nearest - width + k * width);
      const widths = Array.from({ length: angular }, (_, k) => angularCutoff * (1 - k / (2 * angular)));
      const angles = [-60, 0, 60, 120].map((left) => [left, left + 120] as const);
      return [
        { type: "compact-radial", left: starts, cutoff: starts.map((left) => left + 2 * width) },
        { type: "compact-wide", left: widths.map((end) => -end), cutoff: widths, angles },
      ];
    }
  }
}
