// WGSL of the one-dimensional functions that atom-centred functions are products of: as descriptors/radial-bank.ts and
// angular-bank.ts have them, which are the reference. Every function returns a value and its slope.
import { coreKinds } from "../../descriptors/core-function.ts";

const core = Object.fromEntries(coreKinds.map((kind, place) => [kind, place])) as Record<(typeof coreKinds)[number], number>;

export const descriptorSource = /* wgsl */ `
fn core_polynomial(kind: u32, x: f32) -> f32 {
  switch (kind) {
    case ${core["polynomial-1"]}u: { return (2.0 * x - 3.0) * x * x; }
    case ${core["polynomial-2"]}u: { return ((15.0 - 6.0 * x) * x - 10.0) * x * x * x; }
    case ${core["polynomial-3"]}u: { return (((20.0 * x - 70.0) * x + 84.0) * x - 35.0) * (x * x) * (x * x); }
    default: { return ((((315.0 - 70.0 * x) * x - 540.0) * x + 420.0) * x - 126.0) * (x * x) * (x * x) * x; }
  }
}

fn core_function(kind: u32, x: f32) -> vec2f {
  if (x >= 1.0) { return vec2f(0.0); }
  if (kind == ${core.exponential}u) {
    let t = 1.0 / (1.0 - x * x);
    let value = exp_exact(1.0 - t);
    return vec2f(value, -2.0 * x * t * t * value);
  }
  // f(x) + f(1 - x) = 1: near the end the small difference is computed as such.
  var value = 0.0;
  if (x < 0.5) { value = 1.0 + core_polynomial(kind, x); } else { value = -core_polynomial(kind, 1.0 - x); }
  let s = x * (1.0 - x);
  switch (kind) {
    case ${core["polynomial-1"]}u: { return vec2f(value, -6.0 * s); }
    case ${core["polynomial-2"]}u: { return vec2f(value, -30.0 * s * s); }
    case ${core["polynomial-3"]}u: { return vec2f(value, -140.0 * s * s * s); }
    default: { return vec2f(value, -630.0 * s * s * s * s); }
  }
}

fn cutoff_function(form: u32, r: f32, cutoff: f32, start: f32) -> vec2f {
  if (form == 0u) { return vec2f(1.0, 0.0); }
  if (form == 2u || form == 3u) {
    let t = tanh_exact(1.0 - r / cutoff);
    // 1 over the cube of tanh 1.
    let factor = select(1.0, 2.26375264, form == 3u);
    return factor * vec2f(t * t * t, -3.0 * t * t * (1.0 - t * t) / cutoff);
  }
  if (r < start) { return vec2f(1.0, 0.0); }
  let width = cutoff - start;
  let x = (r - start) / width;
  if (form == 1u) { return vec2f(0.5 * cosine_pi(x) + 0.5, -0.5 * pi / width * sine_pi(x)); }
  let f = core_function(form - 4u, x);
  return vec2f(f.x, f.y / width);
}

// T_n(x) and its slope.
fn chebyshev(order: u32, x: f32) -> vec2f {
  if (order == 0u) { return vec2f(1.0, 0.0); }
  var t = x; var before = 1.0;
  var u = 1.0; var u_before = 0.0;
  for (var n = 2u; n <= order; n++) {
    let next = 2.0 * x * t - before;
    before = t;
    t = next;
    let u_next = 2.0 * x * u - u_before;
    u_before = u;
    u = u_next;
  }
  return vec2f(t, f32(order) * u);
}

// The radial profile that stands at a place of the table, at r.
fn radial_profile(at: u32, r: f32) -> vec2f {
  let cutoff = table[at + 4u];
  if (r >= cutoff) { return vec2f(0.0); }
  let form = u32(table[at]);
  let p = table[at + 1u];
  let q = table[at + 2u];
  if (form == 4u) {
    if (r <= p) { return vec2f(0.0); }
    let width = 0.5 * (cutoff - p);
    let a = (r - 0.5 * (cutoff + p)) / width;
    let x = abs(a);
    let asymmetric = q > 0.5;
    let f = core_function(u32(table[at + 7u]), select(x, (2.0 - x) * x, asymmetric));
    return vec2f(f.x, f.y * select(1.0, 2.0 - 2.0 * x, asymmetric) * sign(a) / width);
  }
  let fc = cutoff_function(u32(table[at + 5u]), r, cutoff, table[at + 6u]);
  var f = vec2f(1.0, 0.0);
  if (form == 1u) {
    let d = r - q;
    let value = exp_exact(-p * d * d);
    f = vec2f(value, -2.0 * p * d * value);
  } else if (form == 2u) {
    let turns = p * r / pi;
    f = vec2f(cosine_pi(turns), -p * sine_pi(turns));
  } else if (form == 3u) {
    let t = chebyshev(u32(p), 2.0 * r / cutoff - 1.0);
    f = vec2f(t.x, t.y * 2.0 / cutoff);
  }
  return vec2f(f.x * fc.x, f.y * fc.x + f.x * fc.y);
}

// The angular profile with its form and parameters at a place of the table; slope with respect to the cosine.
fn angular_profile(at: u32, cosine: f32) -> vec2f {
  let form = u32(table[at]);
  let p = table[at + 1u];
  let q = table[at + 2u];
  let c = clamp(cosine, -1.0, 1.0);
  if (form == 0u) {
    // 2^(1 - zeta) (1 + lambda c)^zeta = 2 ((1 + lambda c) / 2)^zeta
    let base = max(0.0, 0.5 + 0.5 * q * c);
    let lower = select(power(base, p - 1.0), 1.0, p == 1.0);
    return vec2f(2.0 * lower * base, p * q * lower);
  }
  if (form == 2u) {
    let scaled = q > 0.5;
    let rate = select(1.0, 2.0 / pi, scaled);
    let t = chebyshev(u32(p), rate * c - select(0.0, 1.0, scaled));
    return vec2f(t.x, rate * t.y);
  }
  let a = (arc_cosine(c) - p) / q;
  let f = core_function(u32(table[at + 3u]), abs(a));
  let sine = sqrt(max(0.0, (1.0 - c) * (1.0 + c)));
  return vec2f(f.x, select(0.0, -f.y * sign(a) / (q * sine), sine > 1e-6));
}

fn activate(kind: u32, x: f32) -> vec2f {
  switch (kind) {
    case 0u: { let y = tanh_exact(x); return vec2f(y, 1.0 - y * y); }
    case 2u: { let y = logistic(x); return vec2f(y, y * (1.0 - y)); }
    case 3u: { return vec2f(max(x, 0.0) + log(1.0 + exp_exact(-abs(x))), logistic(x)); }
    case 4u: { let t = tanh_exact(2.0 / 3.0 * x); return vec2f(1.7159 * t, 1.7159 * 2.0 / 3.0 * (1.0 - t * t)); }
    case 5u: { let t = tanh_exact(2.0 / 3.0 * x); return vec2f(1.7159 * t + 0.1 * x, 1.7159 * 2.0 / 3.0 * (1.0 - t * t) + 0.1); }
    case 6u: { let s = logistic(x); return vec2f(x * s, s * (1.0 + x * (1.0 - s))); }
    case 7u: { let y = exp_exact(-0.5 * x * x); return vec2f(y, -x * y); }
    case 8u: { return vec2f(max(x, 0.0), select(0.0, 1.0, x > 0.0)); }
    case 9u: { return vec2f(cosine_pi(x / pi), -sine_pi(x / pi)); }
    case 10u: { let y = logistic(-x); return vec2f(y, y * (y - 1.0)); }
    case 11u: { let y = exp_exact(-x); return vec2f(y, -y); }
    case 12u: { return vec2f(x * x, 2.0 * x); }
    default: { return vec2f(x, 1.0); }
  }
}

fn logistic(x: f32) -> f32 {
  return 1.0 / (1.0 + exp_exact(-x));
}
`;
