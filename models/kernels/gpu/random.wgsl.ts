// Random numbers by counter: Philox-4x32-10 of J. K. Salmon et al., SC11 (2011). A number is a function of key and counter,
// so it depends neither on the order in which atoms are computed nor on what was drawn before.

export const randomSource = /* wgsl */ `
fn multiply_wide(a: u32, b: u32) -> vec2u {
  let al = a & 0xffffu; let ah = a >> 16u;
  let bl = b & 0xffffu; let bh = b >> 16u;
  let low = al * bl;
  let middle = ah * bl + (low >> 16u);
  let other = al * bh + (middle & 0xffffu);
  return vec2u(a * b, ah * bh + (middle >> 16u) + (other >> 16u));
}

fn philox(start: vec4u, start_key: vec2u) -> vec4u {
  var c = start;
  var key = start_key;
  for (var round = 0; round < 10; round++) {
    let p = multiply_wide(0xD2511F53u, c.x);
    let q = multiply_wide(0xCD9E8D57u, c.z);
    c = vec4u(q.y ^ c.y ^ key.x, q.x, p.y ^ c.w ^ key.y, p.x);
    key += vec2u(0x9E3779B9u, 0xBB67AE85u);
  }
  return c;
}

// Three normal deviates (Box and Muller) from one counter.
fn normals(counter: vec4u, key: vec2u) -> vec3f {
  let bits = philox(counter, key);
  // 24 bits each, the first in (0, 1].
  let u = (vec4f(bits >> vec4u(8u)) + vec4f(1.0, 0.0, 1.0, 0.0)) * 5.9604644775390625e-8;
  let a = sqrt(max(0.0, -2.0 * log(u.x)));
  let b = sqrt(max(0.0, -2.0 * log(u.z)));
  return vec3f(a * cosine_pi(2.0 * u.y), a * sine_pi(2.0 * u.y), b * cosine_pi(2.0 * u.w));
}
`;
