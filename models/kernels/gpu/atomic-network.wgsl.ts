// WGSL of network potentials and of atom-centred functions: a workgroup an atom. The table, numbers in a row:
//
//   heads     of each element, 16: places and counts of radial functions, angular functions, radial profiles; number of
//             functions; place of centres, scales and ranges; place and count of layers; output scale; energy offset
//   radial    profile, function, weight of each species
//   angular   profile, whether the third side counts, angular form and 3 parameters, function, group of those
//             with the same profile and the same of the third side, weight of each pair of species
//   profiles  see numbersOfProfile of network-table.ts
//   layers    inputs, outputs, activation, places of weights and biases

import { descriptorSource } from "./descriptor.wgsl.ts";
import { settingsSource } from "./fixed-point.wgsl.ts";
import { mathSource } from "./math.wgsl.ts";
import { angularHead, headSize, layerSize, type NetworkShape, profileSize } from "./network-table.ts";
import { potentialBindings, speciesBindings } from "./potential.wgsl.ts";

/**
 * "potential": energy and gradients. "values": values of the functions go to `results`, N rows of the most functions.
 * "products": gradients of the sum of weights times functions, weights from `results`.
 */
export type NetworkMode = "potential" | "values" | "products";

const threads = 64;

export function atomicNetworkSource(shape: NetworkShape, capacity: number, workgroupBytes: number, mode: NetworkMode): string {
  const { species, functions, profiles, neurons } = shape;
  const fixedBytes = 20 * capacity + 4 * (threads + 3 * functions + 3 * neurons) + 64;
  // Every neighbour's radial profiles are kept where there is room for them.
  const kept = fixedBytes + 8 * capacity * profiles <= workgroupBytes;
  const angularStride = angularHead + species * species;
  const radialStride = 2 + species;
  const network = mode === "potential" ? networkPart : "";
  return /* wgsl */ `
${settingsSource}${mathSource}${potentialBindings}${speciesBindings}
@group(0) @binding(7) var<storage, read> table: array<f32>;
${mode === "potential" ? "" : `@group(0) @binding(8) var<storage, read_write> results: array<f32>;`}
${descriptorSource}
var<workgroup> vectors: array<vec4f, ${capacity}>;
var<workgroup> kinds: array<u32, ${capacity}>;
${kept ? `var<workgroup> pair_profiles: array<vec2f, ${capacity * profiles}>;` : ""}
var<workgroup> shares_of: array<f32, ${threads}>;
var<workgroup> outside: atomic<u32>;
var<workgroup> values: array<f32, ${functions}>;
var<workgroup> input: array<f32, ${functions}>;
var<workgroup> slopes_in: array<f32, ${functions}>;
var<workgroup> neurons: array<f32, ${Math.max(1, neurons)}>;
var<workgroup> neuron_slopes: array<f32, ${Math.max(1, neurons)}>;
var<workgroup> backward: array<f32, ${Math.max(1, neurons)}>;

fn pair_profile(profiles_at: u32, neighbour: u32, profile: u32) -> vec2f {
  ${kept ? `return pair_profiles[neighbour * ${profiles}u + profile];` : `return radial_profile(profiles_at + ${profileSize}u * profile, vectors[neighbour].w);`}
}

// A part of one function: over some of the neighbours, and of pairs those in which such a one stands first.
fn function_part(head: u32, f: u32, count: u32, first: u32, stride: u32) -> f32 {
  let radials = u32(table[head + 1u]);
  let profiles_at = u32(table[head + 4u]);
  var sum = 0.0;
  if (f < radials) {
    let at = u32(table[head]) + ${radialStride}u * f;
    let profile = u32(table[at]);
    for (var j = first; j < count; j += stride) {
      let weight = table[at + 2u + kinds[j]];
      if (weight != 0.0) { sum += weight * pair_profile(profiles_at, j, profile).x; }
    }
    return sum;
  }
  let at = u32(table[head + 2u]) + ${angularStride}u * (f - radials);
  let profile = u32(table[at]);
  let three = table[at + 1u] > 0.5;
  for (var j = first; j < count; j += stride) {
    let rj = pair_profile(profiles_at, j, profile).x;
    if (rj == 0.0) { continue; }
    for (var k = j + 1u; k < count; k++) {
      let weight = table[at + ${angularHead}u + ${species}u * kinds[j] + kinds[k]];
      if (weight == 0.0) { continue; }
      var product = weight * rj * pair_profile(profiles_at, k, profile).x;
      if (product == 0.0) { continue; }
      if (three) { product *= radial_profile(profiles_at + ${profileSize}u * profile, distance(vectors[j].xyz, vectors[k].xyz)).x; }
      if (product == 0.0) { continue; }
      let cosine = dot(vectors[j].xyz, vectors[k].xyz) / (vectors[j].w * vectors[k].w);
      sum += product * angular_profile(at + 2u, cosine).x;
    }
  }
  return sum;
}

// The function's number among all of its element's.
fn target_of(head: u32, f: u32) -> u32 {
  let radials = u32(table[head + 1u]);
  if (f < radials) { return u32(table[u32(table[head]) + ${radialStride}u * f + 1u]); }
  return u32(table[u32(table[head + 2u]) + ${angularStride}u * (f - radials) + 6u]);
}

// dE / d(vector to neighbour j), from dE/dG in slopes_in.
fn gradient_of(head: u32, j: u32, count: u32) -> vec3f {
  let radials = u32(table[head + 1u]);
  let profiles_at = u32(table[head + 4u]);
  let own = vectors[j];
  var along = 0.0;
  for (var f = 0u; f < radials; f++) {
    let at = u32(table[head]) + ${radialStride}u * f;
    let weight = table[at + 2u + kinds[j]];
    if (weight != 0.0) { along += weight * slopes_in[u32(table[at + 1u])] * pair_profile(profiles_at, j, u32(table[at])).y; }
  }
  var gradient = own.xyz * (along / own.w);
  let angulars = u32(table[head + 3u]);
  let angulars_at = u32(table[head + 2u]);
  for (var k = 0u; k < count; k++) {
    if (k == j || angulars == 0u) { continue; }
    let other = vectors[k];
    let cosine = dot(own.xyz, other.xyz) / (own.w * other.w);
    let across = own.xyz - other.xyz;
    let side = length(across);
    var by_own = 0.0;
    var by_side = 0.0;
    var by_cosine = 0.0;
    // Functions that share their radial factors stand side by side: these are fetched once, and taken in once a group.
    var group = -1.0;
    var rj = vec2f(0.0);
    var rk = 0.0;
    var rc = vec2f(0.0);
    var sum = vec2f(0.0);
    for (var f = 0u; f < angulars; f++) {
      let at = angulars_at + ${angularStride}u * f;
      let weight = table[at + ${angularHead}u + ${species}u * kinds[j] + kinds[k]];
      if (weight == 0.0) { continue; }
      if (table[at + 7u] != group) {
        by_own += sum.x * rj.y * rk * rc.x;
        by_side += sum.x * rj.x * rk * rc.y;
        by_cosine += sum.y * rj.x * rk * rc.x;
        sum = vec2f(0.0);
        group = table[at + 7u];
        let profile = u32(table[at]);
        rj = pair_profile(profiles_at, j, profile);
        rk = pair_profile(profiles_at, k, profile).x;
        rc = vec2f(1.0, 0.0);
        if (table[at + 1u] > 0.5) { rc = radial_profile(profiles_at + ${profileSize}u * profile, side); }
      }
      if (rk == 0.0 || (rc.x == 0.0 && rc.y == 0.0)) { continue; }
      sum += (weight * slopes_in[u32(table[at + 6u])]) * angular_profile(at + 2u, cosine);
    }
    by_own += sum.x * rj.y * rk * rc.x;
    by_side += sum.x * rj.x * rk * rc.y;
    by_cosine += sum.y * rj.x * rk * rc.x;
    let between = select(0.0, by_side / side, side > 0.0);
    gradient += own.xyz * (by_own / own.w - by_cosine * cosine / (own.w * own.w)) + other.xyz * (by_cosine / (own.w * other.w))
      + across * between;
  }
  return gradient;
}

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let i = group.y * groups.x + group.x;
  let n = settings.atoms;
  if (i >= n) { return; }
  let head = ${headSize}u * positions[i].w;
  let count = min(bond_counts[i], ${capacity}u);
  let profiles_at = u32(table[head + 4u]);
  let profile_count = u32(table[head + 5u]);
  let size = u32(table[head + 6u]);
  for (var b = thread; b < count; b += ${threads}u) {
    let vector = bond_vectors[b * n + i];
    vectors[b] = vector;
    kinds[b] = bond_atoms[b * n + i] >> 27u;
    ${kept ? `for (var p = 0u; p < profile_count; p++) { pair_profiles[b * ${profiles}u + p] = radial_profile(profiles_at + ${profileSize}u * p, vector.w); }` : ""}
  }
  workgroupBarrier();
  ${mode === "products" ? "" : valuesPart}
  ${mode === "values" ? `for (var f = thread; f < size; f += ${threads}u) { results[i * ${functions}u + f] = values[f]; }` : ""}
  ${mode === "products" ? `for (var f = thread; f < size; f += ${threads}u) { slopes_in[f] = results[i * ${functions}u + f]; }` : network}
  workgroupBarrier();
  ${mode === "potential" ? "" : "if (thread == 0u) { forces[i].w = 0.0; }"}
  for (var b = thread; b < count; b += ${threads}u) {
    gradients[b * n + i] = ${mode === "values" ? "vec4f(0.0)" : "vec4f(gradient_of(head, b, count), f32(atomicLoad(&outside)))"};
  }
}
`;
}

/** Every function shared out to so many threads as there are for it; their parts are summed in order. */
const valuesPart = /* wgsl */ `
  for (var start = 0u; start < size; start += ${threads}u) {
    let here = min(size - start, ${threads}u);
    let shares = ${threads}u / here;
    if (thread < here * shares) { shares_of[thread] = function_part(head, start + thread % here, count, thread / here, shares); }
    workgroupBarrier();
    if (thread < here) {
      var sum = 0.0;
      for (var s = 0u; s < shares; s++) { sum += shares_of[s * here + thread]; }
      values[target_of(head, start + thread)] = sum;
    }
    workgroupBarrier();
  }
`;

/** Forward and back through the network: values in, the atom's energy and dE/dG out. */
const networkPart = /* wgsl */ `
  let centre_at = u32(table[head + 7u]);
  for (var f = thread; f < size; f += ${threads}u) {
    let value = values[f];
    input[f] = (value - table[centre_at + f]) * table[centre_at + size + f];
    if (value < table[centre_at + 2u * size + f] || value > table[centre_at + 3u * size + f]) { atomicStore(&outside, 1u); }
  }
  workgroupBarrier();
  let layers_at = u32(table[head + 8u]);
  let layers = u32(table[head + 9u]);
  var offset = 0u;
  for (var l = 0u; l < layers; l++) {
    let at = layers_at + ${layerSize}u * l;
    let inputs = u32(table[at]);
    let outputs = u32(table[at + 1u]);
    let weights_at = u32(table[at + 3u]);
    for (var h = thread; h < outputs; h += ${threads}u) {
      var sum = table[u32(table[at + 4u]) + h];
      for (var d = 0u; d < inputs; d++) {
        var x = 0.0;
        if (l == 0u) { x = input[d]; } else { x = neurons[offset - inputs + d]; }
        sum += x * table[weights_at + d * outputs + h];
      }
      let y = activate(u32(table[at + 2u]), sum);
      neurons[offset + h] = y.x;
      neuron_slopes[offset + h] = y.y;
    }
    workgroupBarrier();
    offset += outputs;
  }
  if (thread == 0u) {
    forces[i].w = neurons[offset - 1u] * table[head + 10u] + table[head + 11u];
    backward[offset - 1u] = table[head + 10u] * neuron_slopes[offset - 1u];
  }
  workgroupBarrier();
  for (var back = 0u; back < layers; back++) {
    let l = layers - 1u - back;
    let at = layers_at + ${layerSize}u * l;
    let inputs = u32(table[at]);
    let outputs = u32(table[at + 1u]);
    let weights_at = u32(table[at + 3u]);
    offset -= outputs;
    for (var d = thread; d < inputs; d += ${threads}u) {
      var sum = 0.0;
      for (var h = 0u; h < outputs; h++) { sum += table[weights_at + d * outputs + h] * backward[offset + h]; }
      if (l == 0u) { slopes_in[d] = sum * table[centre_at + size + d]; }
      else { backward[offset - inputs + d] = sum * neuron_slopes[offset - inputs + d]; }
    }
    workgroupBarrier();
  }
`;
