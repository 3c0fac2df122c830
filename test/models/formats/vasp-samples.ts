// Output of VASP as it prints it, cut to what readers look at: two ionic steps of four atoms. Written for these tests.

const row = (values: readonly number[], digits: number, width: number): string =>
  values.map((value) => value.toFixed(digits).padStart(width)).join("");

export interface SampleStep {
  readonly positions: readonly (readonly number[])[];
  readonly forces: readonly (readonly number[])[];
  readonly free: number;
  readonly sigmaZero: number;
  /** kbar, xx yy zz xy yz zx, positive under compression. */
  readonly stress: readonly number[];
}

export const cell = [
  [5.431, 0, 0],
  [0.7, 5.1, 0],
  [-0.4, 0.9, 6.2],
];
/** Two of silicon, one of oxygen, one of hydrogen. */
export const symbols = ["Si", "Si", "O", "H"];

export const steps: readonly SampleStep[] = [
  {
    positions: [
      [0.1, 0.2, 0.3],
      [1.4, 0.33333, 2.7],
      [0.0031, 2.2, 3.14167],
      [4.05, 0.7, 1.25],
    ],
    forces: [
      [0.1, -0.2, 0.3],
      [-0.4, 0.5, -0.6],
      [0.7, -0.8, 0.9],
      [-0.4, 0.5, -0.6],
    ],
    free: -21.54367891,
    sigmaZero: -21.54012345,
    stress: [16.02176, -32.04353, 8.01088, 1.60218, -3.20435, 4.80653],
  },
  {
    positions: [
      [0.12, 0.21, 0.31],
      [1.41, 0.34, 2.71],
      [0.0131, 2.21, 3.15],
      [4.06, 0.71, 1.26],
    ],
    forces: [
      [0.2, -0.1, 0.4],
      [-0.3, 0.4, -0.7],
      [0.6, -0.7, 0.8],
      [-0.5, 0.4, -0.5],
    ],
    free: -21.6,
    sigmaZero: -21.59,
    stress: [1, 2, 3, 4, 5, 6],
  },
];

const reciprocal = "     0.184128153  0.000000000  0.000000000";

function outcarStep({ positions, forces, free, sigmaZero, stress }: SampleStep): string {
  return `--------------------------------------- Iteration      1(   1)  ---------------------------------------
 Free energy of the ion-electron system (eV)
  ---------------------------------------------------
  free energy    TOTEN  =      -999.00000000 eV

  energy without entropy =     -999.00000000  energy(sigma->0) =     -999.00000000
--------------------------------------------------------------------------------------------------------
  FORCE on cell =-STRESS in cart. coord.  units (eV):
  Direction    XX          YY          ZZ          XY          YZ          ZX
  --------------------------------------------------------------------------------------
  Total       1.00000     2.00000     3.00000     4.00000     5.00000     6.00000
  in kB   ${row(stress, 5, 12)}
  external pressure =        0.50 kB  Pullay stress =        0.00 kB

 VOLUME and BASIS-vectors are now :
 -----------------------------------------------------------------------------
  energy-cutoff  :      300.00
  volume of cell :      171.73
      direct lattice vectors                 reciprocal lattice vectors
${cell.map((vector) => `${row(vector, 9, 13)}${reciprocal}`).join("\n")}

 POSITION                                       TOTAL-FORCE (eV/Angst)
 -----------------------------------------------------------------------------------
${positions.map((position, k) => `${row(position, 5, 13)}     ${row(forces[k]!, 6, 14)}`).join("\n")}
 -----------------------------------------------------------------------------------
    total drift:                                0.000000      0.000000      0.000000

--------------------------------------------------------------------------------------------------------

  FREE ENERGIE OF THE ION-ELECTRON SYSTEM (eV)
  ---------------------------------------------------
  free  energy   TOTEN  =      ${free.toFixed(8)} eV

  energy  without entropy=      ${(2 * sigmaZero - free).toFixed(8)}  energy(sigma->0) =      ${sigmaZero.toFixed(8)}
`;
}

export const outcarText = ` vasp.6.3.2 27Jun22 (build Jan 10 2023 10:10:10) complex
 executed on             LinuxGNU date 2026.11.20  12:00:00
 POTCAR:    PAW_PBE Si 05Jan2001
 POTCAR:    PAW_PBE O 08Apr2002
 POTCAR:    PAW_PBE H 15Jun2001
 POTCAR:    PAW_PBE Si 05Jan2001
   VRHFIN =Si: s2p2
 POTCAR:    PAW_PBE O 08Apr2002
   VRHFIN =O: s2p4
 POTCAR:    PAW_PBE H 15Jun2001
   VRHFIN =H: ultrasoft test
   NIONS =      4 ions
   ions per type =               2   1   1
  direct lattice vectors                 reciprocal lattice vectors
${cell.map((vector) => `${row(vector, 9, 13)}${reciprocal}`).join("\n")}

${steps.map(outcarStep).join("\n")}
 General timing and accounting informations for this job:
`;

/** Fractions of the cell: through its inverse, which is lower triangular as the cell is. */
function fractions([x, y, z]: readonly number[]): number[] {
  const [a, b, c] = cell as [number[], number[], number[]];
  const w = z! / c[2]!;
  const v = (y! - w * c[1]!) / b[1]!;
  return [(x! - v * b[0]! - w * c[0]!) / a[0]!, v, w];
}

const rows = (values: readonly (readonly number[])[], digits = 8): string =>
  values.map((value) => `    <v>${row(value, digits, 17)} </v>`).join("\n");

/** The six numbers of OUTCAR as rows of the tensor. */
const tensor = ([xx, yy, zz, xy, yz, zx]: readonly number[]): number[][] => [
  [xx!, xy!, zx!],
  [xy!, yy!, yz!],
  [zx!, yz!, zz!],
];

const vasprunStep = ({ positions, forces, free, sigmaZero, stress }: SampleStep): string => ` <calculation>
  <scstep>
   <energy>
    <i name="e_fr_energy">   -999.00000000 </i>
    <i name="e_wo_entrp">   -999.00000000 </i>
    <i name="e_0_energy">   -999.00000000 </i>
   </energy>
  </scstep>
  <structure>
   <crystal>
   <varray name="basis" >
${rows(cell)}
   </varray>
   <varray name="rec_basis" >
${rows(cell)}
   </varray>
   </crystal>
   <varray name="positions" >
${rows(positions.map(fractions), 12)}
   </varray>
  </structure>
  <varray name="forces" >
${rows(forces)}
  </varray>
  <varray name="stress" >
${rows(tensor(stress))}
  </varray>
  <energy>
   <i name="e_fr_energy">    ${free.toFixed(8)} </i>
   <i name="e_wo_entrp">    ${(2 * sigmaZero - free).toFixed(8)} </i>
   <i name="e_0_energy">    ${sigmaZero.toFixed(8)} </i>
  </energy>
 </calculation>`;

export const vasprunText = `<?xml version="1.0" encoding="ISO-8859-1"?>
<modeling>
 <generator>
  <i name="program" type="string">vasp </i>
  <i name="version" type="string">6.3.2  </i>
 </generator>
 <kpoints>
  <varray name="kpointlist" >
   <v>       0.00000000       0.00000000       0.00000000 </v>
  </varray>
  <varray name="weights" >
   <v>       1.00000000 </v>
  </varray>
 </kpoints>
 <parameters>
 </parameters>
 <atominfo>
  <atoms>       4 </atoms>
  <types>       3 </types>
  <array name="atoms" >
   <dimension dim="1">ion</dimension>
   <field type="string">element</field>
   <field type="int">atomtype</field>
   <set>
    <rc><c>Si</c><c>   1</c></rc>
    <rc><c>Si</c><c>   1</c></rc>
    <rc><c>O </c><c>   2</c></rc>
    <rc><c>H </c><c>   3</c></rc>
   </set>
  </array>
 </atominfo>
 <structure name="initialpos" >
  <crystal>
   <varray name="basis" >
${rows(cell)}
   </varray>
  </crystal>
  <varray name="positions" >
${rows(steps[0]!.positions.map(fractions), 12)}
  </varray>
 </structure>
${steps.map(vasprunStep).join("\n")}
</modeling>
`;
