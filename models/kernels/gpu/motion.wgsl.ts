// WGSL that moves atoms: velocity Verlet, the Langevin bath in its middle (BAOAB), and thermostats that scale velocities.
// What a step needs stands in its conditions, written by the host for a whole batch of steps; see step-conditions.ts.
import { giveSource, settingsSource, sumSource, unitsPerElectronvolt } from "./fixed-point.wgsl.ts";
import { workgroupSize } from "./kernel.ts";
import { mathSource } from "./math.wgsl.ts";
import { randomSource } from "./random.wgsl.ts";
import { stateSource } from "./state.wgsl.ts";

export const thermostatNumbers = { none: 0, langevin: 1, bussi: 2, berendsen: 3, "nose-hoover": 4 } as const;

/** The first half of a step, up to the new positions; notes how far atoms have come since the list was built. */
export const moveSource = /* wgsl */ `
${settingsSource}${stateSource}${mathSource}${randomSource}
override thermostat: u32 = 0u;
@group(0) @binding(0) var<uniform> settings: Settings;
@group(0) @binding(1) var<storage, read_write> state: State;
@group(0) @binding(2) var<storage, read_write> positions: array<vec4u>;
@group(0) @binding(3) var<storage, read_write> images: array<i32>;
@group(0) @binding(4) var<storage, read_write> velocities: array<vec4f>;
@group(0) @binding(5) var<storage, read> forces: array<vec4f>;
@group(0) @binding(6) var<storage, read> built_at: array<vec4u>;
@group(0) @binding(7) var<storage, read> conditions: array<array<vec4f, 2>>;
${sumSource(1)}
fn drift(i: u32, position: vec3u, way: vec3f) -> vec3u {
  let step = vec3i(round(vec3f(dot(way, settings.column0.xyz), dot(way, settings.column1.xyz), dot(way, settings.column2.xyz))));
  let next = position + bitcast<vec3u>(step);
  for (var a = 0u; a < 3u; a++) {
    if (step[a] > 0 && next[a] < position[a]) { images[3u * i + a] += 1; }
    if (step[a] < 0 && next[a] > position[a]) { images[3u * i + a] -= 1; }
  }
  return next;
}

@compute @workgroup_size(${workgroupSize})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_index) thread: u32) {
  let i = id.x;
  if (i < settings.atoms) {
    let condition = conditions[state.step][0];
    let time = condition.x;
    let half_inverse_mass = velocities[i].w;
    var velocity = velocities[i].xyz;
    if (thermostat == ${thermostatNumbers["nose-hoover"]}u) { velocity *= state.scale; }
    velocity += (time * half_inverse_mass) * forces[i].xyz;
    let old = positions[i];
    var position = old.xyz;
    if (thermostat == ${thermostatNumbers.langevin}u && half_inverse_mass > 0.0) {
      position = drift(i, position, 0.5 * time * velocity);
      let number = bitcast<vec2u>(conditions[state.step][1].xy);
      let noise = normals(vec4u(i, 0u, number), vec2u(settings.seed_low, settings.seed_high));
      let fresh = condition.z * velocity + sqrt(condition.w * half_inverse_mass) * noise;
      sum_add(0u, (dot(fresh, fresh) - dot(velocity, velocity)) / (4.0 * half_inverse_mass));
      velocity = fresh;
      position = drift(i, position, 0.5 * time * velocity);
    } else {
      position = drift(i, position, time * velocity);
    }
    velocities[i] = vec4f(velocity, half_inverse_mass);
    positions[i] = vec4u(position, old.w);
    let d = vec3f(bitcast<vec3i>(position - built_at[i].xyz));
    let way = settings.row0.xyz * d.x + settings.row1.xyz * d.y + settings.row2.xyz * d.z;
    let square = dot(way, way);
    if (square > settings.limit_squared) { atomicMax(&state.moved, bitcast<u32>(square)); }
  }
  workgroupBarrier();
  if (thread == 0u) ${giveSource(0, "state.heat_low", "state.heat_high")}
}
`;

/** One thread: what the thermostat makes of the kinetic energy. With `opening`, before a step; otherwise after it, and it counts the step. */
export const thermostatSource = /* wgsl */ `
${stateSource}${mathSource}
override thermostat: u32 = 0u;
override opening: bool = false;
override counting: bool = true;
@group(0) @binding(0) var<storage, read_write> state: State;
@group(0) @binding(1) var<storage, read> conditions: array<array<vec4f, 2>>;

fn words_of(value: f32) -> vec2i {
  let units = value * ${unitsPerElectronvolt}.0;
  let high = floor(units / 65536.0);
  return vec2i(i32(round(units - high * 65536.0)), i32(high));
}

fn add_heat(value: f32) {
  let words = words_of(value);
  atomicAdd(&state.heat_low, words.x);
  atomicAdd(&state.heat_high, words.y);
}

// Half a step of the chain, as dynamics/nose-hoover-chain.ts has it: scales state.kinetic and says by what.
fn act(time: f32, thermal: f32, freedom: f32, first: f32, next: f32) -> f32 {
  let outer = 1.3512071919596578;
  var weights = vec3f(outer, 1.0 - 2.0 * outer, outer);
  var rates = state.rates;
  let inertias = vec3f(first, next, next);
  var scale = 1.0;
  for (var w = 0; w < 3; w++) {
    let t = weights[w] * time;
    rates[2] += 0.5 * t * (inertias[1] * rates[1] * rates[1] - thermal) / inertias[2];
    for (var link = 1; link >= 0; link--) { rates[link] = turned(link, t, rates, inertias, thermal, freedom, scale); }
    scale *= exp_exact(-t * rates[0]);
    let words = words_of(thermal * t * (freedom * rates[0] + rates[1] + rates[2]));
    let low = state.stored_low + words.x;
    state.stored_low = low & 0xffff;
    state.stored_high += words.y + (low >> 16u);
    for (var link = 0; link < 2; link++) { rates[link] = turned(link, t, rates, inertias, thermal, freedom, scale); }
    rates[2] += 0.5 * t * (inertias[1] * rates[1] * rates[1] - thermal) / inertias[2];
  }
  state.rates = rates;
  state.kinetic *= scale * scale;
  return scale;
}

fn turned(link: i32, t: f32, rates: vec4f, inertias: vec3f, thermal: f32, freedom: f32, scale: f32) -> f32 {
  let friction = exp_exact(-0.25 * t * rates[link + 1]);
  var pull = 0.0;
  if (link == 0) { pull = (2.0 * state.kinetic * scale * scale - freedom * thermal) / inertias[0]; }
  else { pull = (inertias[link - 1] * rates[link - 1] * rates[link - 1] - thermal) / inertias[link]; }
  return (rates[link] * friction + 0.5 * t * pull) * friction;
}

@compute @workgroup_size(1) fn main() {
  let a = conditions[state.step][0];
  let b = conditions[state.step][1];
  if (!opening) {
    let low = atomicExchange(&state.kinetic_low, 0);
    let high = atomicExchange(&state.kinetic_high, 0);
    state.kinetic = (f32(high) * 65536.0 + f32(low)) / ${unitsPerElectronvolt}.0;
    let heat = atomicLoad(&state.heat_low);
    atomicStore(&state.heat_low, heat & 0xffff);
    atomicAdd(&state.heat_high, heat >> 16u);
  }
  var scale = 1.0;
  if (counting && state.kinetic > 0.0) {
    if (thermostat == ${thermostatNumbers.bussi}u && !opening) {
      let ratio = a.y / (2.0 * state.kinetic);
      let fresh = ratio * b.y;
      let square = b.x + fresh * (a.z * a.z + a.w) + 2.0 * a.z * sqrt(b.x * fresh);
      scale = sqrt(max(0.0, square)) * select(1.0, -1.0, a.z + sqrt(b.x / fresh) < 0.0);
    }
    if (thermostat == ${thermostatNumbers.berendsen}u && !opening) {
      scale = sqrt(max(0.0, 1.0 + min(1.0, a.z) * (a.w * a.y / (2.0 * state.kinetic) - 1.0)));
    }
    if (scale != 1.0) {
      add_heat(state.kinetic * (scale * scale - 1.0));
      state.kinetic *= scale * scale;
    }
    if (thermostat == ${thermostatNumbers["nose-hoover"]}u) { scale = act(0.5 * a.x, a.y, b.x, b.y, b.z); }
  }
  state.scale = scale;
  if (counting && !opening) { state.step += 1u; }
}
`;

export const scaleSource = /* wgsl */ `
${settingsSource}${stateSource}
@group(0) @binding(0) var<uniform> settings: Settings;
@group(0) @binding(1) var<storage, read_write> state: State;
@group(0) @binding(2) var<storage, read_write> velocities: array<vec4f>;

@compute @workgroup_size(${workgroupSize}) fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < settings.atoms) { velocities[id.x] = vec4f(velocities[id.x].xyz * state.scale, velocities[id.x].w); }
}
`;
