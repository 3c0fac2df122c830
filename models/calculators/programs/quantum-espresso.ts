// Quantum ESPRESSO's pw.x (quantum-espresso.org/Doc/INPUT_PW.html). The pseudopotentials are the user's: files, and
// species.SYMBOL.pseudopotential.
import type { Program } from "../program.ts";

const input = `&CONTROL
  calculation = 'scf'
  prefix = 'label'
  outdir = './out'
  pseudo_dir = '{{pseudopotentialFolder}}'
  tprnfor = .true.
  tstress = .true.
  disk_io = 'none'
/
&SYSTEM
  ibrav = 0
  nat = {{natoms}}
  ntyp = {{ntypes}}
  ecutwfc = {{cutoff}}
{{#densityCutoff}}
  ecutrho = {{densityCutoff}}
{{/densityCutoff}}
  tot_charge = {{charge}}
{{#smearing}}
  occupations = 'smearing'
  smearing = '{{smearing}}'
  degauss = {{smearingWidth}}
{{/smearing}}
{{#functional}}
  input_dft = '{{functional}}'
{{/functional}}
{{^periodic}}
  assume_isolated = 'mt'
{{/periodic}}
{{#system}}
  {{value}}
{{/system}}
/
&ELECTRONS
  conv_thr = {{convergence}}
  electron_maxstep = {{maxSteps}}
  mixing_beta = {{mixing}}
/
ATOMIC_SPECIES
{{#species}}
{{symbol}} {{mass}} {{pseudopotential}}
{{/species}}
CELL_PARAMETERS angstrom
{{#box}}
{{x}} {{y}} {{z}}
{{/box}}
ATOMIC_POSITIONS angstrom
{{#atoms}}
{{symbol}} {{x}} {{y}} {{z}}
{{/atoms}}
K_POINTS automatic
{{k1}} {{k2}} {{k3}} 0 0 0
`;

export const quantumEspresso: Program = {
  name: "quantum-espresso",
  title: "Quantum ESPRESSO",
  inputs: { "pw.in": input },
  command: ["pw.x", "-in", "pw.in"],
  values: {
    pseudopotentialFolder: "./",
    pseudopotential: "{{symbol}}.UPF",
    cutoff: 50,
    densityCutoff: "",
    charge: 0,
    smearing: "",
    smearingWidth: 0.01,
    functional: "",
    system: [],
    convergence: "1.0d-9",
    maxSteps: 100,
    mixing: 0.7,
    kspacing: 0.25,
    vacuum: 6,
  },
  reader: "quantum-espresso-output",
};
