// Figures of an analysis: every curve that it made, as data. Drawing is elsewhere.
import type { Figure } from "./figure.ts";

type Numbers = readonly number[];
type Gaps = readonly (number | null)[];

interface RingCounts {
  readonly size: number;
  readonly shortestPath: number;
  readonly king: number;
}

/** The curves that an analysis may have; units as the axes below say. */
export interface AnalysisCurves {
  readonly rdf?:
    | {
        readonly distances: Numbers;
        readonly smoothed: Numbers;
        readonly firstMinimum: number | null;
        readonly partials: readonly { readonly elements: readonly string[]; readonly g: Numbers }[];
      }
    | undefined;
  readonly angles?:
    | {
        readonly angles: Numbers;
        readonly density: Numbers;
        readonly triplets: readonly { readonly elements: readonly string[]; readonly density: Numbers }[];
      }
    | undefined;
  readonly dihedrals?: { readonly angles: Numbers; readonly density: Numbers } | undefined;
  readonly rings?: readonly RingCounts[] | undefined;
  readonly structureFactor?: { readonly q: Numbers; readonly s: Gaps } | undefined;
  readonly diffusion?: { readonly times: Numbers; readonly meanSquareDisplacement: Numbers } | undefined;
  readonly vibrations?:
    | { readonly frequencies: Numbers; readonly density: Numbers; readonly times: Numbers; readonly autocorrelation: Numbers }
    | undefined;
  readonly xRay?:
    | { readonly wavelength: number; readonly peaks: readonly { readonly twoTheta: number; readonly intensity: number }[] }
    | undefined;
}

/** One figure for each curve that is there. `set` says of what, in the titles. */
export function analysisFigures(found: AnalysisCurves, set: string): Figure[] {
  const { rdf, angles, dihedrals, rings, structureFactor, diffusion, vibrations, xRay } = found;
  const figures: Figure[] = [];
  const add = (name: string, title: string, xLabel: string, yLabel: string, rest: Pick<Figure, "series" | "marks" | "levels">): void => {
    figures.push({ name, title: `${title} of ${set}`, xLabel, yLabel, ...rest });
  };
  const line = (name: string, x: Numbers, y: Gaps) => ({ name, style: "line", x, y: y.map((value) => value ?? Number.NaN) }) as const;
  if (rdf) {
    const parts = rdf.partials.length > 1 ? rdf.partials.map(({ elements, g }) => line(elements.join("-"), rdf.distances, g)) : [];
    add("rdf", "Radial distribution", "distance r (Å)", "g(r)", {
      series: [line("all pairs", rdf.distances, rdf.smoothed), ...parts],
      marks: rdf.firstMinimum === null ? [] : [{ x: rdf.firstMinimum, label: `first minimum ${rdf.firstMinimum.toFixed(2)} Å` }],
      levels: [{ y: 1, label: "ideal gas" }],
    });
  }
  if (angles) {
    const kinds = angles.triplets.length > 1 ? angles.triplets : [];
    add("angles", "Bond angles", "angle (°)", "density (1/°)", {
      series: [
        line("all angles", angles.angles, angles.density),
        ...kinds.map(({ elements, density }) => line(elements.join("-"), angles.angles, density)),
      ],
      marks: [{ x: 109.4712, label: "tetrahedral" }],
    });
  }
  if (dihedrals)
    add("dihedrals", "Dihedral angles", "angle (°)", "density (1/°)", { series: [line("all", dihedrals.angles, dihedrals.density)] });
  if (rings) {
    const sizes = rings.map(({ size }) => size);
    const of = (name: string, pick: (one: RingCounts) => number) =>
      ({ name, style: "line-and-points", x: sizes, y: rings.map(pick) }) as const;
    add("rings", "Rings", "atoms in a ring", "rings an atom", {
      series: [of("shortest paths through an atom", ({ shortestPath }) => shortestPath), of("King's", ({ king }) => king)],
    });
  }
  if (structureFactor)
    add("structure-factor", "Structure factor", "q (1/Å)", "S(q)", { series: [line("S(q)", structureFactor.q, structureFactor.s)] });
  if (diffusion)
    add("diffusion", "Mean-square displacement", "time (fs)", "displacement² (Å²)", {
      series: [line("all atoms", diffusion.times, diffusion.meanSquareDisplacement)],
    });
  if (vibrations) {
    add("vibrations", "Vibrational density of states", "frequency (THz)", "density (1/THz)", {
      series: [line("all atoms", vibrations.frequencies, vibrations.density)],
    });
    add("velocity-autocorrelation", "Velocity autocorrelation", "time (fs)", "correlation (1 at the start)", {
      series: [line("all atoms, by mass", vibrations.times, vibrations.autocorrelation)],
    });
  }
  if (xRay) add("x-ray", `Powder pattern at ${xRay.wavelength} Å`, "2θ (°)", "intensity (strongest 100)", { series: [sticks(xRay.peaks)] });
  return figures;
}

/** Upright lines from the axis as one curve that comes back to it between them. */
function sticks(peaks: readonly { readonly twoTheta: number; readonly intensity: number }[]) {
  const x = peaks.flatMap(({ twoTheta }) => [twoTheta, twoTheta, twoTheta]);
  const y = peaks.flatMap(({ intensity }) => [0, intensity, 0]);
  return { name: "reflections", style: "line", x, y } as const;
}
