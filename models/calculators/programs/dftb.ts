// DFTB+ (dftbplus.org): DFTB with the user's Slater-Koster files, or GFN1- and GFN2-xTB with values.xtb true; run for every
// structure, or asked over a socket.
import { isDegenerate } from "../../structure/cell.ts";
import { symbolOf } from "../../structure/elements.ts";
import type { Program } from "../program.ts";

const input = `Geometry = GenFormat {
  <<< "structure.gen"
}
{{#socketPath}}
Driver = Socket {
  File = "{{socketPath}}"
  Prefix = ""
  Protocol = i-PI {}
  MaxSteps = -1
}
{{/socketPath}}
{{^socketPath}}
Driver = {}
{{/socketPath}}
{{#xtb}}
Hamiltonian = xTB {
  Method = "{{method}}"
{{/xtb}}
{{^xtb}}
Hamiltonian = DFTB {
  SCC = Yes
  SlaterKosterFiles = Type2FileNames {
    Prefix = "{{slaterKosterFolder}}"
    Separator = "-"
    Suffix = ".skf"
  }
  MaxAngularMomentum = {
{{#species}}
    {{symbol}} = "{{angularMomentum}}"
{{/species}}
  }
{{/xtb}}
  SCCTolerance = {{tolerance}}
  MaxSCCIterations = {{maxSteps}}
  Charge = {{charge}}
  Filling = Fermi { Temperature [Kelvin] = {{electronicTemperature}} }
{{#periodic}}
  KPointsAndWeights = SupercellFolding {
    {{k1}} 0 0
    0 {{k2}} 0
    0 0 {{k3}}
    {{shift1}} {{shift2}} {{shift3}}
  }
{{/periodic}}
{{#more}}
  {{value}}
{{/more}}
}
Options = { WriteResultsTag = Yes }
Analysis = { CalculateForces = Yes }
ParserOptions = { ParserVersion = 7 }
`;

/** Not the format's own writer: a sheet is repeated along its third vector too, as DFTB+ knows crystals and molecules alone. */
const geometry = `{{natoms}} {{#periodic}}S{{/periodic}}{{^periodic}}C{{/periodic}}
{{symbols}}
{{#atoms}}
{{index}} {{type}} {{x}} {{y}} {{z}}
{{/atoms}}
{{#periodic}}
0 0 0
{{#vectors}}
{{x}} {{y}} {{z}}
{{/vectors}}
{{/periodic}}
`;

/** Highest shell of an element in the sets of dftb.org (mio-1-1, 3ob-3-1, matsci-0-3, pbc-0-3), by atomic number; no f elements. */
function highestShell(number: number): string {
  if (number <= 2) return "s";
  return number <= 12 || [19, 20, 37, 38].includes(number) ? "p" : "d";
}
const known = Array.from({ length: 56 }, (_, k) => k + 1);

export const dftb: Program = {
  name: "dftb+",
  title: "DFTB+",
  inputs: { "dftb_in.hsd": input, "structure.gen": geometry },
  command: ["dftb+"],
  values: {
    xtb: false,
    method: "GFN1-xTB",
    slaterKosterFolder: "./",
    tolerance: "1e-8",
    maxSteps: 200,
    charge: 0,
    electronicTemperature: 300,
    kspacing: 0.25,
    shift1: 0,
    shift2: 0,
    shift3: 0,
    more: [],
    socketPath: "",
  },
  species: Object.fromEntries(known.map((number) => [symbolOf(number), { angularMomentum: highestShell(number) }])),
  reader: "dftb-results",
  asksOverSocket: true,
  refuses: ({ periodic, cell }) =>
    periodic.some(Boolean) && isDegenerate(cell)
      ? "dftb+ repeats a cell in all three directions: give the structure three cell vectors, with room between sheets"
      : null,
};
