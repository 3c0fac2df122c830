// What a set of structures shows: the row of table II, g(r), angles, coordination, rings, bond order, scattering, diffusion, symmetry.
import { z } from "zod";
import { request } from "./define.ts";
import { problem, structureSource } from "./structure.ts";
import { since } from "./version.ts";

export const analysisParts = [
  "table",
  "table-two",
  "rdf",
  "angles",
  "dihedrals",
  "coordination",
  "rings",
  "bond-order",
  "centro-symmetry",
  "structure-factor",
  "diffusion",
  "vibrations",
  "x-ray",
  "symmetry",
] as const;
export type AnalysisPart = (typeof analysisParts)[number];

const numbers = z.array(z.number());
const gaps = z.array(z.number().nullable());
const maybe = z.number().nullable();
const share = z.strictObject({ neighbours: z.int(), share: z.number().describe("of the atoms, 0 to 1") });
const shell = z.strictObject({
  meanCoordination: z.number(),
  meanDistance: maybe.describe("angstrom"),
  sigmaDistance: maybe.describe("angstrom"),
  shares: z.array(share),
});

const table = z.strictObject({
  structures: z.int(),
  atoms: z.int(),
  density: maybe.describe("g/cm^3; null without cells"),
  firstPeak: maybe.describe("of the smoothed g(r), angstrom; null where g(r) was not needed or shows none"),
  firstShell: z.number().describe("end of the first shell, angstrom"),
  c1: z.number().describe("neighbours of an atom"),
  r1: maybe.describe("angstrom"),
  sigma1: maybe.describe("angstrom"),
  bondLengthDeviation: maybe.describe("sigma1 / r1"),
  c2: z.number().describe("neighbours of neighbours that are not neighbours"),
  r2: maybe.describe("angstrom"),
  sigma2: maybe.describe("angstrom"),
  angleMean: maybe.describe("degrees"),
  angleSigma: maybe.describe("degrees"),
  energy: z
    .strictObject({
      mean: z.number().describe("eV a structure"),
      sigma: z.number().describe("eV"),
      meanPerAtom: z.number().describe("eV/atom"),
      source: z.string().describe('the potential or name@version, or "file"'),
      extrapolatingStructures: z.int().describe("structures with atoms outside of a learned model's range"),
    })
    .nullable()
    .describe("null where not every structure has one"),
  coordinationShares: z.array(share),
  shortestDistance: maybe.describe("shortest bond, angstrom"),
  ringsPerAtom: z
    .array(z.strictObject({ size: z.int(), rings: z.number() }))
    .nullable()
    .describe("shortest-path rings through an atom; null when rings were not asked for"),
});

const distribution = {
  count: z.int(),
  mean: maybe.describe("degrees"),
  sigma: maybe.describe("degrees"),
  density: numbers.describe("1/degree"),
};

export const analyse = request({
  method: "adatom/analyse",
  summary:
    "Analyses the frames of a structure file together. Averages are over all frames; the X-ray pattern is of the first one, symmetry of each.",
  params: z
    .strictObject({
      source: structureSource,
      include: z.array(z.enum(analysisParts)).min(1).default(["table"]),
      frames: z.array(z.int().min(0)).optional().describe("default: all"),
      cutoff: z.number().positive().max(50).default(6).describe("end of g(r), angstrom; may go beyond half the cell"),
      binWidth: z.number().positive().default(0.02).describe("of g(r), angstrom"),
      smoothing: z.number().min(0).default(0.05).describe("standard deviation of the smoothing of g(r), angstrom"),
      bondCutoff: z
        .number()
        .positive()
        .max(50)
        .optional()
        .describe("longest bond, angstrom; default: the first minimum of the smoothed g(r) of all frames"),
      ringSize: z.int().min(3).max(24).default(8).describe("longest ring, atoms"),
      centroNeighbours: z.int().min(2).max(48).multipleOf(2).default(12).describe("of centro-symmetry: 12 for fcc, 8 for bcc"),
      maximumQ: z.number().positive().default(8).describe("end of S(q), 1/angstrom"),
      timestep: z.number().positive().optional().describe("fs between frames; needed for diffusion and vibrations"),
      wavelength: z.number().positive().default(1.540593).describe("of the X-rays, angstrom; default copper K alpha 1"),
      tolerance: z.number().positive().default(1e-3).describe("of symmetry, angstrom"),
      potential: z.string().optional().describe("gives the table's energies; default: those in the file"),
      model: z.string().optional(),
      project: z.string().optional(),
      plots: z.string().optional().describe("absolute path of a folder, made where it is not there: every curve as an SVG file"),
    })
    .refine(({ include, timestep }) => timestep !== undefined || !(include.includes("diffusion") || include.includes("vibrations")), {
      path: ["timestep"],
      message: "diffusion and vibrations need the time between frames, fs: structure files do not say it",
    }),
  result: z.strictObject({
    frames: z.int(),
    table: table.optional(),
    tableTwo: z
      .strictObject({
        title: z.string(),
        columns: z.array(z.string()),
        rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
      })
      .optional()
      .describe("the set beside table II of Comin and Lewis 2019"),
    rdf: z
      .strictObject({
        distances: numbers.describe("middle of every bin, angstrom"),
        g: numbers,
        smoothed: numbers,
        runningCoordination: numbers.describe("neighbours within the bin's outer edge"),
        numberDensity: z.number().describe("atoms/angstrom^3"),
        firstPeak: maybe.describe("angstrom"),
        firstMinimum: maybe.describe("angstrom"),
        partials: z.array(z.strictObject({ elements: z.array(z.string()).length(2), g: numbers, runningCoordination: numbers })),
      })
      .optional(),
    angles: z
      .strictObject({
        angles: numbers.describe("middle of every bin, degrees"),
        ...distribution,
        triplets: z.array(z.strictObject({ elements: z.array(z.string()).length(3).describe("end, centre, end"), ...distribution })),
      })
      .optional(),
    dihedrals: z
      .strictObject({ count: z.int(), angles: numbers.describe("degrees, -180 to 180"), density: numbers.describe("1/degree") })
      .optional(),
    coordination: z.strictObject({ first: shell, second: shell }).optional(),
    rings: z
      .array(
        z.strictObject({
          size: z.int(),
          shortestPath: z.number().describe("shortest-path rings (Franzblau 1991) through an atom"),
          king: z.number().describe("King's rings (1967) of an atom"),
        }),
      )
      .optional(),
    bondOrder: z
      .array(
        z.strictObject({
          l: z.int(),
          meanQ: z.number(),
          sigmaQ: z.number(),
          meanW: z.number(),
          sigmaW: z.number(),
          meanAveragedQ: z.number(),
          sigmaAveragedQ: z.number(),
        }),
      )
      .optional()
      .describe("Steinhardt's q_l and normalised w_l of the atoms, and Lechner and Dellago's averaged q_l"),
    centroSymmetry: z
      .strictObject({
        neighbours: z.int(),
        mean: z.number().describe("angstrom^2"),
        sigma: z.number().describe("over the atoms, angstrom^2"),
        largest: z
          .array(z.strictObject({ frame: z.int().describe("of those analysed, from 0"), atom: z.int(), value: z.number() }))
          .describe("the twenty atoms farthest from symmetry"),
      })
      .optional()
      .describe("the centro-symmetry parameter of Kelchner et al. (1998): 0 where each neighbour has its opposite"),
    structureFactor: z
      .strictObject({ q: numbers.describe("1/angstrom"), s: gaps.describe("null in bins without reciprocal vectors") })
      .optional(),
    diffusion: z
      .strictObject({
        times: numbers.describe("fs"),
        meanSquareDisplacement: numbers.describe("angstrom^2"),
        fitFrom: z.number().describe("fs"),
        fitTo: z.number().describe("fs"),
        coefficient: z.number().describe("angstrom^2/fs"),
        standardError: maybe.describe("angstrom^2/fs; null for a single atom"),
      })
      .optional(),
    vibrations: z
      .strictObject({
        frequencies: numbers.describe("THz"),
        energies: numbers.describe("meV"),
        density: numbers.describe("1/THz, of area 1"),
        times: numbers.describe("fs"),
        autocorrelation: numbers.describe("of the velocities, weighted by mass, 1 at time 0"),
      })
      .optional()
      .describe("velocity autocorrelation and vibrational density of states, from velocities between frames"),
    xRay: z
      .strictObject({
        wavelength: z.number().describe("angstrom"),
        peaks: z.array(
          z.strictObject({
            hkl: z.array(z.int()).length(3),
            multiplicity: z.int(),
            spacing: z.number().describe("angstrom"),
            twoTheta: z.number().describe("degrees"),
            intensity: z.number().describe("integrated, the strongest is 100"),
          }),
        ),
      })
      .optional(),
    symmetry: z
      .array(
        z.strictObject({
          frame: z.int(),
          spaceGroupNumber: z.int(),
          spaceGroupSymbol: z.string(),
          crystalSystem: z.string(),
          pointGroup: z.string(),
          pearsonSymbol: z.string(),
          operations: z.int(),
          wyckoffLetters: z.array(z.string()),
          siteSymmetries: z.array(z.string()),
          equivalentAtoms: z.array(z.int()).describe("from 0: the first atom that symmetry takes each one to"),
          tolerance: z.number().describe("angstrom"),
        }),
      )
      .optional(),
    plots: z.array(z.string()).optional().describe("absolute paths of the files written"),
    problems: z.array(problem),
  }),
  errors: ["DeviceLost", "UnknownModel", "BadStructure", "BadProject", "UnsupportedSpecies", "FileUnreadable", "UnknownDocument"],
  since,
});
