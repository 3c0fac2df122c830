// WGSL of histograms over an atom's bonds, in a potential's place: no energy, no forces.
import { settingsSource } from "./fixed-point.wgsl.ts";
import { workgroupSize } from "./kernel.ts";
import { mathSource } from "./math.wgsl.ts";
import { potentialBindings, speciesBindings } from "./potential.wgsl.ts";

function source(body: string): string {
  return /* wgsl */ `
${settingsSource}${mathSource}${potentialBindings}${speciesBindings}
@group(0) @binding(7) var<storage, read_write> counts: array<atomic<u32>>;

@compute @workgroup_size(${workgroupSize}) fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  let n = settings.atoms;
  if (i >= n) { return; }
  let own = positions[i].w;
  forces[i].w = 0.0;
  let count = bond_counts[i];
  for (var b = 0u; b < count; b++) { gradients[b * n + i] = vec4f(0.0); }
  ${body}
}
`;
}

export function distancesSource(species: number, bins: number, cutoff: number): string {
  return source(
    /* wgsl */ `
  for (var b = 0u; b < count; b++) {
    let bin = min(u32(bond_vectors[b * n + i].w * f32(${bins / cutoff})), ${bins - 1}u);
    atomicAdd(&counts[(own * ${species}u + (bond_atoms[b * n + i] >> 27u)) * ${bins}u + bin], 1u);
  }`,
  );
}

export function anglesSource(species: number, bins: number): string {
  return source(
    /* wgsl */ `
  for (var b = 0u; b < count; b++) {
    let one = bond_vectors[b * n + i];
    let first = bond_atoms[b * n + i] >> 27u;
    for (var k = b + 1u; k < count; k++) {
      let other = bond_vectors[k * n + i];
      let second = bond_atoms[k * n + i] >> 27u;
      let angle = arc_cosine(dot(one.xyz, other.xyz) / (one.w * other.w));
      let bin = min(u32(angle * f32(${bins / Math.PI})), ${bins - 1}u);
      let place = (own * ${species}u + min(first, second)) * ${species}u + max(first, second);
      atomicAdd(&counts[place * ${bins}u + bin], 1u);
    }
  }`,
  );
}
