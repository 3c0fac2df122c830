// A frame as a viewer needs it: positions, elements, radii and colours, cell, periodic bonds.
import { z } from "zod";
import { request } from "./define.ts";
import { structureSource } from "./structure.ts";
import { since } from "./version.ts";

export const preview = request({
  method: "adatom/preview",
  summary: "Geometry of one frame for drawing. Arrays are little-endian and base64, so that a million atoms stay small.",
  params: z.strictObject({
    source: structureSource,
    frame: z.int().min(0).default(0),
    forces: z.boolean().default(false).describe("add forces and per-atom energies of the default model"),
  }),
  result: z.strictObject({
    frame: z.int(),
    frames: z.int(),
    natoms: z.int(),
    formula: z.string(),
    version: z.int().nullable().describe("version of the document shown; null for a file on disk"),
    positions: z.string().describe("base64 of Float32Array, 3N, angstrom"),
    atomicNumbers: z.string().describe("base64 of Uint8Array, N"),
    elements: z
      .record(
        z.string(),
        z.strictObject({
          symbol: z.string(),
          radius: z.number().describe("covalent, angstrom"),
          colour: z.tuple([z.number(), z.number(), z.number()]).describe("0 to 255"),
        }),
      )
      .describe("by atomic number"),
    cell: z.array(z.number()).length(9).nullable(),
    periodic: z.tuple([z.boolean(), z.boolean(), z.boolean()]),
    bonds: z
      .string()
      .describe("base64 of Int32Array, 5 a bond: atom, atom, cell multiples of the second atom's image; empty above 250 000 atoms"),
    atomLines: z.string().describe("base64 of Uint32Array, N: line of each atom, from 0"),
    energies: z.string().optional().describe("base64 of Float32Array, N, eV"),
    forces: z.string().optional().describe("base64 of Float32Array, 3N, eV/angstrom"),
    extrapolatingAtoms: z.array(z.int()).optional(),
    model: z.string().optional(),
  }),
  errors: ["DeviceLost", "BadStructure", "FileUnreadable", "UnknownDocument"],
  since,
});
