// CP2K (manual.cp2k.org): GPW density functional theory, or GFN1-xTB with values.xtb true.
import type { Program } from "../program.ts";

const input = `&GLOBAL
  PROJECT label
  RUN_TYPE ENERGY_FORCE
  PRINT_LEVEL MEDIUM
&END GLOBAL
&FORCE_EVAL
  METHOD QUICKSTEP
{{#periodic}}
  STRESS_TENSOR ANALYTICAL
{{/periodic}}
  &DFT
    CHARGE {{charge}}
    MULTIPLICITY {{multiplicity}}
{{#spinPolarised}}
    UKS
{{/spinPolarised}}
{{#xtb}}
    &QS
      METHOD XTB
      EPS_DEFAULT 1.0E-12
      &XTB
        CHECK_ATOMIC_CHARGES F
        DO_EWALD {{#periodic}}T{{/periodic}}{{^periodic}}F{{/periodic}}
      &END XTB
    &END QS
{{/xtb}}
{{^xtb}}
    BASIS_SET_FILE_NAME {{basisFile}}
    POTENTIAL_FILE_NAME {{potentialFile}}
    &QS
      EPS_DEFAULT 1.0E-12
    &END QS
    &MGRID
      CUTOFF {{cutoff}}
      REL_CUTOFF {{relativeCutoff}}
    &END MGRID
    &XC
      &XC_FUNCTIONAL {{functional}}
      &END XC_FUNCTIONAL
    &END XC
{{/xtb}}
    &POISSON
{{#periodic}}
      PERIODIC {{periodicity}}
{{/periodic}}
{{^periodic}}
      PERIODIC NONE
      PSOLVER WAVELET
{{/periodic}}
    &END POISSON
{{#kpoints}}
    &KPOINTS
      SCHEME MONKHORST-PACK {{k1}} {{k2}} {{k3}}
    &END KPOINTS
{{/kpoints}}
    &SCF
      SCF_GUESS ATOMIC
      EPS_SCF {{epsScf}}
      MAX_SCF {{maxScf}}
{{#smearing}}
      ADDED_MOS {{addedOrbitals}}
      &SMEAR ON
        METHOD FERMI_DIRAC
        ELECTRONIC_TEMPERATURE [K] {{electronicTemperature}}
      &END SMEAR
{{/smearing}}
{{#broyden}}
      &MIXING
        METHOD BROYDEN_MIXING
      &END MIXING
{{/broyden}}
    &END SCF
  &END DFT
  &SUBSYS
    &CELL
{{#box}}
      {{name}} {{x}} {{y}} {{z}}
{{/box}}
      PERIODIC {{periodicity}}
    &END CELL
    &COORD
{{#atoms}}
      {{symbol}} {{x}} {{y}} {{z}}
{{/atoms}}
    &END COORD
{{^periodic}}
    &TOPOLOGY
      &CENTER_COORDINATES
      &END CENTER_COORDINATES
    &END TOPOLOGY
{{/periodic}}
{{^xtb}}
{{#species}}
    &KIND {{symbol}}
      ELEMENT {{symbol}}
      BASIS_SET {{basis}}
      POTENTIAL {{potential}}
    &END KIND
{{/species}}
{{/xtb}}
  &END SUBSYS
  &PRINT
    &FORCES ON
    &END FORCES
{{#periodic}}
    &STRESS_TENSOR ON
    &END STRESS_TENSOR
{{/periodic}}
  &END PRINT
&END FORCE_EVAL
`;

export const cp2k: Program = {
  name: "cp2k",
  title: "CP2K",
  inputs: { "cp2k.inp": input },
  command: ["cp2k", "-i", "cp2k.inp"],
  values: {
    xtb: false,
    functional: "PBE",
    basisFile: "BASIS_MOLOPT",
    potentialFile: "GTH_POTENTIALS",
    basis: "DZVP-MOLOPT-SR-GTH",
    potential: "GTH-PBE",
    cutoff: 400,
    relativeCutoff: 60,
    charge: 0,
    multiplicity: 0,
    spinPolarised: false,
    kpoints: false,
    kspacing: 0.25,
    epsScf: "1.0E-7",
    maxScf: 100,
    smearing: false,
    broyden: false,
    electronicTemperature: 300,
    addedOrbitals: 20,
    vacuum: 5,
  },
  reader: "cp2k-output",
};
