// Elementary functions in WGSL that are good to float32's last digits. WGSL's own are not: its sine and cosine may be wrong
// by 5e-4, its arc cosine by as much, its exponential by several units in the last place and more for large arguments.

export const mathSource = /* wgsl */ `
const pi = 3.14159265358979;

// Cody and Waite's reduction, then a polynomial on [-ln2 / 2, ln2 / 2]: within about 1e-7 of its value. 0 below -87.
fn exp_exact(x: f32) -> f32 {
  if (x < -87.0) { return 0.0; }
  let n = round(min(x, 88.0) * 1.44269504);
  let r = fma(n, 2.12194440e-4, fma(n, -0.693359375, min(x, 88.0)));
  var p = fma(r, 1.9875691500e-4, 1.3981999507e-3);
  p = fma(r, p, 8.3334519073e-3);
  p = fma(r, p, 4.1665795894e-2);
  p = fma(r, p, 1.6666665459e-1);
  p = fma(r, p, 5.0000001201e-1);
  return ldexp(fma(r * r, p, r) + 1.0, i32(n));
}

// sin(pi t) for |t| <= 1/2, Taylor's series to the 13th power.
fn sine_half_turns(t: f32) -> f32 {
  let x = pi * t;
  let s = x * x;
  var p = fma(s, 1.6059044e-10, -2.5052108e-8);
  p = fma(s, p, 2.7557319e-6);
  p = fma(s, p, -1.9841270e-4);
  p = fma(s, p, 8.3333333e-3);
  p = fma(s, p, -1.6666667e-1);
  return fma(x * s, p, x);
}

// cos(pi t) and sin(pi t) for any t of moderate size.
fn cosine_pi(t: f32) -> f32 {
  let u = abs(t - 2.0 * round(0.5 * t));
  return sine_half_turns(0.5 - u);
}
fn sine_pi(t: f32) -> f32 {
  let u = t - 2.0 * round(0.5 * t);
  return sine_half_turns(select(u, sign(u) - u, abs(u) > 0.5));
}

// Abramowitz and Stegun 4.4.46, within 2e-8.
fn arc_cosine(c: f32) -> f32 {
  let x = min(abs(c), 1.0);
  var p = fma(x, -0.0012624911, 0.0066700901);
  p = fma(x, p, -0.0170881256);
  p = fma(x, p, 0.0308918810);
  p = fma(x, p, -0.0501743046);
  p = fma(x, p, 0.0889789874);
  p = fma(x, p, -0.2145988016);
  p = fma(x, p, 1.5707963050);
  let angle = sqrt(max(0.0, 1.0 - x)) * p;
  return select(angle, pi - angle, c < 0.0);
}

fn tanh_exact(x: f32) -> f32 {
  // Small arguments would lose their digits in 1 - 2 / (e^2x + 1).
  if (abs(x) < 0.3) {
    let s = x * x;
    var p = fma(s, 0.0218694885, -0.0539682540);
    p = fma(s, p, 0.1333333333);
    p = fma(s, p, -0.3333333333);
    return fma(x * s, p, x);
  }
  let t = 1.0 - 2.0 / (exp_exact(min(2.0 * abs(x), 80.0)) + 1.0);
  return select(t, -t, x < 0.0);
}

// x^n for x >= 0: by multiplication where n is a whole number up to 64.
fn power(x: f32, n: f32) -> f32 {
  if (n == floor(n) && n >= 0.0 && n <= 64.0) {
    var left = u32(n);
    var base = x;
    var result = 1.0;
    while (left > 0u) {
      if ((left & 1u) == 1u) { result *= base; }
      base *= base;
      left >>= 1u;
    }
    return result;
  }
  if (x <= 0.0) { return 0.0; }
  return exp_exact(n * log(x));
}
`;
