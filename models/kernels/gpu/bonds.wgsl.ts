// WGSL between list and potentials. `bonds` keeps of each row what is within the potential's cutoff, with its vectors; the
// potential gives each atom's energy and its gradient with respect to each of its bond vectors; `forces` gathers them:
// an atom's force is the sum of its own gradients less those that its neighbours have towards it. No float is ever added by
// two threads, so no atomics, and the same bits each time. Table entry b of atom i stands at b N + i.
import { displacementSource, giveSource, settingsSource, sumSource } from "./fixed-point.wgsl.ts";
import { workgroupSize } from "./kernel.ts";
import { stateSource } from "./state.wgsl.ts";

export const bondsSource = /* wgsl */ `
${settingsSource}${stateSource}
@group(0) @binding(0) var<uniform> settings: Settings;
@group(0) @binding(1) var<storage, read_write> state: State;
@group(0) @binding(2) var<storage, read> positions: array<vec4u>;
@group(0) @binding(3) var<storage, read> row_counts: array<u32>;
@group(0) @binding(4) var<storage, read> rows: array<u32>;
@group(0) @binding(5) var<storage, read_write> bond_counts: array<u32>;
// Neighbour atom in the low 27 bits, its species above.
@group(0) @binding(6) var<storage, read_write> bond_atoms: array<u32>;
// Vector and length, angstrom.
@group(0) @binding(7) var<storage, read_write> bond_vectors: array<vec4f>;
${displacementSource}
@compute @workgroup_size(${workgroupSize}) fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  let n = settings.atoms;
  if (i >= n) { return; }
  let here = positions[i].xyz;
  let entries = row_counts[i];
  var count = 0u;
  for (var e = 0u; e < entries; e++) {
    let j = rows[e * n + i];
    let other = positions[j];
    let d = displacement(here, other.xyz);
    let square = dot(d, d);
    if (square < settings.cutoff_squared) {
      if (count < settings.bond_capacity) {
        bond_atoms[count * n + i] = j | (other.w << 27u);
        bond_vectors[count * n + i] = vec4f(d, sqrt(square));
      }
      count++;
    }
  }
  bond_counts[i] = min(count, settings.bond_capacity);
  if (count > settings.bond_capacity) { atomicMax(&state.bonds, count); }
}
`;

/**
 * Forces from gradients, then, where `kick` is set, half a time step of velocities under them. Sums the kinetic energy.
 * An atom's force stands in xyz of `forces`, its energy (the potential's to write) in w.
 */
export const forcesSource = /* wgsl */ `
${settingsSource}${stateSource}
override kick: bool = true;
@group(0) @binding(0) var<uniform> settings: Settings;
@group(0) @binding(1) var<storage, read_write> state: State;
@group(0) @binding(2) var<storage, read> bond_counts: array<u32>;
@group(0) @binding(3) var<storage, read> bond_atoms: array<u32>;
@group(0) @binding(4) var<storage, read> gradients: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> forces: array<vec4f>;
// xyz: angstrom/fs; w: half of 1 over mass, in angstrom/fs^2 over eV/angstrom; 0 for atoms that never move.
@group(0) @binding(6) var<storage, read_write> velocities: array<vec4f>;
// Of each step: time step (fs), and what its thermostat needs.
@group(0) @binding(7) var<storage, read> conditions: array<array<vec4f, 2>>;
${sumSource(1)}
@compute @workgroup_size(${workgroupSize})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_index) thread: u32) {
  let i = id.x;
  let n = settings.atoms;
  if (i < n) {
    var force = vec3f(0.0);
    let count = bond_counts[i];
    for (var b = 0u; b < count; b++) {
      force += gradients[b * n + i].xyz;
      let j = bond_atoms[b * n + i] & 0x7ffffffu;
      let theirs = bond_counts[j];
      for (var s = 0u; s < theirs; s++) {
        if ((bond_atoms[s * n + j] & 0x7ffffffu) == i) {
          force -= gradients[s * n + j].xyz;
          break;
        }
      }
    }
    forces[i] = vec4f(force, forces[i].w);
    let bits = bitcast<vec3u>(force) & vec3u(0x7f800000u);
    if (any(bits == vec3u(0x7f800000u))) { atomicStore(&state.bad, 1u); }
    var velocity = velocities[i];
    if (kick) {
      // Half a time step, half of 1 over mass taken twice.
      velocity = vec4f(velocity.xyz + (conditions[state.step][0].x * velocity.w) * force, velocity.w);
      velocities[i] = velocity;
    }
    // m v^2 / 2 = v^2 / (4 w)
    if (velocity.w > 0.0) { sum_add(0u, dot(velocity.xyz, velocity.xyz) / (4.0 * velocity.w)); }
  }
  workgroupBarrier();
  if (thread == 0u) ${giveSource(0, "state.kinetic_low", "state.kinetic_high")}
}
`;

/** Sums of the potential energy and of the strain derivative. */
export const samplesSource = /* wgsl */ `
${settingsSource}${stateSource}
@group(0) @binding(0) var<uniform> settings: Settings;
@group(0) @binding(1) var<storage, read_write> state: State;
@group(0) @binding(2) var<storage, read> bond_counts: array<u32>;
@group(0) @binding(3) var<storage, read> bond_vectors: array<vec4f>;
@group(0) @binding(4) var<storage, read> gradients: array<vec4f>;
@group(0) @binding(5) var<storage, read> forces: array<vec4f>;
${sumSource(7)}
@compute @workgroup_size(${workgroupSize})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_index) thread: u32) {
  let i = id.x;
  let n = settings.atoms;
  if (i < n) {
    var diagonal = vec3f(0.0);
    var shear = vec3f(0.0);
    let count = bond_counts[i];
    for (var b = 0u; b < count; b++) {
      let g = gradients[b * n + i].xyz;
      let r = bond_vectors[b * n + i].xyz;
      diagonal += g * r;
      shear += 0.5 * (g.yxx * r.zzy + g.zzy * r.yxx);
    }
    sum_add(0u, forces[i].w);
    if (count > 0u && gradients[i].w > 0.5) { atomicAdd(&state.outside, 1u); }
    for (var a = 0u; a < 3u; a++) {
      sum_add(1u + a, diagonal[a]);
      sum_add(4u + a, shear[a]);
    }
  }
  workgroupBarrier();
  if (thread == 0u) {
    ${giveSource(0, "state.energy_low", "state.energy_high")}
    ${[0, 1, 2, 3, 4, 5].map((v) => giveSource(1 + v, `state.strain[${2 * v}]`, `state.strain[${2 * v + 1}]`)).join("\n    ")}
  }
}
`;
