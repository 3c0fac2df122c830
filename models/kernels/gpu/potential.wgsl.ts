// What every potential's kernel is bound to; after these come its own tables, from binding 6 on.

export const potentialBindings = /* wgsl */ `
@group(0) @binding(0) var<uniform> settings: Settings;
@group(0) @binding(1) var<storage, read> bond_counts: array<u32>;
@group(0) @binding(2) var<storage, read> bond_vectors: array<vec4f>;
// To write: dE_i / d(bond vector), eV/angstrom, in w of the first bond 1 where a descriptor is out of the model's range;
// and the atom's energy E_i in w, eV.
@group(0) @binding(3) var<storage, read_write> gradients: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> forces: array<vec4f>;
`;

/** For potentials of several elements: binding 5 and the species in bits 27 to 31 of each bond. */
export const speciesBindings = /* wgsl */ `
@group(0) @binding(5) var<storage, read> positions: array<vec4u>;
@group(0) @binding(6) var<storage, read> bond_atoms: array<u32>;
`;
