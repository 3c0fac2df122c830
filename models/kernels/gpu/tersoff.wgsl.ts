// WGSL of the Tersoff potential: one thread an atom, room for `capacity` bonds. Of each ordered triple of species the table
// has m, gamma, lambda3, c^2, d^2, cos theta0, n, beta, lambda2, B, R, D, lambda1, A, c^2 / d^2.
import { settingsSource } from "./fixed-point.wgsl.ts";
import { workgroupSize } from "./kernel.ts";
import { mathSource } from "./math.wgsl.ts";
import { potentialBindings, speciesBindings } from "./potential.wgsl.ts";

export const tersoffStride = 16;

export function tersoffSource(species: number, capacity: number): string {
  return /* wgsl */ `
${settingsSource}${mathSource}${potentialBindings}${speciesBindings}
@group(0) @binding(7) var<storage, read> table: array<f32>;

fn taper(at: u32, r: f32) -> vec2f {
  let middle = table[at + 10u];
  let width = table[at + 11u];
  if (r < middle - width) { return vec2f(1.0, 0.0); }
  if (r > middle + width || width == 0.0) { return vec2f(0.0); }
  let t = 0.5 * (r - middle) / width;
  return vec2f(0.5 - 0.5 * sine_pi(t), -0.25 * pi / width * cosine_pi(t));
}

// g and its slope with the cosine. As c^2 bend^2 / (d^2 (d^2 + bend^2)), not as a difference of large numbers.
fn bending(at: u32, cosine: f32) -> vec2f {
  let bend = table[at + 5u] - cosine;
  let inverse = 1.0 / (table[at + 4u] + bend * bend);
  let gamma = table[at + 1u];
  return gamma * vec2f(1.0 + table[at + 14u] * bend * bend * inverse, -2.0 * table[at + 3u] * bend * inverse * inverse);
}

// exp((lambda3 (r_ij - r_ik))^m) and its logarithm's slope with r_ij.
fn stretching(at: u32, difference: f32) -> vec2f {
  let lambda = table[at + 2u];
  if (lambda == 0.0) { return vec2f(1.0, 0.0); }
  let x = lambda * difference;
  let cubic = table[at] > 2.0;
  let exponent = select(x, x * x * x, cubic);
  let slope = select(lambda, 3.0 * lambda * x * x, cubic);
  if (exponent > 69.0776) { return vec2f(1e30, slope); }
  if (exponent < -69.0776) { return vec2f(0.0, slope); }
  return vec2f(exp_exact(exponent), slope);
}

// b(zeta) and its slope, from the logarithm of (beta zeta)^n, which neither overflows nor underflows.
fn bond_order(at: u32, zeta: f32) -> vec2f {
  let n = table[at + 6u];
  if (zeta <= 0.0) { return vec2f(1.0, 0.0); }
  let log_power = n * (log(table[at + 7u]) + log(zeta));
  if (log_power < -40.0) { return vec2f(1.0, 0.0); }
  if (log_power > 40.0) {
    let value = exp_exact(-0.5 * log_power / n);
    return vec2f(value, -0.5 * value / zeta);
  }
  let x = exp_exact(log_power);
  let value = exp_exact(-0.5 / n * log_one_plus(x));
  return vec2f(value, -0.5 * value * x / ((1.0 + x) * zeta));
}

fn log_one_plus(x: f32) -> f32 {
  if (x < 1e-2) { return x * (1.0 - x * (0.5 - x * (0.33333333 - 0.25 * x))); }
  return log(1.0 + x);
}

@compute @workgroup_size(${workgroupSize}) fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  let n = settings.atoms;
  if (i >= n) { return; }
  let count = min(bond_counts[i], ${capacity}u);
  var direction: array<vec4f, ${capacity}>;
  var kind: array<u32, ${capacity}>;
  var gradient: array<vec3f, ${capacity}>;
  for (var b = 0u; b < count; b++) {
    let vector = bond_vectors[b * n + i];
    direction[b] = vec4f(vector.xyz / vector.w, vector.w);
    kind[b] = bond_atoms[b * n + i] >> 27u;
    gradient[b] = vec3f(0.0);
  }
  let own = positions[i].w;
  var energy = 0.0;
  for (var b = 0u; b < count; b++) {
    let triple = (own * ${species}u + kind[b]) * ${species}u;
    let pair = ${tersoffStride}u * (triple + kind[b]);
    let u = direction[b];
    let cut = taper(pair, u.w);
    if (cut.x == 0.0 && cut.y == 0.0) { continue; }
    var zeta = 0.0;
    for (var k = 0u; k < count; k++) {
      let at = ${tersoffStride}u * (triple + kind[k]);
      let v = direction[k];
      let cut_k = taper(at, v.w).x;
      if (k == b || cut_k == 0.0) { continue; }
      zeta += cut_k * bending(at, dot(u.xyz, v.xyz)).x * stretching(at, u.w - v.w).x;
    }
    let order = bond_order(pair, zeta);
    let lambda1 = table[pair + 12u];
    let lambda2 = table[pair + 8u];
    let repulsion = 0.5 * table[pair + 13u] * exp_exact(-lambda1 * u.w);
    let attraction = -0.5 * table[pair + 9u] * exp_exact(-lambda2 * u.w);
    let uncut = repulsion + order.x * attraction;
    energy += cut.x * uncut;
    let slope = cut.y * uncut - cut.x * (lambda1 * repulsion + lambda2 * order.x * attraction);
    // dE / dzeta
    let factor = cut.x * attraction * order.y;
    var mine = slope * u.xyz;
    for (var k = 0u; k < count; k++) {
      let at = ${tersoffStride}u * (triple + kind[k]);
      let v = direction[k];
      let cut_k = taper(at, v.w);
      if (k == b || cut_k.x == 0.0) { continue; }
      let cosine = dot(u.xyz, v.xyz);
      let g = bending(at, cosine);
      let stretch = stretching(at, u.w - v.w);
      let weight = factor * stretch.x;
      let along = weight * cut_k.x * g.x * stretch.y;
      let along_k = weight * cut_k.y * g.x - along;
      let turn_b = weight * cut_k.x * g.y / u.w;
      let turn_k = weight * cut_k.x * g.y / v.w;
      mine += turn_b * v.xyz + (along - cosine * turn_b) * u.xyz;
      gradient[k] += turn_k * u.xyz + (along_k - cosine * turn_k) * v.xyz;
    }
    gradient[b] += mine;
  }
  for (var b = 0u; b < count; b++) { gradients[b * n + i] = vec4f(gradient[b], 0.0); }
  forces[i].w = energy;
}
`;
}
