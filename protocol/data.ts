// Work on files of structures: conversion, augmentation, splits, duplicates, statistics.
import { z } from "zod";
import { request } from "./define.ts";
import { since } from "./version.ts";

const files = z.array(z.string()).min(1).describe("absolute paths of structure files, all frames");
const output = z.string().describe("absolute path; its name decides the format");
const overwrite = z.boolean().default(false).describe("whether a file that is there may be replaced");
const warnings = z.array(z.string());
const errors = ["DeviceLost", "FileUnreadable", "BadStructure"] as const;
const distribution = z.strictObject({
  count: z.int(),
  mean: z.number(),
  deviation: z.number(),
  minimum: z.number(),
  maximum: z.number(),
  histogram: z.array(z.int()).describe("counts of equal bins from minimum to maximum"),
});

const units = z
  .strictObject({
    length: z.enum(["angstrom", "bohr"]).optional(),
    energy: z.enum(["eV", "hartree", "rydberg", "kcal/mol", "meV", "eV/atom"]).optional(),
    force: z.enum(["eV/angstrom", "hartree/bohr", "rydberg/bohr", "hartree/angstrom", "eV/bohr", "kcal/mol/angstrom"]).optional(),
    stress: z.enum(["eV/angstrom^3", "GPa", "kbar", "hartree/bohr^3", "eV"]).optional().describe("eV: a virial"),
    stressUnderCompression: z.boolean().optional().describe("positive under compression"),
    gradients: z.boolean().optional().describe("the forces are derivatives of the energy: their opposite"),
  })
  .describe("that the numbers of the files are in; ours where nothing is said");

export const convertData = request({
  method: "adatom/data/convert",
  summary: "Writes structures in another format, reads them back, and says what that format does not hold.",
  params: z.strictObject({
    files,
    output,
    frame: z.int().min(0).optional().describe("only this one; needed where the format holds a single structure and there are more"),
    format: z.string().optional().describe("name of a format, where the file's name does not decide it; deepmd writes a folder"),
    units: units.optional(),
    project: z.string().optional().describe("folder of adatom.json, for model"),
    model: z
      .string()
      .optional()
      .describe("network of the project, name or name@version, whose functions' values an output ending in .train (aenet's) holds"),
    overwrite,
  }),
  result: z.strictObject({ output: z.string(), format: z.string(), structures: z.int(), warnings }),
  errors: [...errors, "UnknownModel", "BadProject"],
  since,
});

export const checkData = request({
  method: "adatom/data/check",
  summary:
    "Whether lengths, energies, forces and stresses fit each other: between near structures of the same atoms the energy must change by what forces and stresses say. A question stands where they do not, with the units that would explain it; nothing is changed.",
  params: z.strictObject({ files }),
  result: z.strictObject({
    structures: z.int(),
    findings: z.array(
      z.strictObject({
        about: z.enum(["lengths", "forces", "stress"]),
        evidence: z.string(),
        question: z.string().nullable().describe("null where all fits or nothing can be told"),
        units: units.nullable(),
      }),
    ),
    warnings,
  }),
  errors: [...errors],
  since,
});

export const augmentData = request({
  method: "adatom/data/augment",
  summary: "Makes new structures from those there are, alone or mixed with them. New ones have no labels, and say so (unlabelled=T).",
  params: z.strictObject({
    files,
    output,
    kinds: z
      .array(z.enum(["scale", "strain", "shear", "displacement", "vacancies", "scale-series"]))
      .min(1)
      .default(["scale", "strain", "shear", "displacement"])
      .describe("taken in turn; a scale-series is scaled evenly from - to + instead of at random, and says each factor as scale"),
    copies: z.int().min(1).max(100_000).default(4).describe("new structures of every structure"),
    deformation: z.number().positive().max(0.5).default(0.1).describe("largest relative change of scale, strain and shear"),
    displacement: z.number().positive().default(0.1).describe("largest along each axis, angstrom"),
    vacancies: z.int().min(1).default(1).describe("atoms taken out"),
    share: z
      .number()
      .gt(0)
      .lte(1)
      .optional()
      .describe("a mixture: this share of what is written is new, the rest given structures with their labels; else new ones alone"),
    total: z.int().min(1).optional().describe("structures of the mixture; default as many as given"),
    seed: z.int().default(1),
    overwrite,
  }),
  result: z.strictObject({ output: z.string(), structures: z.int(), made: z.int(), warnings }),
  errors: [...errors],
  since,
});

export const splitData = request({
  method: "adatom/data/split",
  summary: "Writes training, validation and test parts to NAME-train, NAME-validation and NAME-test.",
  params: z.strictObject({
    files,
    output: z.string().describe("absolute path; NAME of the parts, and their format"),
    validation: z.number().min(0).max(0.9).default(0.1).describe("share"),
    test: z.number().min(0).max(0.9).default(0.1).describe("share"),
    by: z
      .string()
      .optional()
      .describe("key of the structures' info; default: structures that are alike, as duplicates finds them, are one group"),
    stratify: z.boolean().default(false).describe("share every group out, instead of keeping it together"),
    seed: z.int().default(1),
    overwrite,
  }),
  result: z.strictObject({
    groups: z.int(),
    parts: z.array(z.strictObject({ part: z.enum(["train", "validation", "test"]), output: z.string(), structures: z.int() })),
    warnings,
  }),
  errors: [...errors],
  since,
});

const place = z.strictObject({ file: z.string(), frame: z.int() });

export const findDuplicateData = request({
  method: "adatom/data/duplicates",
  summary: "Finds structures that are there more than once: equal to the bit, or alike but for translation, rotation, order and rounding.",
  params: z.strictObject({
    files,
    tolerance: z.number().positive().default(1e-3).describe("of fingerprints, in units of their spread over all structures"),
    output: output.optional().describe("where the structures go without the repeated ones"),
    overwrite,
  }),
  result: z.strictObject({
    structures: z.int(),
    distinct: z.int(),
    groups: z.array(z.strictObject({ exact: z.boolean(), members: z.array(place) })),
    output: z.string().nullable(),
    warnings,
  }),
  errors: [...errors],
  since,
});

export const dataStatistics = request({
  method: "adatom/data/statistics",
  summary: "What files of structures hold, and how energies and forces are distributed.",
  params: z.strictObject({
    files,
    by: z
      .string()
      .optional()
      .describe("key of the structures' info that structures are counted by; default: group or config_type, where there is one"),
  }),
  result: z.strictObject({
    structures: z.int(),
    atoms: z.int(),
    smallest: z.int().describe("atoms"),
    largest: z.int().describe("atoms"),
    elements: z.array(z.strictObject({ element: z.string(), atoms: z.int(), structures: z.int() })),
    periodic: z.int(),
    withEnergy: z.int(),
    withForces: z.int(),
    withStress: z.int(),
    energyPerAtom: distribution.nullable().describe("eV/atom"),
    forceComponent: distribution.nullable().describe("eV/angstrom"),
    force: distribution.nullable().describe("lengths, eV/angstrom"),
    volumePerAtom: distribution.nullable().describe("angstrom^3"),
    groups: z.array(z.strictObject({ name: z.string(), structures: z.int() })),
    warnings,
  }),
  errors: [...errors],
  since,
});
