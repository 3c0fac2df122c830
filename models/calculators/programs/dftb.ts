// DFTB+ (dftbplus.org): DFTB with the user's Slater-Koster files, or GFN1-xTB with values.xtb true.
import type { Program } from "../program.ts";

const input = `Geometry = GenFormat {
  <<< "structure.gen"
}
Driver = {}
{{#xtb}}
Hamiltonian = xTB {
  Method = "{{method}}"
{{/xtb}}
{{^xtb}}
Hamiltonian = DFTB {
  SCC = Yes
  SCCTolerance = {{tolerance}}
  MaxSCCIterations = {{maxSteps}}
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
}
Options = { WriteResultsTag = Yes }
Analysis = { CalculateForces = Yes }
ParserOptions = { ParserVersion = 7 }
`;

export const dftb: Program = {
  name: "dftb+",
  title: "DFTB+",
  inputs: { "dftb_in.hsd": input, "structure.gen": "{{structure.gen}}" },
  command: ["dftb+"],
  values: {
    xtb: false,
    method: "GFN1-xTB",
    slaterKosterFolder: "./",
    angularMomentum: "p",
    tolerance: "1e-8",
    maxSteps: 200,
    charge: 0,
    electronicTemperature: 300,
    kspacing: 0.25,
    shift1: 0,
    shift2: 0,
    shift3: 0,
  },
  reader: "dftb-results",
};
