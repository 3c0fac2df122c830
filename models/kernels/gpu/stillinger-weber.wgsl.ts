// WGSL of the Stillinger-Weber potential: one thread an atom, room for `capacity` bonds. The numbers: of each ordered pair of
// species epsilon A, sigma, where the exponentials end, how near to that counts, gamma, B, p, q; then of each ordered triple
// epsilon lambda; then of each the favoured cosine. Of one element they stand in the source, so that the compiler folds them.
import { settingsSource } from "./fixed-point.wgsl.ts";
import { workgroupSize } from "./kernel.ts";
import { mathSource } from "./math.wgsl.ts";
import { potentialBindings, speciesBindings } from "./potential.wgsl.ts";

const legSize = 8;

export function stillingerWeberSource(species: number, numbers: readonly number[], capacity: number): string {
  const one = species === 1;
  const strengthsAt = legSize * species ** 2;
  const cosinesAt = strengthsAt + species ** 3;
  const leg = (k: number): string => (one ? `f32(${numbers[k]})` : `table[leg + ${k}u]`);
  const [strengthFactor, end, reach, gamma, bigB] = [leg(0), leg(2), leg(3), leg(4), leg(5)];
  const [sigma, p, q] = [leg(1), leg(6), leg(7)];
  return /* wgsl */ `
${settingsSource}${mathSource}${potentialBindings}${one ? "" : speciesBindings}
${one ? "" : "@group(0) @binding(7) var<storage, read> table: array<f32>;"}
struct Bond { direction: vec3f, inverse: f32, exponential: f32, decay: f32, kind: u32 }

@compute @workgroup_size(${workgroupSize}) fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  let n = settings.atoms;
  if (i >= n) { return; }
  let count = min(bond_counts[i], ${capacity}u);
  ${one ? "" : "let own = positions[i].w;"}
  var bonds: array<Bond, ${capacity}>;
  var gradient: array<vec3f, ${capacity}>;
  var energy = 0.0;
  for (var b = 0u; b < count; b++) {
    let vector = bond_vectors[b * n + i];
    let r = vector.w;
    let inverse = 1.0 / r;
    let direction = vector.xyz * inverse;
    ${one ? "let kind = 0u;" : `let kind = bond_atoms[b * n + i] >> 27u;\n    let leg = ${legSize}u * (own * ${species}u + kind);`}
    var slope = 0.0;
    var exponential = 0.0;
    var decay = 0.0;
    if (r < ${reach}) {
      let u = 1.0 / (r - ${end});
      let su = ${sigma} * u;
      let factor = ${strengthFactor} * exp_exact(su);
      exponential = exp_exact(${gamma} * su);
      decay = ${gamma} * su * u;
      let repulsion = ${bigB} * power(${sigma} * inverse, ${p});
      let attraction = power(${sigma} * inverse, ${q});
      let pair = repulsion - attraction;
      // Half of the pair: the other half comes from the row of j.
      energy += 0.5 * pair * factor;
      slope = -0.5 * factor * ((${p} * repulsion - ${q} * attraction) * inverse + pair * su * u);
    }
    bonds[b] = Bond(direction, inverse, exponential, decay, kind);
    gradient[b] = slope * direction;
  }
  for (var b = 0u; b < count; b++) {
    let first = bonds[b];
    if (first.exponential == 0.0) { continue; }
    ${one ? "" : `let pair_at = (own * ${species}u + first.kind) * ${species}u;`}
    var along = vec3f(0.0);
    for (var k = b + 1u; k < count; k++) {
      let other = bonds[k];
      let cosine = dot(first.direction, other.direction);
      let bend = cosine - ${one ? `f32(${numbers[cosinesAt]})` : `table[${cosinesAt}u + pair_at + other.kind]`};
      let half = ${one ? `f32(${numbers[strengthsAt]})` : `table[${strengthsAt}u + pair_at + other.kind]`} * first.exponential * other.exponential * bend;
      let value = half * bend;
      let turn_b = 2.0 * half * first.inverse;
      let turn_k = 2.0 * half * other.inverse;
      along += other.direction * turn_b - first.direction * (value * first.decay + cosine * turn_b);
      gradient[k] += first.direction * turn_k - other.direction * (value * other.decay + cosine * turn_k);
      energy += value;
    }
    gradient[b] += along;
  }
  for (var b = 0u; b < count; b++) { gradients[b * n + i] = vec4f(gradient[b], 0.0); }
  forces[i].w = energy;
}
`;
}
