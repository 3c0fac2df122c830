// What a potential says of a crystal beyond one energy: elastic constants, equation of state, phonons at Gamma.
import { z } from "zod";
import { request } from "./define.ts";
import { potentialOrModel, structureSource } from "./structure.ts";
import { since } from "./version.ts";

export const propertyParts = ["elastic", "equation-of-state", "phonons"] as const;
export type PropertyPart = (typeof propertyParts)[number];

const moduli = z.strictObject({ bulk: z.number().describe("GPa"), shear: z.number().describe("GPa") });
const fit = z.strictObject({
  volume: z.number().describe("of lowest energy, angstrom^3, of the whole structure"),
  energy: z.number().describe("eV, of the whole structure"),
  bulkModulus: z.number().describe("GPa"),
  bulkModulusDerivative: z.number(),
  residual: z.number().describe("root mean square of what the curve leaves, eV"),
});

export const properties = request({
  method: "adatom/properties",
  summary:
    "Properties of one frame under a potential or model (chosen as for adatom/predict). Elastic constants relax the atoms first; phonons are those of the atoms where they stand.",
  params: z.strictObject({
    source: structureSource,
    frame: z.int().min(0).default(0),
    include: z
      .array(z.enum(propertyParts))
      .min(1)
      .default([...propertyParts]),
    relaxed: z.boolean().default(true).describe("whether atoms relax in strained cells"),
    strain: z.number().positive().max(0.1).default(5e-4).describe("of the elastic constants, either way"),
    volumeStrain: z.number().positive().max(0.2).default(0.02).describe("largest linear strain of the equation of state, either way"),
    displacement: z.number().positive().max(0.5).default(0.005).describe("of the atoms for phonons, angstrom"),
    ...potentialOrModel,
  }),
  result: z.strictObject({
    model: z.string(),
    natoms: z.int(),
    elastic: z
      .strictObject({
        constants: z.array(z.array(z.number()).length(6)).length(6).describe("C_ij, GPa, Voigt order xx yy zz yz xz xy"),
        asymmetry: z.number().describe("largest |C_ij - C_ji| before averaging, GPa: an error estimate"),
        stress: z.array(z.number()).length(6).describe("of the unstrained structure, GPa; the constants are for small ones"),
        voigt: moduli,
        reuss: moduli.nullable().describe("null where the constants cannot be inverted"),
        relaxed: z.boolean(),
      })
      .optional(),
    equationOfState: z
      .strictObject({
        volumes: z.array(z.number()).describe("angstrom^3"),
        energies: z.array(z.number()).describe("eV"),
        birchMurnaghan: fit,
        vinet: fit,
      })
      .optional(),
    phonons: z
      .strictObject({
        frequencies: z.array(z.number()).describe("THz, ascending; negative: imaginary"),
        waveNumbers: z.array(z.number()).describe("1/cm"),
        sumRuleError: z.number().describe("largest violation of the acoustic sum rule before it was imposed, eV/angstrom^2"),
      })
      .optional(),
  }),
  errors: ["DeviceLost", "UnknownModel", "BadStructure", "BadProject", "UnsupportedSpecies", "FileUnreadable", "UnknownDocument"],
  since,
});
