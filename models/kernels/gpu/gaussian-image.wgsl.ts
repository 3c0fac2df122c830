// WGSL of images of atoms: a thread a grid point. Distances are in spacings: the whole ones exact, as integers.
import { mathSource } from "./math.wgsl.ts";

export const gaussianImageSource = /* wgsl */ `
${mathSource}
struct Settings {
  points: vec3i, atoms: i32,
  exponent: vec3f, spare: f32,
  reach: vec3f, spare2: f32,
  // Images of an atom either way that may reach in; 0: none, the axis does not repeat or does not count.
  images: vec3i, spare3: i32,
}
struct Atom { near: vec3i, weight: f32, beside: vec3f, spare: f32 }
@group(0) @binding(0) var<uniform> settings: Settings;
@group(0) @binding(1) var<storage, read> atoms: array<Atom>;
@group(0) @binding(2) var<storage, read_write> image: array<f32>;

fn factor(axis: u32, steps: i32, beside: f32) -> f32 {
  if (settings.reach[axis] == 0.0) { return 1.0; }
  var sum = 0.0;
  for (var m = -settings.images[axis]; m <= settings.images[axis]; m++) {
    let d = f32(steps + m * settings.points[axis]) - beside;
    if (abs(d) <= settings.reach[axis]) { sum += exp_exact(-settings.exponent[axis] * d * d); }
  }
  return sum;
}

@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let point = i32(id.y * groups.x * 64u + id.x);
  let n = settings.points;
  if (point >= n.x * n.y * n.z) { return; }
  let here = vec3i(point / (n.y * n.z), (point / n.z) % n.y, point % n.z);
  var sum = 0.0;
  for (var i = 0; i < settings.atoms; i++) {
    let atom = atoms[i];
    let steps = here - atom.near;
    let x = factor(0u, steps.x, atom.beside.x);
    if (x == 0.0) { continue; }
    let y = factor(1u, steps.y, atom.beside.y);
    if (y == 0.0) { continue; }
    sum += atom.weight * x * y * factor(2u, steps.z, atom.beside.z);
  }
  image[point] = sum;
}
`;
