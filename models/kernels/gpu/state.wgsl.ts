// What a system of atoms counts on the device: whether its list is stale, what did not fit, sums over atoms, the bath.
// Words of 4 bytes; the host reads them at the places of `stateWords`.

export const stateSource = /* wgsl */ `
struct State {
  moved: atomic<u32>,        // bits of the largest squared displacement since the list was built, where beyond the limit
  rows: atomic<u32>, cells: atomic<u32>, bonds: atomic<u32>,   // most that were wanted of each capacity
  bad: atomic<u32>,          // 1: a force is not finite
  builds: u32,               // of the list
  step: u32,                 // within the batch
  outside: atomic<u32>,      // atoms with a descriptor out of the model's range
  kinetic_low: atomic<i32>, kinetic_high: atomic<i32>,
  heat_low: atomic<i32>, heat_high: atomic<i32>,
  stored_low: i32, stored_high: i32,
  scale: f32,                // of velocities, from the thermostat
  kinetic: f32,              // eV
  rates: vec4f,              // of the Nose-Hoover chain, 1/fs
  energy_low: atomic<i32>, energy_high: atomic<i32>,
  // Strain derivative, Voigt xx yy zz yz xz xy, eV: low and high of each.
  strain: array<atomic<i32>, 12>,
  tail: vec2u,
}
`;

export const stateWords = {
  moved: 0,
  rows: 1,
  cells: 2,
  bonds: 3,
  bad: 4,
  builds: 5,
  step: 6,
  outside: 7,
  kinetic: 8,
  heat: 10,
  stored: 12,
  rates: 16,
  energy: 20,
  strain: 22,
} as const;

export const stateBytes = 4 * 36;
