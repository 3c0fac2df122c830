// Fixed point in WGSL. Positions are fractions of the cell in units of 2^-32, so that differences wrap round to the nearest
// image by themselves and are as fine for a large cell's far corner as for its origin (float32 positions are not). Sums over
// atoms are whole numbers in units of 2^-20: the same bits in whatever order threads come to it, and no digit lost however
// many atoms there are. An atom's share is rounded to 1e-6 eV without bias: 1e-6 sqrt(N) eV in all.

/** Units of a sum a eV. */
export const unitsPerElectronvolt = 2 ** 20;

/** Needs `settings`. */
export const displacementSource = /* wgsl */ `
fn displacement(from_position: vec3u, to_position: vec3u) -> vec3f {
  let d = vec3f(bitcast<vec3i>(to_position - from_position));
  return settings.row0.xyz * d.x + settings.row1.xyz * d.y + settings.row2.xyz * d.z;
}
`;

/** What every kernel of a system of atoms knows. */
export const settingsSource = /* wgsl */ `
struct Settings {
  // Cell vectors over 2^32, angstrom; the columns of 2^32 times its inverse.
  row0: vec4f, row1: vec4f, row2: vec4f,
  column0: vec4f, column1: vec4f, column2: vec4f,
  bins: vec3u, atoms: u32,
  row_capacity: u32, cell_capacity: u32, bond_capacity: u32, seed_low: u32,
  // angstrom^2: of the list, of the potential, and how far an atom may move before the list is built again.
  reach_squared: f32, cutoff_squared: f32, limit_squared: f32, seed_high: u32,
}
`;

/** A sum is two words: high x 2^16 + low. Each thread of a workgroup calls `sum_add`, then after a barrier one calls `sum_give`. */
export function sumSource(count: number): string {
  return /* wgsl */ `
var<workgroup> sum_low: array<atomic<i32>, ${count}>;
var<workgroup> sum_high: array<atomic<i32>, ${count}>;

fn sum_add(which: u32, value: f32) {
  let q = i32(round(clamp(value * ${unitsPerElectronvolt}.0, -2147480000.0, 2147480000.0)));
  atomicAdd(&sum_low[which], q & 0xffff);
  atomicAdd(&sum_high[which], q >> 16u);
}
`;
}

/** Gives a workgroup's sum `which` to two global words. */
export function giveSource(which: number, low: string, high: string): string {
  return /* wgsl */ `{
    let low = atomicLoad(&sum_low[${which}]);
    atomicAdd(&${low}, low & 0xffff);
    atomicAdd(&${high}, atomicLoad(&sum_high[${which}]) + (low >> 16u));
  }`;
}
