// LAMMPS (docs.lammps.org), units metal: any of its pair styles. Box and atoms are turned to the frame it asks for, and back.
import type { Program } from "../program.ts";

const input = `units metal
atom_style {{atomStyle}}
boundary {{boundary}}
box tilt large
read_data structure.data
pair_style {{pairStyle}}
{{#pairCoeff}}
pair_coeff {{value}}
{{/pairCoeff}}
{{#commands}}
{{value}}
{{/commands}}
thermo_style custom step pe pxx pyy pzz pyz pxz pxy
thermo_modify norm no
run 0
variable label_pe equal pe
variable label_xx equal pxx
variable label_yy equal pyy
variable label_zz equal pzz
variable label_yz equal pyz
variable label_xz equal pxz
variable label_xy equal pxy
print "energy $(v_label_pe:%.15g)" file label.txt
print "pressure $(v_label_xx:%.15g) $(v_label_yy:%.15g) $(v_label_zz:%.15g) $(v_label_yz:%.15g) $(v_label_xz:%.15g) $(v_label_xy:%.15g)" append label.txt
write_dump all custom label.dump id type x y z fx fy fz modify sort id format float %.15g
`;

export const lammps: Program = {
  name: "lammps",
  title: "LAMMPS",
  inputs: { "label.lmp": input, "structure.data": "{{structure.lammps-data}}" },
  command: ["lmp", "-in", "label.lmp", "-log", "none"],
  values: { atomStyle: "atomic", commands: [] },
  reader: "lammps-label",
};
