// Which names mean a parameter file of a classical potential where a potential is named: by their ending, as LAMMPS
// users write them. Clients make such names whole paths; the daemon reads the files.

export const parameterFileEnding = /\.(sw|tersoff|eam|eam\.alloy|eam\.fs)$/i;
